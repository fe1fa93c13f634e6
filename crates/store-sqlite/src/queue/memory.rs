//! The lanes of all queues behind one lock, filled on first use and kept in step by the writer.

use std::path::Path;
use std::sync::Mutex;

use ports::QueueName;
use rusqlite::Connection;
use tokio::sync::{Notify, OnceCell};

use super::consumer::{ConsumerLock, LockPath};
use super::lane::{Entry, Lane};
use super::rows;
use crate::connections::lock;
use crate::error::OpenError;
use crate::secret_key::no_randomness;

pub(crate) struct Queues {
    state: Mutex<State>,
    /// Something may have become ready, one per queue.
    news: [Notify; QueueName::ALL.len()],
    /// Distinguishes this process's receipts from those of an earlier one.
    pub(super) boot: String,
    pub(super) lock_path: Option<LockPath>,
    pub(super) consumer: OnceCell<ConsumerLock>,
}

#[derive(Default)]
struct State {
    /// False until somebody consumes: a process that only sends never reads the backlog.
    loaded: bool,
    /// The highest message id in the lanes.
    newest: i64,
    lanes: [Lane; QueueName::ALL.len()],
}

/// A message's row without its body.
pub(super) struct Waiting {
    pub(super) queue: QueueName,
    pub(super) group: String,
    pub(super) entry: Entry,
}

impl Queues {
    pub(crate) fn new(database: Option<&Path>) -> Result<Self, OpenError> {
        Ok(Self {
            state: Mutex::default(),
            news: Default::default(),
            boot: format!("{:016x}", getrandom::u64().map_err(no_randomness)?),
            lock_path: database.map(LockPath::beside),
            consumer: OnceCell::new(),
        })
    }

    /// Adds what another process has sent or redriven since the last look. On the writer's thread.
    pub(crate) fn catch_up(&self, db: &Connection) -> rusqlite::Result<()> {
        let newest = {
            let state = lock(&self.state);
            if !state.loaded {
                return Ok(());
            }
            state.newest
        };
        let found = rows::waiting_after(db, newest)?;
        self.add(&found, 0);
        Ok(())
    }

    /// Fills the lanes for the first time. On the writer's thread, so that nothing is sent meanwhile.
    pub(super) fn load(&self, all: &[Waiting]) {
        lock(&self.state).loaded = true;
        self.add(all, 0);
    }

    /// Adds messages that are committed. On the writer's thread, in commit order.
    pub(super) fn add(&self, messages: &[Waiting], now_ms: u64) {
        let mut state = lock(&self.state);
        if !state.loaded {
            return;
        }
        for Waiting { queue, group, entry } in messages {
            if entry.id > state.newest {
                state.newest = entry.id;
                state.lanes[index(*queue)].add(group, *entry, now_ms);
                self.news[index(*queue)].notify_waiters();
            }
        }
    }

    /// Changes one lane and wakes whoever waits for it.
    pub(super) fn with<T>(&self, queue: QueueName, change: impl FnOnce(&mut Lane) -> T) -> T {
        let result = change(&mut lock(&self.state).lanes[index(queue)]);
        self.news[index(queue)].notify_waiters();
        result
    }

    /// Like [`Self::with`], for what makes nothing ready.
    pub(super) fn look<T>(&self, queue: QueueName, look: impl FnOnce(&mut Lane) -> T) -> T {
        look(&mut lock(&self.state).lanes[index(queue)])
    }

    /// `None` while nobody consumes here.
    pub(super) fn depth(&self, queue: QueueName) -> Option<u64> {
        let state = lock(&self.state);
        state.loaded.then(|| state.lanes[index(queue)].depth())
    }

    pub(super) fn news(&self, queue: QueueName) -> &Notify {
        &self.news[index(queue)]
    }
}

fn index(queue: QueueName) -> usize {
    match queue {
        QueueName::Inbound => 0,
        QueueName::Outbound => 1,
        QueueName::HttpCalls => 2,
    }
}

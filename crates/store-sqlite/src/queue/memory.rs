//! The lanes of all queues behind one lock, filled on first use and kept in step by the writer.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use ports::{Message, QueueName};
use rusqlite::Connection;
use tokio::sync::{Notify, OnceCell};

use super::consumer::{ConsumerLock, LockPath};
use super::lane::{Entry, Lane, Pick};
use super::rows;
use crate::connections::lock;
use crate::error::OpenError;
use crate::secret_key::no_randomness;

/// Bodies of messages that are kept until they are received: several hundred of the usual size, which a busy server has
/// on their way. Behind a longer backlog they are read from the database.
const KEPT_BYTES: usize = 1024 * 1024;

pub(crate) struct Queues {
    state: Mutex<State>,
    /// Something may have become ready, one per queue.
    news: [Notify; QueueName::ALL.len()],
    /// Distinguishes this process's receipts from those of an earlier one.
    pub(super) boot: String,
    pub(crate) lock_path: Option<LockPath>,
    pub(crate) consumer: OnceCell<ConsumerLock>,
}

#[derive(Default)]
struct State {
    /// False until somebody consumes: a process that only sends never reads the backlog.
    loaded: bool,
    /// The highest message id in the lanes.
    newest: i64,
    lanes: [Lane; QueueName::ALL.len()],
    /// By id: what this process has sent and nobody has received.
    kept: HashMap<i64, Arc<Message>>,
    kept_bytes: usize,
}

/// A message's row.
pub(super) struct Waiting {
    pub(super) queue: QueueName,
    pub(super) group: String,
    pub(super) entry: Entry,
    /// The message itself, where it is at hand.
    pub(super) message: Option<Arc<Message>>,
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
        for Waiting { queue, group, entry, message } in messages {
            if entry.id > state.newest {
                state.newest = entry.id;
                state.keep(entry.id, message.as_ref());
                state.lanes[index(*queue)].add(group, *entry, now_ms);
                self.news[index(*queue)].notify_waiters();
            }
        }
    }

    /// Hands out the messages that were kept, in the order of the picks. A later delivery reads the database.
    pub(super) fn take_kept(&self, picks: &[Pick]) -> Vec<Option<Arc<Message>>> {
        let mut state = lock(&self.state);
        picks.iter().map(|pick| state.take_kept(pick.id)).collect()
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

impl State {
    fn keep(&mut self, id: i64, message: Option<&Arc<Message>>) {
        let Some(message) = message.filter(|message| self.kept_bytes + message.body.len() <= KEPT_BYTES) else {
            return;
        };
        self.kept_bytes += message.body.len();
        self.kept.insert(id, Arc::clone(message));
    }

    fn take_kept(&mut self, id: i64) -> Option<Arc<Message>> {
        let message = self.kept.remove(&id)?;
        self.kept_bytes -= message.body.len();
        Some(message)
    }
}

fn index(queue: QueueName) -> usize {
    match queue {
        QueueName::Inbound => 0,
        QueueName::Outbound => 1,
        QueueName::HttpCalls => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sq8_bodies_are_kept_up_to_a_size_and_given_once() {
        let queues = Queues::new(None).unwrap();
        queues.load(&[]);
        let waiting = |id: i64| Waiting {
            queue: QueueName::Inbound,
            group: format!("group {id}"),
            entry: Entry { id, position: id, receives: 0, visible_at_ms: 0 },
            message: Some(Arc::new(Message {
                group: String::new(),
                dedupe: id.to_string(),
                body: vec![0; KEPT_BYTES / 2],
            })),
        };
        queues.add(&[waiting(1), waiting(2), waiting(3)], 0);
        let pick = |id: i64| Pick { serial: 0, id, receives: 1 };
        let kept = |ids: [i64; 3]| -> Vec<Option<String>> {
            let kept = queues.take_kept(&ids.map(pick));
            kept.into_iter().map(|message| message.map(|message| message.dedupe.clone())).collect()
        };
        assert_eq!(kept([2, 3, 1]), [Some("2".to_owned()), None, Some("1".to_owned())]);
        assert_eq!(kept([1, 2, 3]), [None, None, None]);
        queues.add(&[waiting(4)], 0);
        assert_eq!(kept([4, 5, 6])[0], Some("4".to_owned()), "there is room again");
    }
}

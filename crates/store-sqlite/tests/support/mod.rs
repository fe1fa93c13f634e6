//! Stores that tests work on.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ids::WorkspaceId;
use ports::conformance::ManualClock;
use ports::{Commit, CommitOutcome, Condition, Key, Message, Op, Store};
use store_sqlite::SqliteStore;
use tempfile::TempDir;

/// A store in a folder of its own, which goes with it.
pub struct Fixture {
    pub folder: TempDir,
    pub clock: Arc<ManualClock>,
}

impl Fixture {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder"), clock: Arc::default() }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("tsunagi.db")
    }

    /// Each call is a connection of its own, as another process would have.
    pub fn open(&self) -> SqliteStore {
        open(&self.path(), &self.clock)
    }
}

pub fn open(path: &Path, clock: &Arc<ManualClock>) -> SqliteStore {
    SqliteStore::open(path, Arc::clone(clock) as Arc<dyn ports::Clock>).expect("the database opens")
}

pub fn workspace() -> WorkspaceId {
    "acme".parse().expect("a workspace")
}

pub fn put(key: &Key, body: &str, condition: Condition) -> Op {
    Op::Put { key: key.clone(), body: body.as_bytes().to_vec(), expires_at_ms: None, condition }
}

pub async fn commit(store: &SqliteStore, ops: Vec<Op>) -> CommitOutcome {
    store.commit(&workspace(), Commit { ops, now_ms: 1 }).await.expect("the commit is well formed")
}

pub async fn body(store: &SqliteStore, key: &Key) -> Option<String> {
    let items = store.get(&workspace(), std::slice::from_ref(key)).await.expect("the store answers");
    items.into_iter().flatten().next().map(|item| String::from_utf8(item.body).expect("a text"))
}

pub fn message(group: &str, dedupe: &str) -> Message {
    Message { group: group.to_owned(), dedupe: dedupe.to_owned(), body: dedupe.as_bytes().to_vec() }
}

//! Counts what a store that charges by the item would charge, as DynamoDB does.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use ids::WorkspaceId;
use ports::units::{factor, item_bytes, op_units};
use ports::{Commit, CommitOutcome, Item, Key, Op, Page, Query, Store, StoreError};

/// One read unit reads this much, and reading nothing costs one too.
const READ_BYTES: usize = 4 * 1_024;

/// A store in front of another.
pub struct Meter {
    inner: Arc<dyn Store>,
    requests: Mutex<Vec<Request>>,
}

/// One request and what it costs, item by item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub name: &'static str,
    pub partitions: Vec<String>,
    pub read_units: u64,
    pub write_units: u64,
    /// What was written, with the units of each.
    pub items: Vec<(String, u64)>,
}

impl Meter {
    pub fn new(inner: Arc<dyn Store>) -> Self {
        Self { inner, requests: Mutex::default() }
    }

    /// Requests since the last time this was asked.
    pub fn take(&self) -> Vec<Request> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Request>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, name: &'static str, partitions: Vec<String>, what: String, read_units: u64) {
        self.lock().push(Request { name, partitions, read_units, write_units: 0, items: vec![(what, 0)] });
    }
}

#[async_trait]
impl Store for Meter {
    async fn get(&self, workspace: &WorkspaceId, keys: &[Key]) -> Result<Vec<Option<Item>>, StoreError> {
        let items = self.inner.get(workspace, keys).await?;
        let units = items.iter().map(|item| read_units(item.as_ref().map_or(0, |item| bytes(workspace, item)))).sum();
        let names: Vec<_> = keys.iter().map(kind).collect();
        let partitions = keys.iter().map(|key| key.partition.clone()).collect();
        self.read("get", partitions, names.join(", "), units);
        Ok(items)
    }

    async fn query(&self, workspace: &WorkspaceId, query: Query) -> Result<Page, StoreError> {
        let partition = query.partition.clone();
        let what = kind(&Key::new(partition.clone(), query.after.clone().unwrap_or_default()));
        let page = self.inner.query(workspace, query).await?;
        let units = read_units(page.items.iter().map(|item| bytes(workspace, item)).sum());
        self.read("query", vec![partition], what, units);
        Ok(page)
    }

    async fn commit(&self, workspace: &WorkspaceId, commit: Commit) -> Result<CommitOutcome, StoreError> {
        let keys: Vec<Key> = commit.ops.iter().map(|op| op.key().clone()).collect();
        let old = self.inner.get(workspace, &keys).await?;
        let outcome = self.inner.commit(workspace, commit.clone()).await?;
        let factor = factor(&commit);
        let items: Vec<(String, u64)> = commit
            .ops
            .iter()
            .zip(&old)
            .map(|(op, old)| (change(op), op_units(workspace, op, old.as_ref()) * factor))
            .collect();
        let name = if factor == 2 { "transaction" } else { "write" };
        let write_units = items.iter().map(|(_, units)| units).sum();
        let partitions = keys.into_iter().map(|key| key.partition).collect();
        self.lock().push(Request { name, partitions, read_units: 0, write_units, items });
        Ok(outcome)
    }
}

fn read_units(bytes: usize) -> u64 {
    bytes.div_ceil(READ_BYTES).max(1) as u64
}

fn bytes(workspace: &WorkspaceId, item: &Item) -> usize {
    item_bytes(workspace, &item.key, item.body.len(), item.expires_at_ms.is_some())
}

fn change(op: &Op) -> String {
    let what = kind(op.key());
    match op {
        Op::Put { .. } => what,
        Op::Delete { .. } => format!("{what}, gone"),
        Op::Check { .. } => format!("{what}, looked at"),
    }
}

/// What a key is of, by the table at the top of `app::records`.
fn kind(key: &Key) -> String {
    let partition = key.partition.split('#').next().unwrap_or_default();
    let sort = key.sort.split('#').next().unwrap_or_default();
    let name = match (partition, sort) {
        ("T", "HEAD") => "thread",
        ("T", "E") => "entries",
        ("T", "D") => "delivery",
        ("T", "M") => "marker",
        ("O", _) => "outbox",
        ("I", _) => "identity",
        ("P", _) => "message id",
        ("C", _) => "conversation",
        ("L", _) => "list",
        ("F", _) => "flow",
        ("A", _) => "account",
        ("V" | "VC", _) => "socket",
        (other, _) => other,
    };
    name.to_owned()
}

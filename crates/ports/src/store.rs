//! State: items under a partition and a sort key, changed by all-or-nothing commits.
//!
//! The shape is DynamoDB's, because that is the narrower of the two stores. Every call names its
//! workspace, and an implementation prefixes every key with it: a key of another workspace cannot be
//! expressed (R8).

use std::borrow::Cow;
use std::collections::HashSet;

use async_trait::async_trait;
use ids::WorkspaceId;

/// Where an item lives inside its workspace. Neither part is empty (DynamoDB takes no empty key) nor longer than
/// [`limits::PARTITION_KEY_BYTES`] and [`limits::SORT_KEY_BYTES`]; both compare by bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub partition: String,
    pub sort: String,
}

impl Key {
    pub fn new(partition: impl Into<String>, sort: impl Into<String>) -> Self {
        Self { partition: partition.into(), sort: sort.into() }
    }

    /// Whether an item can have it; a text from outside that became part of a key may be anything.
    pub fn is_possible(&self) -> bool {
        (1..=limits::PARTITION_KEY_BYTES).contains(&self.partition.len())
            && (1..=limits::SORT_KEY_BYTES).contains(&self.sort.len())
    }

    /// The key for a log: its parts as far as they are short and hold no address of a person, which has an `@`.
    pub fn for_log(&self) -> String {
        format!("`{}` `{}`", part_for_log(&self.partition), part_for_log(&self.sort))
    }
}

fn part_for_log(part: &str) -> Cow<'_, str> {
    const MOST_BYTES: usize = 100;
    if part.len() <= MOST_BYTES && !part.contains('@') {
        return Cow::Borrowed(part);
    }
    Cow::Owned(format!("({} bytes)", part.len()))
}

/// One stored item. `version` counts its writes from 1; the store sets it. Deleting an item, or replacing an
/// expired one under [`Condition::Absent`], starts over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub key: Key,
    pub version: u64,
    pub body: Vec<u8>,
    /// Unix milliseconds after which the item counts as absent, whether or not it was removed.
    pub expires_at_ms: Option<u64>,
}

impl Item {
    pub fn is_live(&self, now_ms: u64) -> bool {
        self.expires_at_ms.is_none_or(|at| at > now_ms)
    }
}

/// What must hold for an operation, or the whole commit is refused. Expired items count as absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    Always,
    Absent,
    Present,
    Version(u64),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    Put { key: Key, body: Vec<u8>, expires_at_ms: Option<u64>, condition: Condition },
    Delete { key: Key, condition: Condition },
    Check { key: Key, condition: Condition },
}

impl Op {
    pub fn key(&self) -> &Key {
        match self {
            Op::Put { key, .. } | Op::Delete { key, .. } | Op::Check { key, .. } => key,
        }
    }

    pub fn condition(&self) -> Condition {
        match self {
            Op::Put { condition, .. } | Op::Delete { condition, .. } | Op::Check { condition, .. } => *condition,
        }
    }
}

/// Operations that happen all or not at all. No two may touch the same key; at most
/// [`limits::COMMIT_OPS`], each body at most [`limits::ITEM_BYTES`], together at most
/// [`limits::COMMIT_BYTES`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    pub ops: Vec<Op>,
    /// Unix milliseconds: decides which items have expired.
    pub now_ms: u64,
}

impl Commit {
    /// Refuses what a caller can get wrong, before any store sees it.
    pub fn check(&self) -> Result<(), StoreError> {
        let refused = |reason: String| Err(StoreError::Refused(reason));
        if self.ops.len() > limits::COMMIT_OPS {
            return refused(format!("{} operations; a commit takes {}", self.ops.len(), limits::COMMIT_OPS));
        }
        let mut keys = HashSet::with_capacity(self.ops.len());
        let mut total_bytes = 0;
        for op in &self.ops {
            let key = op.key();
            if !key.is_possible() {
                return refused(format!("a key with a part that is empty or too long: {}", key.for_log()));
            }
            if !keys.insert(key) {
                return refused(format!("two operations on {}", key.for_log()));
            }
            if let Op::Put { body, .. } = op {
                if body.len() > limits::ITEM_BYTES {
                    let (key, found, most) = (key.for_log(), body.len(), limits::ITEM_BYTES);
                    return refused(format!("{key} has {found} bytes; an item takes {most}"));
                }
                total_bytes += body.len();
            }
        }
        if total_bytes > limits::COMMIT_BYTES {
            return refused(format!("{total_bytes} bytes; a commit takes {}", limits::COMMIT_BYTES));
        }
        Ok(())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommitOutcome {
    Committed,
    /// The condition of `ops[index]` did not hold; `old` is what stood there, `None` when absent or expired.
    /// Nothing was written.
    ConditionFailed {
        index: usize,
        old: Option<Item>,
    },
    /// Another commit touched the same items at the same time. Nothing was written; reload and retry.
    Conflict,
    /// Too fast. Nothing was written; retry later.
    Throttled,
    /// The reply was lost: it may or may not have been applied. Read the dedupe marker to know.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub partition: String,
    /// Only sort keys greater than this (exclusive).
    pub after: Option<String>,
    /// Only sort keys less than this (exclusive).
    pub before: Option<String>,
    pub descending: bool,
    pub limit: usize,
}

impl Query {
    pub fn partition(partition: impl Into<String>) -> Self {
        Self { partition: partition.into(), after: None, before: None, descending: false, limit: limits::PAGE_ITEMS }
    }
}

/// Items in key order. `more` says that the limit cut the list; go on with `after` (or `before`, when
/// descending) set to the last sort key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub items: Vec<Item>,
    pub more: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    #[error("the store could not be reached: {0}")]
    Unavailable(String),
    #[error("the store refused the request: {0}")]
    Refused(String),
}

#[async_trait]
pub trait Store: Send + Sync {
    /// The items of these keys, in their order. Expired items are returned; ask [`Item::is_live`]. There is nothing under a
    /// key that is not [possible](Key::is_possible).
    async fn get(&self, workspace: &WorkspaceId, keys: &[Key]) -> Result<Vec<Option<Item>>, StoreError>;

    async fn query(&self, workspace: &WorkspaceId, query: Query) -> Result<Page, StoreError>;

    /// `Err(Refused)` is a programming error (two operations on one key, over a limit): retrying is useless.
    async fn commit(&self, workspace: &WorkspaceId, commit: Commit) -> Result<CommitOutcome, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_in_a_log_is_short_and_holds_no_address() {
        assert_eq!(Key::new("T#cus_1", "HEAD").for_log(), "`T#cus_1` `HEAD`");
        assert_eq!(Key::new("I#sms#main", "@+819012345678").for_log(), "`I#sms#main` `(14 bytes)`");
        let endless = Key::new("P#custom#main", "m".repeat(100_000));
        assert_eq!(endless.for_log(), "`P#custom#main` `(100000 bytes)`");
        let commit = Commit { ops: vec![Op::Delete { key: endless, condition: Condition::Always }], now_ms: 0 };
        let refusal = commit.check().expect_err("too long").to_string();
        assert!(refusal.len() < 200, "{refusal}");
    }
}

//! What DynamoDB charges. Writes are counted by the kilobyte of an item with its key and names, twice within a
//! transaction.

use std::sync::Mutex;

use aws_sdk_dynamodb::types::ConsumedCapacity;
use ids::WorkspaceId;
use ports::{Commit, Op};

use crate::item::{BODY, EXPIRES_MS, PARTITION, SORT, TTL, VERSION, partition_key};

/// One write unit writes this much.
const WRITE_BYTES: usize = 1_024;

/// Read and write request units, as DynamoDB reported them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Units {
    pub read: f64,
    pub write: f64,
}

/// The sum since the store was made.
#[derive(Default)]
pub(crate) struct Meter(Mutex<Units>);

impl Meter {
    pub(crate) fn total(&self) -> Units {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(crate) fn write<'a>(&self, reported: impl IntoIterator<Item = &'a ConsumedCapacity>) {
        let units: f64 = reported.into_iter().filter_map(ConsumedCapacity::capacity_units).sum();
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).write += units;
    }

    pub(crate) fn read<'a>(&self, reported: impl IntoIterator<Item = &'a ConsumedCapacity>) {
        let units: f64 = reported.into_iter().filter_map(ConsumedCapacity::capacity_units).sum();
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).read += units;
    }
}

/// The write units of a commit that succeeds, as far as the commit itself shows: a replaced or deleted item that was
/// larger than what replaces it costs what it was. A lone check is a transaction too.
pub fn write_units(workspace: &WorkspaceId, commit: &Commit) -> u64 {
    let charged: Vec<&Op> = commit.ops.iter().filter(|op| !is_nothing(op)).collect();
    let transaction = charged.len() > 1 || matches!(charged.as_slice(), [Op::Check { .. }]);
    let factor = if transaction { 2 } else { 1 };
    charged.iter().map(|op| op_bytes(workspace, op).div_ceil(WRITE_BYTES) as u64 * factor).sum()
}

/// A check of nothing, which is not even sent.
pub(crate) fn is_nothing(op: &Op) -> bool {
    matches!(op, Op::Check { condition: ports::Condition::Always, .. })
}

/// Bytes of the item: names, texts and the body as they are, a number as one byte and one for every two digits.
fn op_bytes(workspace: &WorkspaceId, op: &Op) -> usize {
    let key = op.key();
    let keys = PARTITION.len() + partition_key(workspace, &key.partition).len() + SORT.len() + key.sort.len();
    match op {
        Op::Put { body, expires_at_ms, .. } => {
            let version = VERSION.len() + 2;
            // Thirteen digits of milliseconds, ten of seconds.
            let expiry = expires_at_ms.map_or(0, |_| EXPIRES_MS.len() + 8 + TTL.len() + 6);
            keys + BODY.len() + body.len() + version + expiry
        }
        Op::Delete { .. } | Op::Check { .. } => keys,
    }
}

#[cfg(test)]
mod tests {
    use ports::{Condition, Key};

    use super::*;

    fn units(ops: Vec<Op>) -> u64 {
        write_units(&"acme".parse().expect("a workspace"), &Commit { ops, now_ms: 0 })
    }

    fn put(sort: &str, size_bytes: usize) -> Op {
        let key = Key::new("p", sort);
        Op::Put { key, body: vec![b'x'; size_bytes], expires_at_ms: None, condition: Condition::Always }
    }

    fn check(condition: Condition) -> Op {
        Op::Check { key: Key::new("p", "c"), condition }
    }

    #[test]
    fn kilobytes_are_rounded_up_for_each_item() {
        assert_eq!(units(vec![put("a", 900)]), 1);
        assert_eq!(units(vec![put("a", 1_024)]), 2);
        assert_eq!(units(vec![]), 0);
    }

    #[test]
    fn a_transaction_costs_twice() {
        assert_eq!(units(vec![put("a", 10), put("b", 3_000)]), 2 + 6);
        assert_eq!(units(vec![put("a", 10), check(Condition::Present)]), 4);
        assert_eq!(units(vec![check(Condition::Present)]), 2);
    }

    #[test]
    fn a_check_of_nothing_costs_nothing() {
        assert_eq!(units(vec![check(Condition::Always)]), 0);
        assert_eq!(units(vec![put("a", 10), check(Condition::Always)]), 1);
    }
}

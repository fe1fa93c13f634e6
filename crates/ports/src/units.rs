//! What a commit costs where a store charges by the item, as DynamoDB does: a unit for each kilobyte of an item with its
//! key and names, twice within a transaction.

use ids::WorkspaceId;

use crate::store::{Commit, Condition, Item, Key, Op};

/// One write unit writes this much.
const WRITE_BYTES: usize = 1_024;

/// Names of the attributes of every item: `pk`, `sk`, `b`, `v`; `W#` and `#` around the workspace; a version of up to two
/// digits.
const ITEM_BYTES: usize = 6 + 3 + 2;

/// `x` with thirteen digits of milliseconds, `ttl` with ten of seconds: a number takes one byte and one for every two
/// digits.
const EXPIRY_BYTES: usize = 1 + 8 + 3 + 6;

/// The write units of a commit that succeeds, as far as the commit itself shows: a replaced or deleted item that was
/// larger than what replaces it costs what it was.
pub fn write_units(workspace: &WorkspaceId, commit: &Commit) -> u64 {
    commit.ops.iter().map(|op| op_units(workspace, op, None)).sum::<u64>() * factor(commit)
}

/// 2 for a transaction. A lone check is one too.
pub fn factor(commit: &Commit) -> u64 {
    let mut charged = commit.ops.iter().filter(|op| !is_nothing(op));
    match (charged.next(), charged.next()) {
        (None | Some(Op::Put { .. } | Op::Delete { .. }), None) => 1,
        _ => 2,
    }
}

/// The write units of one operation outside of a transaction. `old` is what it replaces.
pub fn op_units(workspace: &WorkspaceId, op: &Op, old: Option<&Item>) -> u64 {
    if is_nothing(op) {
        return 0;
    }
    let new_bytes = match op {
        Op::Put { key, body, expires_at_ms, .. } => item_bytes(workspace, key, body.len(), expires_at_ms.is_some()),
        Op::Delete { key, .. } | Op::Check { key, .. } => item_bytes(workspace, key, 0, false),
    };
    let old_bytes = old.map_or(0, |old| item_bytes(workspace, &old.key, old.body.len(), old.expires_at_ms.is_some()));
    new_bytes.max(old_bytes).div_ceil(WRITE_BYTES) as u64
}

/// A check of nothing, which is not even sent.
pub fn is_nothing(op: &Op) -> bool {
    matches!(op, Op::Check { condition: Condition::Always, .. })
}

/// Texts and the body count as they are.
pub fn item_bytes(workspace: &WorkspaceId, key: &Key, body_bytes: usize, expires: bool) -> usize {
    let keys = workspace.as_str().len() + key.partition.len() + key.sort.len();
    ITEM_BYTES + keys + body_bytes + if expires { EXPIRY_BYTES } else { 0 }
}

#[cfg(test)]
mod tests {
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
    fn what_was_larger_costs_what_it_was() {
        let workspace = "acme".parse().expect("a workspace");
        let old = Item { key: Key::new("p", "a"), version: 1, body: vec![b'x'; 3_000], expires_at_ms: None };
        assert_eq!(op_units(&workspace, &put("a", 10), Some(&old)), 3);
        assert_eq!(
            op_units(&workspace, &Op::Delete { key: old.key.clone(), condition: Condition::Always }, Some(&old)),
            3
        );
    }

    #[test]
    fn a_check_of_nothing_costs_nothing() {
        assert_eq!(units(vec![check(Condition::Always)]), 0);
        assert_eq!(units(vec![put("a", 10), check(Condition::Always)]), 1);
    }
}

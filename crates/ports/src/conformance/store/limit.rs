//! Contract test 13: at each limit, and one beyond.

use super::*;
use crate::StoreError;

async fn outcome(h: &StoreHarness, ops: Vec<Op>) -> Result<CommitOutcome, StoreError> {
    h.store.commit(&h.workspace, Commit { ops, now_ms: NOW_MS }).await
}

fn sized(sort: &str, size_bytes: usize) -> Op {
    Op::Put { key: key(sort), body: vec![7; size_bytes], expires_at_ms: None, condition: Condition::Always }
}

fn is_refused(outcome: &Result<CommitOutcome, StoreError>) -> bool {
    matches!(outcome, Err(StoreError::Refused(_)))
}

pub(super) async fn s18_two_operations_on_one_key_are_refused(h: StoreHarness) {
    let k = key("state");
    for second in [put(&k, "2", Condition::Always), delete(&k, Condition::Always), check(&k, Condition::Always)] {
        let outcome = outcome(&h, vec![put(&k, "1", Condition::Always), second]).await;
        assert!(is_refused(&outcome), "{outcome:?}");
    }
    assert_eq!(h.get(&k).await, None);
}

pub(super) async fn s19_a_hundred_operations_and_one_more(h: StoreHarness) {
    let ops = |count: usize| (0..count).map(|at| put(&key(&format!("{at:03}")), "x", Condition::Absent)).collect();
    let over = outcome(&h, ops(limits::COMMIT_OPS + 1)).await;
    assert!(is_refused(&over), "{over:?}");
    assert_eq!(h.get(&key("000")).await, None);
    h.committed(ops(limits::COMMIT_OPS)).await;
    assert_eq!(h.version(&key("099")).await, Some(1));
}

pub(super) async fn s20_an_item_at_its_limit_and_one_byte_more(h: StoreHarness) {
    let over = outcome(&h, vec![sized("a", limits::ITEM_BYTES + 1)]).await;
    assert!(is_refused(&over), "{over:?}");
    h.committed(vec![sized("a", limits::ITEM_BYTES)]).await;
    assert_eq!(h.get(&key("a")).await.map(|item| item.body.len()), Some(limits::ITEM_BYTES));
}

pub(super) async fn s21_a_commit_at_its_limit_and_one_byte_more(h: StoreHarness) {
    let full = limits::COMMIT_BYTES / limits::ITEM_BYTES;
    let rest = limits::COMMIT_BYTES - full * limits::ITEM_BYTES;
    let ops = |rest: usize| {
        let mut ops: Vec<_> = (0..full).map(|at| sized(&format!("{at}"), limits::ITEM_BYTES)).collect();
        ops.push(sized("rest", rest));
        ops
    };
    let over = outcome(&h, ops(rest + 1)).await;
    assert!(is_refused(&over), "{over:?}");
    h.committed(ops(rest)).await;
    assert_eq!(h.get(&key("rest")).await.map(|item| item.body.len()), Some(rest));
}

pub(super) async fn s22_nothing_is_under_an_empty_or_endless_key(h: StoreHarness) {
    let (partition, sort) = ("p".repeat(limits::PARTITION_KEY_BYTES), "s".repeat(limits::SORT_KEY_BYTES));
    for k in [
        Key::new("", "sort"),
        Key::new("partition", ""),
        Key::new(format!("{partition}p"), "sort"),
        Key::new("partition", format!("{sort}s")),
    ] {
        for op in [put(&k, "x", Condition::Always), delete(&k, Condition::Always), check(&k, Condition::Absent)] {
            let outcome = outcome(&h, vec![op]).await;
            assert!(is_refused(&outcome), "{outcome:?}");
        }
        assert!(h.get(&k).await.is_none(), "a read finds nothing there");
    }
    let longest = Key::new(partition, sort);
    h.committed(vec![put(&longest, "x", Condition::Absent)]).await;
    assert_eq!(h.version(&longest).await, Some(1));
}

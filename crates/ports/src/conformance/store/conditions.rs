//! Conditions, and what a commit does when one does not hold.

use super::*;

pub(super) async fn s07_each_condition_on_each_operation(h: StoreHarness) {
    use Condition::{Absent, Always, Present, Version};
    let (there, gone) = (key("there"), key("gone"));
    // Holds when the item is there with version 1; holds when it is not there.
    let table = [
        (Always, true, true),
        (Absent, false, true),
        (Present, true, false),
        (Version(1), true, false),
        (Version(2), false, false),
        (Version(0), false, false),
    ];
    for (condition, when_there, when_gone) in table {
        for (k, holds) in [(&there, when_there), (&gone, when_gone)] {
            for op in [put(k, "new", condition), delete(k, condition), check(k, condition)] {
                h.committed(vec![delete(&there, Always), delete(&gone, Always)]).await;
                h.committed(vec![put(&there, "old", Absent)]).await;
                let outcome = h.commit(vec![op.clone()]).await;
                assert_eq!(outcome == CommitOutcome::Committed, holds, "{op:?} gave {outcome:?}");
            }
        }
    }
}

/// Contract test 9.
pub(super) async fn s08_a_failed_condition_names_its_index_and_what_stood_there(h: StoreHarness) {
    let k = key("state");
    h.committed(vec![put(&k, "1", Condition::Absent)]).await;
    h.committed(vec![put(&k, "2", Condition::Version(1))]).await;
    let ops = |last| vec![put(&key("a"), "x", Condition::Absent), check(&key("b"), Condition::Absent), last];
    let standing = Some(Item { key: k.clone(), version: 2, body: b"2".to_vec(), expires_at_ms: None });
    for last in [
        put(&k, "3", Condition::Version(1)),
        put(&k, "3", Condition::Absent),
        delete(&k, Condition::Version(3)),
        check(&k, Condition::Version(1)),
    ] {
        let outcome = h.commit(ops(last)).await;
        assert_eq!(outcome, CommitOutcome::ConditionFailed { index: 2, old: standing.clone() });
    }
    let outcome = h.commit(ops(check(&key("none"), Condition::Present))).await;
    assert_eq!(outcome, CommitOutcome::ConditionFailed { index: 2, old: None });
}

/// Contract test 9.
pub(super) async fn s09_a_refused_commit_writes_nothing(h: StoreHarness) {
    let (kept, new, checked) = (key("kept"), key("new"), key("checked"));
    h.committed(vec![put(&kept, "1", Condition::Absent), put(&checked, "1", Condition::Absent)]).await;
    let outcome = h
        .commit(vec![
            put(&new, "x", Condition::Absent),
            delete(&kept, Condition::Version(1)),
            check(&checked, Condition::Version(7)),
            put(&key("later"), "x", Condition::Absent),
        ])
        .await;
    assert!(matches!(outcome, CommitOutcome::ConditionFailed { index: 2, .. }), "{outcome:?}");
    assert_eq!(h.get(&new).await, None);
    assert_eq!(h.get(&key("later")).await, None);
    assert_eq!(h.version(&kept).await, Some(1));
}

pub(super) async fn s10_a_check_changes_nothing(h: StoreHarness) {
    let k = key("state");
    h.committed(vec![put(&k, "1", Condition::Absent)]).await;
    let before = h.get(&k).await;
    h.committed(vec![check(&k, Condition::Present), put(&key("other"), "x", Condition::Always)]).await;
    h.committed(vec![check(&key("none"), Condition::Absent)]).await;
    assert_eq!(h.get(&k).await, before);
    assert_eq!(h.get(&key("none")).await, None);
}

/// Contract test 14.
pub(super) async fn s11_what_expired_counts_as_absent(h: StoreHarness) {
    let k = key("lease");
    h.committed(vec![put_until(&k, "old", NOW_MS + 1_000, Condition::Absent)]).await;
    let over = NOW_MS + 1_000;
    for condition in [Condition::Present, Condition::Version(1)] {
        for op in [put(&k, "new", condition), delete(&k, condition), check(&k, condition)] {
            let outcome = h.commit_at(vec![op.clone()], over).await;
            assert_eq!(outcome, CommitOutcome::ConditionFailed { index: 0, old: None }, "{op:?}");
        }
    }
    assert_eq!(h.commit_at(vec![check(&k, Condition::Absent)], over).await, CommitOutcome::Committed);
    // It may be returned or not, but nobody takes it for alive.
    assert!(h.get(&k).await.is_none_or(|item| !item.is_live(over)));
}

pub(super) async fn s12_what_replaces_an_expired_item_starts_over(h: StoreHarness) {
    let k = key("lease");
    h.committed(vec![put(&k, "1", Condition::Absent)]).await;
    h.committed(vec![put_until(&k, "2", NOW_MS + 1_000, Condition::Version(1))]).await;
    let outcome = h.commit_at(vec![put(&k, "3", Condition::Absent)], NOW_MS + 2_000).await;
    assert_eq!(outcome, CommitOutcome::Committed);
    let item = h.get(&k).await.expect("it was put");
    assert_eq!((item.version, item.body, item.expires_at_ms), (1, b"3".to_vec(), None));
}

pub(super) async fn s13_expiry_goes_by_the_time_of_the_commit(h: StoreHarness) {
    let k = key("lease");
    h.committed(vec![put_until(&k, "mine", NOW_MS + 1_000, Condition::Absent)]).await;
    let claim = || vec![put_until(&k, "yours", NOW_MS + 9_000, Condition::Absent)];
    let outcome = h.commit_at(claim(), NOW_MS + 999).await;
    assert!(
        matches!(&outcome, CommitOutcome::ConditionFailed { old: Some(old), .. } if old.body == b"mine"),
        "{outcome:?}"
    );
    assert_eq!(h.commit_at(claim(), NOW_MS + 1_000).await, CommitOutcome::Committed);
}

//! Items, versions, and commits that meet.

use super::*;
use crate::StoreError;

pub(super) async fn s01_an_absent_item_is_none(h: StoreHarness) {
    assert_eq!(h.get(&key("nothing")).await, None);
}

pub(super) async fn s02_get_answers_in_the_order_of_the_keys(h: StoreHarness) {
    let (a, b) = (key("a"), Key::new("elsewhere", "b"));
    h.committed(vec![put(&a, "A", Condition::Always), put(&b, "B", Condition::Always)]).await;
    let items = h.store.get(&h.workspace, &[b.clone(), key("none"), a.clone()]).await.expect("the store answers");
    let found: Vec<_> = items.into_iter().map(|item| item.map(|item| (item.key, item.body))).collect();
    assert_eq!(found, [Some((b, b"B".to_vec())), None, Some((a, b"A".to_vec()))]);
    assert_eq!(h.store.get(&h.workspace, &[]).await, Ok(vec![]));
}

pub(super) async fn s03_versions_count_writes_from_one(h: StoreHarness) {
    let k = key("state");
    for version in 1..=3 {
        h.committed(vec![put(&k, "same", Condition::Always)]).await;
        assert_eq!(h.version(&k).await, Some(version));
    }
}

pub(super) async fn s04_a_put_replaces_body_and_expiry(h: StoreHarness) {
    let k = key("state");
    h.committed(vec![put_until(&k, "first", NOW_MS + 60_000, Condition::Absent)]).await;
    let first = Item { key: k.clone(), version: 1, body: b"first".to_vec(), expires_at_ms: Some(NOW_MS + 60_000) };
    assert_eq!(h.get(&k).await, Some(first));
    h.committed(vec![put(&k, "second", Condition::Present)]).await;
    let second = Item { key: k.clone(), version: 2, body: b"second".to_vec(), expires_at_ms: None };
    assert_eq!(h.get(&k).await, Some(second));
}

pub(super) async fn s05_bodies_and_keys_come_back_byte_for_byte(h: StoreHarness) {
    let bytes: Vec<u8> = (0..=255).collect();
    for (sort, body) in [("empty", vec![]), ("bytes", bytes), ("名前#é/%_\\'\"", b"x".to_vec())] {
        let k = Key::new("分割#1'; --", sort);
        let op = Op::Put { key: k.clone(), body: body.clone(), expires_at_ms: None, condition: Condition::Always };
        h.committed(vec![op]).await;
        let item = h.get(&k).await.expect("it was put");
        assert_eq!((item.key, item.body), (k, body));
    }
}

pub(super) async fn s06_delete_removes_and_the_next_put_starts_over(h: StoreHarness) {
    let k = key("state");
    h.committed(vec![delete(&k, Condition::Always)]).await;
    h.committed(vec![put(&k, "1", Condition::Always)]).await;
    h.committed(vec![put(&k, "2", Condition::Always)]).await;
    h.committed(vec![delete(&k, Condition::Version(2))]).await;
    assert_eq!(h.get(&k).await, None);
    h.committed(vec![put(&k, "3", Condition::Absent)]).await;
    assert_eq!(h.version(&k).await, Some(1));
}

/// Contract test 10.
pub(super) async fn s14_one_of_many_commits_on_one_item_wins(h: StoreHarness) {
    const RIVALS: usize = 8;
    let k = key("state");
    h.committed(vec![put(&k, "0", Condition::Absent)]).await;
    for version in 1..=25 {
        let rivals: Vec<_> = (0..RIVALS)
            .map(|rival| {
                let (h, op) = (h.clone(), put(&k, &rival.to_string(), Condition::Version(version)));
                tokio::spawn(async move { h.commit(vec![op]).await })
            })
            .collect();
        let mut winners = Vec::new();
        for (rival, task) in rivals.into_iter().enumerate() {
            match task.await.expect("no rival panics") {
                CommitOutcome::Committed => winners.push(rival),
                CommitOutcome::ConditionFailed { index: 0, .. } | CommitOutcome::Conflict => {}
                other => panic!("a loser sees {other:?}"),
            }
        }
        assert_eq!(winners.len(), 1, "round {version}: {winners:?}");
        let item = h.get(&k).await.expect("it stays");
        assert_eq!((item.version, item.body), (version + 1, winners[0].to_string().into_bytes()));
    }
}

/// Each of two commits checks what the other writes: both together would be a state that neither saw.
pub(super) async fn s15_a_check_keeps_two_commits_from_crossing(h: StoreHarness) {
    for round in 0..25 {
        let (left, right) = (key(&format!("left{round}")), key(&format!("right{round}")));
        h.committed(vec![put(&left, "0", Condition::Absent), put(&right, "0", Condition::Absent)]).await;
        let cross = |mine: &Key, other: &Key| {
            let ops = vec![check(other, Condition::Version(1)), put(mine, "1", Condition::Version(1))];
            let h = h.clone();
            tokio::spawn(async move { h.commit(ops).await })
        };
        let (one, two) = (cross(&left, &right), cross(&right, &left));
        let outcomes = [one.await.expect("no panic"), two.await.expect("no panic")];
        let won = outcomes.iter().filter(|outcome| **outcome == CommitOutcome::Committed).count();
        // DynamoDB may cancel both when they meet.
        assert!(won <= 1, "round {round}: {outcomes:?}");
        let versions = (h.version(&left).await, h.version(&right).await);
        let changed = [versions.0, versions.1].iter().filter(|version| **version == Some(2)).count();
        assert_eq!(changed, won, "round {round}: {outcomes:?} left {versions:?}");
    }
}

pub(super) async fn s16_commits_on_different_items_all_succeed(h: StoreHarness) {
    let tasks: Vec<_> = (0..50)
        .map(|task| {
            let h = h.clone();
            tokio::spawn(async move {
                let k = Key::new(format!("thread#{task}"), "state");
                for version in 0..5 {
                    let condition = if version == 0 { Condition::Absent } else { Condition::Version(version) };
                    h.committed(vec![put(&k, "x", condition)]).await;
                }
                assert_eq!(h.version(&k).await, Some(5));
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("each commit succeeds");
    }
}

/// Contract test 12: whoever got no reply sends the same again, and learns from the marker that it counted.
pub(super) async fn s17_a_lost_reply_is_resolved_by_the_marker(h: StoreHarness) {
    let (marker, state) = (key("seen#event-1"), key("state"));
    let ops = vec![
        put_until(&marker, "turn-1", NOW_MS + 8 * 86_400_000, Condition::Absent),
        put(&state, "after event 1", Condition::Absent),
    ];
    h.committed(ops.clone()).await;
    let again: Result<CommitOutcome, StoreError> =
        h.store.commit(&h.workspace, Commit { ops, now_ms: NOW_MS + 1 }).await;
    match again.expect("the store answers") {
        CommitOutcome::ConditionFailed { index: 0, old: Some(old) } => assert_eq!(old.body, b"turn-1"),
        other => panic!("the marker does not show: {other:?}"),
    }
    assert_eq!(h.get(&marker).await.map(|item| item.body), Some(b"turn-1".to_vec()));
    assert_eq!(h.version(&state).await, Some(1));
}

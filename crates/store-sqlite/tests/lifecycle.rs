//! Restart, shutdown, backup, housekeeping, and what the files give away.

mod support;

use std::collections::BTreeMap;
use std::time::Duration;

use ports::conformance::TestClock;
use ports::{
    Blobs, CommitOutcome, Condition, DeadLetters, Key, Op, Queue, QueueName, QueueSource, Secrets, Store, StoreError,
};
use store_sqlite::{BackupError, OpenError, SqliteStore};
use support::{Fixture, body, commit, message, put, workspace};

const INBOUND: QueueName = QueueName::Inbound;

fn secret(value: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("channel_secret".to_owned(), value.to_owned())])
}

#[tokio::test]
async fn sq7_after_a_restart_what_was_not_acknowledged_is_delivered_again_in_order() {
    let fixture = Fixture::new();
    let store = fixture.open();
    let sent = ["1", "2", "3", "4"].map(|it| message("a", it)).to_vec();
    store.send(INBOUND, sent).await.expect("the queue takes it");
    let batch = store.receive(INBOUND, 3).await.expect("the queue answers");
    assert_eq!(batch.len(), 3);
    store.ack(INBOUND, vec![batch[0].receipt.clone()]).await.expect("the queue answers");
    drop(store);

    let store = fixture.open();
    let mut seen = Vec::new();
    while let Some(delivery) = store.receive(INBOUND, 1).await.expect("the queue answers").pop() {
        seen.push((delivery.message.dedupe, delivery.receives));
        store.ack(INBOUND, vec![delivery.receipt]).await.expect("the queue answers");
    }
    assert_eq!(seen, [("2".to_owned(), 2), ("3".to_owned(), 2), ("4".to_owned(), 1)]);
    // The window of what was consumed goes on as well.
    store.send(INBOUND, vec![message("a", "1")]).await.expect("the queue takes it");
    assert_eq!(store.depth(INBOUND).await, Ok(0));
}

#[tokio::test]
async fn sq7_a_message_that_ends_the_process_reaches_the_dead_letters() {
    let fixture = Fixture::new();
    fixture.open().send(INBOUND, vec![message("a", "poison"), message("a", "2")]).await.expect("the queue takes it");
    for receives in 1..=limits::QUEUE_RECEIVES {
        let batch = fixture.open().receive(INBOUND, 1).await.expect("the queue answers");
        assert_eq!((batch[0].message.dedupe.as_str(), batch[0].receives), ("poison", receives));
    }
    let store = fixture.open();
    let batch = store.receive(INBOUND, 1).await.expect("the queue answers");
    assert_eq!(batch[0].message.dedupe, "2");
    let dead = store.dead_letters(INBOUND).await.expect("the queue answers");
    drop(store);
    let store = fixture.open();
    assert_eq!(store.redrive(INBOUND, &dead[0].id).await, Ok(true));
    let batch = store.receive(INBOUND, 1).await.expect("the queue answers");
    assert_eq!((batch[0].message.dedupe.as_str(), batch[0].receives), ("poison", 1));
}

#[tokio::test]
async fn a_discarded_dead_letter_is_gone_and_nothing_else() {
    let fixture = Fixture::new();
    fixture.open().send(INBOUND, vec![message("a", "poison"), message("a", "2")]).await.expect("the queue takes it");
    for _ in 1..=limits::QUEUE_RECEIVES {
        fixture.open().receive(INBOUND, 1).await.expect("the queue answers");
    }
    let store = fixture.open();
    assert_eq!(store.receive(INBOUND, 1).await.expect("the queue answers")[0].message.dedupe, "2");
    let dead = store.dead_letters(INBOUND).await.expect("the queue answers");
    assert_eq!(store.discard(QueueName::Outbound, &dead[0].id).await, Ok(false));
    assert_eq!(store.discard(INBOUND, "no number").await, Ok(false));
    assert_eq!(store.discard(INBOUND, &dead[0].id).await, Ok(true));
    assert_eq!(store.discard(INBOUND, &dead[0].id).await, Ok(false));
    assert_eq!(store.redrive(INBOUND, &dead[0].id).await, Ok(false));
    assert_eq!(store.dead_letter_count(INBOUND).await, Ok(0));
    assert_eq!(store.depth(INBOUND).await, Ok(1));
}

#[tokio::test]
async fn sq10_a_message_that_failed_is_delivered_alone_in_its_group() {
    let fixture = Fixture::new();
    let store = fixture.open();
    let sent = [message("a", "poison"), message("a", "2"), message("a", "3"), message("b", "1")].to_vec();
    store.send(INBOUND, sent).await.expect("the queue takes it");
    for _ in 0..limits::QUEUE_RECEIVES {
        let batch = store.receive(INBOUND, 10).await.expect("the queue answers");
        let receipts = batch.into_iter().map(|delivery| delivery.receipt).collect();
        store.release(INBOUND, receipts, 0).await.expect("the queue answers");
    }
    let mut seen = Vec::new();
    loop {
        let batch = store.receive(INBOUND, 10).await.expect("the queue answers");
        if batch.is_empty() {
            break;
        }
        let of_a = batch.iter().filter(|it| it.message.group == "a");
        seen.extend(of_a.map(|it| (it.message.dedupe.clone(), it.receives)));
        let receipts = batch.into_iter().map(|delivery| delivery.receipt).collect();
        store.ack(INBOUND, receipts).await.expect("the queue answers");
    }
    assert_eq!(seen, [("2".to_owned(), 2), ("3".to_owned(), 2)]);
}

#[tokio::test]
async fn shutdown_writes_what_waits_and_refuses_what_comes_after() {
    let fixture = Fixture::new();
    let store = fixture.open();
    let keys: Vec<_> = (0..50).map(|at| Key::new("p", at.to_string())).collect();
    let commits = keys.iter().map(|key| {
        let (store, op) = (store.clone(), put(key, "x", Condition::Absent));
        tokio::spawn(async move { commit(&store, vec![op]).await })
    });
    let commits: Vec<_> = commits.collect();
    for commit in commits {
        assert_eq!(commit.await.expect("no panic"), CommitOutcome::Committed);
    }
    store.shutdown().await;
    store.shutdown().await;
    let late = ports::Commit { ops: vec![put(&Key::new("p", "late"), "x", Condition::Always)], now_ms: 1 };
    let late = store.commit(&workspace(), late).await;
    assert!(matches!(late, Err(StoreError::Unavailable(_))), "{late:?}");
    assert_eq!(body(&store, &keys[49]).await.as_deref(), Some("x"));
}

#[tokio::test]
async fn sq4_a_request_whose_caller_left_still_happens_whole() {
    let fixture = Fixture::new();
    let store = fixture.open();
    let (a, b) = (Key::new("p", "a"), Key::new("p", "b"));
    let commit = commit(&store, vec![put(&a, "1", Condition::Absent), put(&b, "1", Condition::Absent)]);
    // Polled once, which hands the request over, and dropped.
    let _ = tokio::time::timeout(Duration::ZERO, commit).await;
    store.shutdown().await;
    assert_eq!(body(&store, &a).await, body(&store, &b).await);
    assert_eq!(body(&store, &a).await.as_deref(), Some("1"));
}

#[tokio::test]
async fn a_backup_is_a_whole_database_and_overwrites_nothing() {
    let fixture = Fixture::new();
    let store = fixture.open();
    let key = Key::new("p", "s");
    commit(&store, vec![put(&key, "1", Condition::Absent)]).await;
    store.send(INBOUND, vec![message("a", "1")]).await.expect("the queue takes it");
    Secrets::put(&store, &workspace(), "n", secret("hidden")).await.expect("the set is put");

    let writer = {
        let (store, key) = (store.clone(), key.clone());
        tokio::spawn(async move {
            for version in 1..200 {
                commit(&store, vec![put(&key, "later", Condition::Version(version))]).await;
            }
        })
    };
    let to = fixture.folder.path().join("backups");
    std::fs::create_dir(&to).expect("a folder");
    let to = to.join("copy.db");
    store.backup(&to).await.expect("the backup is written");
    let again = store.backup(&to).await;
    assert!(matches!(again, Err(BackupError::Exists(_))), "{again:?}");
    writer.await.expect("no panic");

    let copy = support::open(&to, &fixture.clock);
    assert!(body(&copy, &key).await.is_some());
    assert_eq!(copy.depth(INBOUND).await, Ok(1));
    let sealed = Secrets::get(&copy, &workspace(), "n").await.expect_err("the key is elsewhere");
    assert!(sealed.to_string().contains("secret.key"), "{sealed}");
    Secrets::put(&copy, &workspace(), "n", secret("new")).await.expect("it can be set again");
}

#[tokio::test]
async fn expire_removes_what_is_over_and_nothing_else() {
    let fixture = Fixture::new();
    let store = fixture.open();
    let key = |at: u64| Key::new("p", format!("{at:02}"));
    let until =
        |at: u64| Op::Put { key: key(at), body: vec![1], expires_at_ms: Some(at), condition: Condition::Always };
    commit(&store, (1..=10).map(|at| until(at + 10)).collect()).await;
    commit(&store, vec![put(&key(99), "for ever", Condition::Always)]).await;
    assert_eq!(store.expire(10, 100).await, Ok(0));
    assert_eq!(store.expire(15, 3).await, Ok(3));
    assert_eq!(store.expire(15, 3).await, Ok(2));
    let left = store.query(&workspace(), ports::Query::partition("p")).await.expect("the store answers");
    assert_eq!(left.items.len(), 6);
    assert_eq!(left.items[0].key, key(16));

    let accepted_ms = TestClock::now_ms(&*fixture.clock);
    store.send(INBOUND, vec![message("a", "1"), message("a", "2")]).await.expect("the queue takes it");
    let window_ms = limits::QUEUE_DEDUPE_SECONDS * 1_000;
    assert_eq!(store.expire(accepted_ms + window_ms - 1, 100).await, Ok(5));
    assert_eq!(store.expire(accepted_ms + window_ms, 100).await, Ok(2));
    assert_eq!(store.depth(INBOUND).await, Ok(2));
}

#[tokio::test]
async fn a_blob_is_never_replaced_by_other_bytes() {
    let fixture = Fixture::new();
    let store = fixture.open();
    Blobs::put(&store, &workspace(), "n", vec![1]).await.expect("the blob is put");
    Blobs::put(&store, &workspace(), "n", vec![2]).await.expect_err("the name is taken");
    assert_eq!(Blobs::get(&store, &workspace(), "n").await, Ok(Some(vec![1])));
}

#[tokio::test]
async fn sq11_files_and_debug_show_no_secret() {
    let fixture = Fixture::new();
    let store = fixture.open();
    let value = "a-value-that-must-not-be-found";
    Secrets::put(&store, &workspace(), "channel/line/main", secret(value)).await.expect("the set is put");
    assert!(!format!("{store:?}").contains(value));
    store.shutdown().await;

    let mut files = 0;
    for entry in std::fs::read_dir(fixture.folder.path()).expect("the folder") {
        let path = entry.expect("an entry").path();
        let bytes = std::fs::read(&path).expect("a file");
        let found = bytes.windows(value.len()).any(|window| window == value.as_bytes());
        assert!(!found, "{}", path.display());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).expect("a file").permissions().mode();
            assert_eq!(mode & 0o077, 0, "{} is open to others: {mode:o}", path.display());
        }
        files += 1;
    }
    assert!(files >= 2, "database and key");
}

#[tokio::test]
async fn a_damaged_key_is_named_and_not_replaced() {
    let fixture = Fixture::new();
    drop(fixture.open());
    std::fs::write(fixture.folder.path().join("secret.key"), b"short").expect("the key is damaged");
    let opened = SqliteStore::open(&fixture.path(), fixture.clock.clone());
    assert!(matches!(opened, Err(OpenError::BadKey { found: 5, .. })), "{opened:?}");
}

#[tokio::test]
async fn what_is_no_database_is_refused() {
    let fixture = Fixture::new();
    std::fs::write(fixture.path(), vec![b'x'; 8_192]).expect("a file");
    let opened = SqliteStore::open(&fixture.path(), fixture.clock.clone());
    assert!(matches!(opened, Err(OpenError::Database { .. })), "{opened:?}");
}

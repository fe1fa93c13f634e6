//! SQ5 and SQ6: two connections on one file, as two processes have, and many threads.

mod support;

use std::collections::BTreeMap;
use std::sync::{Arc, Barrier};
use std::time::Duration;

use ids::{CustomerId, TimerId};
use ports::{
    CommitOutcome, Condition, DeadLetters, Key, Op, Queue, QueueError, QueueName, QueueSource, Secrets, Timer,
    TimerSource, Timers,
};
use support::{Fixture, body, commit, message, put, workspace};

const INBOUND: QueueName = QueueName::Inbound;
const SOON: Duration = Duration::from_secs(5);

async fn receive_one(store: &store_sqlite::SqliteStore) -> ports::Delivery {
    tokio::time::timeout(SOON, store.ready(INBOUND)).await.expect("the message is noticed");
    let mut batch = store.receive(INBOUND, 1).await.expect("the queue answers");
    batch.pop().expect("one message is ready")
}

#[tokio::test]
async fn sq5_a_commit_of_one_is_read_by_the_other() {
    let fixture = Fixture::new();
    let (server, command) = (fixture.open(), fixture.open());
    let key = Key::new("p", "s");
    assert_eq!(commit(&command, vec![put(&key, "1", Condition::Absent)]).await, CommitOutcome::Committed);
    assert_eq!(body(&server, &key).await.as_deref(), Some("1"));
    assert_eq!(commit(&server, vec![put(&key, "2", Condition::Version(1))]).await, CommitOutcome::Committed);
    assert_eq!(body(&command, &key).await.as_deref(), Some("2"));
}

#[tokio::test]
async fn sq5_the_consumer_notices_what_another_process_sends_and_redrives() {
    let fixture = Fixture::new();
    let (server, command) = (fixture.open(), fixture.open());
    command.send(INBOUND, vec![message("a", "before")]).await.expect("the queue takes it");
    let first = receive_one(&server).await;
    assert_eq!(first.message.dedupe, "before");
    server.ack(INBOUND, vec![first.receipt]).await.expect("the queue answers");

    // Each in its turn, while the server sends too.
    for round in 0..3 {
        let (theirs, ours) = (format!("command{round}"), format!("server{round}"));
        command.send(INBOUND, vec![message("a", &theirs)]).await.expect("the queue takes it");
        server.send(INBOUND, vec![message("a", &ours)]).await.expect("the queue takes it");
        for expected in [theirs, ours] {
            let delivery = receive_one(&server).await;
            assert_eq!(delivery.message.dedupe, expected);
            server.ack(INBOUND, vec![delivery.receipt]).await.expect("the queue answers");
        }
    }

    server.send(INBOUND, vec![message("a", "poison"), message("a", "behind")]).await.expect("the queue takes it");
    for _ in 0..limits::QUEUE_RECEIVES {
        let delivery = receive_one(&server).await;
        assert_eq!(delivery.message.dedupe, "poison");
        server.release(INBOUND, vec![delivery.receipt], 0).await.expect("the queue answers");
    }
    let behind = receive_one(&server).await;
    assert_eq!(behind.message.dedupe, "behind");
    assert_eq!(command.depth(INBOUND).await, Ok(1));
    let dead = command.dead_letters(INBOUND).await.expect("the queue answers");
    assert_eq!(command.redrive(INBOUND, &dead[0].id).await, Ok(true));
    server.release(INBOUND, vec![behind.receipt], 60_000).await.expect("the queue answers");
    // The one behind waits for a minute that never comes; the redriven one does not.
    assert_eq!(receive_one(&server).await.message.dedupe, "poison");
}

#[tokio::test]
async fn sq14_the_consumer_reads_at_once_what_another_process_commits() {
    let fixture = Fixture::new();
    let (server, command) = (fixture.open(), fixture.open());
    assert_eq!(server.receive(INBOUND, 1).await, Ok(Vec::new()), "from here on it keeps what it reads");
    let (key, gone) = (Key::new("p", "s"), Key::new("p", "gone"));
    for version in 0..5 {
        let condition = if version == 0 { Condition::Absent } else { Condition::Version(version) };
        let theirs = vec![put(&key, &format!("{version}"), condition), put(&gone, "here", Condition::Absent)];
        assert_eq!(commit(&command, theirs).await, CommitOutcome::Committed);
        assert_eq!(body(&server, &key).await, Some(format!("{version}")));
        assert_eq!(body(&server, &gone).await.as_deref(), Some("here"));
        let leave = Op::Delete { key: gone.clone(), condition: Condition::Present };
        assert_eq!(commit(&command, vec![leave]).await, CommitOutcome::Committed);
        assert_eq!(body(&server, &gone).await, None);
    }
    // Its own are as fresh, and the next version is the one that stands.
    assert_eq!(commit(&server, vec![put(&key, "own", Condition::Version(5))]).await, CommitOutcome::Committed);
    assert_eq!(body(&server, &key).await.as_deref(), Some("own"));
    assert_eq!(commit(&server, vec![put(&key, "again", Condition::Version(6))]).await, CommitOutcome::Committed);
    let kept = ports::Store::get(&server, &workspace(), std::slice::from_ref(&key)).await.expect("it is read");
    let read = ports::Store::get(&command, &workspace(), &[key]).await.expect("it is read");
    assert_eq!(kept, read);
}

#[tokio::test]
async fn sq14_the_consumer_reads_at_once_what_another_process_makes_secret() {
    let fixture = Fixture::new();
    let (server, command) = (fixture.open(), fixture.open());
    assert_eq!(server.receive(INBOUND, 1).await, Ok(Vec::new()), "from here on it keeps what it reads");
    let secrets = |value: &str| BTreeMap::from([("token".to_owned(), value.to_owned())]);
    server.put(&workspace(), "account", secrets("old")).await.expect("it is written");
    assert_eq!(server.get(&workspace(), "account").await.expect("it is read"), secrets("old"));
    for round in 0..3 {
        let new = secrets(&format!("new {round}"));
        command.put(&workspace(), "account", new.clone()).await.expect("it is written");
        assert_eq!(server.get(&workspace(), "account").await.expect("it is read"), new);
    }
    server.put(&workspace(), "account", secrets("own")).await.expect("it is written");
    assert_eq!(server.get(&workspace(), "account").await.expect("it is read"), secrets("own"));
}

#[tokio::test]
async fn sq5_the_firing_side_notices_a_timer_that_another_process_sets() {
    let fixture = Fixture::new();
    let (server, command) = (fixture.open(), fixture.open());
    assert_eq!(server.next_due_ms().await, Ok(None));
    let (id, customer) = (TimerId::derive(&["a"]), CustomerId::derive(&["a"]));
    let timer = Timer { workspace: workspace(), id, customer, generation: 0, due_ms: 5 };
    command.set(vec![timer]).await.expect("the timer is set");
    for _ in 0..3 {
        tokio::time::timeout(SOON, server.changed()).await.expect("the timer is noticed");
        if server.next_due_ms().await == Ok(Some(5)) {
            return;
        }
    }
    panic!("changed, but never to the timer");
}

#[tokio::test]
async fn sq6_one_process_consumes_at_a_time() {
    let fixture = Fixture::new();
    let (server, second) = (fixture.open(), fixture.open());
    server.send(INBOUND, vec![message("a", "1")]).await.expect("the queue takes it");
    let held = receive_one(&server).await;
    let refused = second.receive(INBOUND, 1).await;
    assert!(matches!(&refused, Err(QueueError::Unavailable(why)) if why.contains("consumes")), "{refused:?}");
    // What does not consume goes on.
    second.send(INBOUND, vec![message("b", "1")]).await.expect("the queue takes it");

    drop(server);
    let mut batch = second.receive(INBOUND, 10).await.expect("the first has ended");
    batch.sort_by(|a, b| a.message.group.cmp(&b.message.group));
    assert_eq!(
        batch.iter().map(|it| (it.message.group.as_str(), it.receives)).collect::<Vec<_>>(),
        [("a", 2), ("b", 1)]
    );
    // A receipt of the process before fits nothing.
    second.ack(INBOUND, vec![held.receipt]).await.expect("the queue answers");
    assert_eq!(second.depth(INBOUND).await, Ok(2));
}

#[test]
fn sq2_of_many_threads_on_one_version_exactly_one_wins() {
    const THREADS: usize = 4;
    const ROUNDS: u64 = 100;
    let fixture = Fixture::new();
    // Two connections, each shared by half of the threads.
    let stores = [fixture.open(), fixture.open()];
    let barrier = Barrier::new(THREADS);
    let key = Key::new("p", "contended");
    let wins: Vec<Vec<bool>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (store, barrier, key) = (&stores[thread % 2], &barrier, &key);
                scope.spawn(move || {
                    let runtime =
                        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
                    let mut wins = Vec::new();
                    for round in 0..ROUNDS {
                        let condition = if round == 0 { Condition::Absent } else { Condition::Version(round) };
                        barrier.wait();
                        let outcome = runtime.block_on(commit(store, vec![put(key, &thread.to_string(), condition)]));
                        let lost = matches!(outcome, CommitOutcome::ConditionFailed { index: 0, old: Some(_) });
                        assert!(lost || outcome == CommitOutcome::Committed, "{outcome:?}");
                        wins.push(!lost);
                        barrier.wait();
                    }
                    wins
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("no thread panics")).collect()
    });
    for round in 0..ROUNDS as usize {
        let winners = wins.iter().filter(|of_thread| of_thread[round]).count();
        assert_eq!(winners, 1, "round {round}");
    }
}

#[tokio::test]
async fn two_processes_that_start_at_once_agree_on_schema_and_key() {
    let fixture = Fixture::new();
    let path = Arc::new(fixture.path());
    let clock = Arc::clone(&fixture.clock);
    let opened: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..6).map(|_| scope.spawn(|| support::open(&path, &clock))).collect();
        threads.into_iter().map(|thread| thread.join().expect("it opens")).collect()
    });
    let values = std::collections::BTreeMap::from([("a".to_owned(), "1".to_owned())]);
    ports::Secrets::put(&opened[0], &workspace(), "n", values.clone()).await.expect("the set is put");
    for store in &opened {
        assert_eq!(ports::Secrets::get(store, &workspace(), "n").await, Ok(values.clone()));
    }
}

//! SQ1 and SQ7: a child process writes and reports what was acknowledged, and is killed in the middle. What
//! it reported is there afterwards, and what it reported as consumed is not.

mod support;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use ids::{CustomerId, TimerId};
use ports::conformance::ManualClock;
use ports::{CommitOutcome, Condition, Key, Query, Queue, QueueName, QueueSource, Store, Timer, TimerSource, Timers};
use store_sqlite::SqliteStore;
use support::{Fixture, commit, message, put, workspace};

const CHILD: &str = "STORE_SQLITE_CRASH_CHILD";
const ROUNDS: usize = 6;
const TASKS: usize = 8;

/// Not a test by itself: the body of the child process.
#[test]
fn child_writes_until_it_is_killed() {
    let Ok(arguments) = std::env::var(CHILD) else { return };
    let (round, path) = arguments.split_once('|').expect("the parent passes round and path");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = support::open(Path::new(path), &Arc::default());
        let tasks: Vec<_> =
            (0..TASKS).map(|task| tokio::spawn(write_for_ever(store.clone(), format!("r{round}t{task}")))).collect();
        for task in tasks {
            task.await.expect("a writer only ends by being killed");
        }
    });
}

async fn write_for_ever(store: SqliteStore, name: String) {
    let state = Key::new(&name, "state");
    for turn in 0_u64.. {
        let label = format!("{name}n{turn}");
        let condition = if turn == 0 { Condition::Absent } else { Condition::Version(turn) };
        let entry = Key::new(&name, format!("entry#{turn:08}"));
        let ops = vec![put(&state, &label, condition), put(&entry, &label, Condition::Absent)];
        assert_eq!(commit(&store, ops).await, CommitOutcome::Committed);
        println!("report committed {name} {turn}");

        store.send(QueueName::Inbound, vec![message(&name, &label)]).await.expect("the queue takes it");
        println!("report sent {label}");

        let timer = TimerId::derive(&[&label]);
        let customer = CustomerId::derive(&[&name]);
        let timer = Timer { workspace: workspace(), id: timer, customer, generation: 0, due_ms: 1 };
        store.set(vec![timer]).await.expect("the timer is set");
        println!("report timer {label}");

        store.send(QueueName::Outbound, vec![message(&name, &label)]).await.expect("the queue takes it");
        let batch = store.receive(QueueName::Outbound, 10).await.expect("the queue answers");
        let labels: Vec<_> = batch.iter().map(|delivery| delivery.message.dedupe.clone()).collect();
        let receipts = batch.into_iter().map(|delivery| delivery.receipt).collect();
        store.ack(QueueName::Outbound, receipts).await.expect("the queue answers");
        for label in labels {
            println!("report consumed {label}");
        }
    }
}

#[derive(Default)]
struct Reported {
    /// Thread and turn.
    committed: Vec<(String, u64)>,
    sent: BTreeSet<String>,
    timers: BTreeSet<String>,
    consumed: BTreeSet<String>,
}

impl Reported {
    fn read(&mut self, line: &str) {
        let words: Vec<_> = line.split_whitespace().collect();
        match words[..] {
            // The test harness writes its own words in front of the first line.
            [.., "report", "committed", thread, turn] => {
                self.committed.push((thread.to_owned(), turn.parse().expect("a number")));
            }
            [.., "report", what, label] => {
                let seen = match what {
                    "sent" => &mut self.sent,
                    "timer" => &mut self.timers,
                    "consumed" => &mut self.consumed,
                    other => panic!("the child reports `{other}`"),
                };
                seen.insert(label.to_owned());
            }
            _ => {}
        }
    }
}

#[test]
fn sq1_a_kill_loses_nothing_that_was_acknowledged() {
    let fixture = Fixture::new();
    let mut reported = Reported::default();
    for round in 0..ROUNDS {
        run_child_and_kill_it(&fixture.path(), round, 300 + 137 * round, &mut reported);
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(look_after(&fixture.path(), &reported));
        assert!(reported.committed.len() > 50 * (round + 1), "the child got to work");
    }
    let store = fixture.open();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(look_at_queues(&store, &reported));
}

/// The kill comes after so many reports, wherever the child is then; what it still reported counts too.
fn run_child_and_kill_it(path: &Path, round: usize, reports: usize, reported: &mut Reported) {
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "child_writes_until_it_is_killed", "--nocapture"])
        .env(CHILD, format!("{round}|{}", path.display()))
        .stdout(Stdio::piped())
        .spawn()
        .expect("the child starts");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    for (count, line) in lines.enumerate() {
        // A last line without its end was not reported.
        let Ok(line) = line else { break };
        if count == reports {
            child.kill().expect("the child is killed");
        }
        reported.read(&line);
    }
    child.wait().expect("the child has ended");
}

/// Each thread is as long as was reported, or longer, and its state and entries agree.
async fn look_after(path: &Path, reported: &Reported) {
    let store = support::open(path, &Arc::<ManualClock>::default());
    let threads: BTreeSet<_> = reported.committed.iter().map(|(thread, _)| thread).collect();
    for thread in threads {
        let of_thread = reported.committed.iter().filter(|(it, _)| it == thread);
        let last = of_thread.map(|(_, turn)| *turn).max().expect("it was reported");
        let query = Query { limit: 1_000_000, ..Query::partition(thread.as_str()) };
        let items = store.query(&workspace(), query).await.expect("the store answers").items;
        let (state, entries) = items.split_last().expect("it was reported");
        assert!(state.version > last, "{thread}: turn {last} was reported, the state has {}", state.version);
        assert_eq!(entries.len() as u64, state.version, "{thread}: a commit is whole or not at all");
    }
    let due = store.due(2, 1_000_000).await.expect("the timers answer");
    let ids: BTreeSet<_> = due.into_iter().map(|due| due.timer.id).collect();
    for label in &reported.timers {
        assert!(ids.contains(&TimerId::derive(&[label])), "the timer {label} is lost");
    }
}

async fn look_at_queues(store: &SqliteStore, reported: &Reported) {
    let sent = drain(store, QueueName::Inbound).await;
    let lost: Vec<_> = reported.sent.iter().filter(|label| !sent.contains(label)).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    let mut last_of_group = std::collections::BTreeMap::new();
    for label in &sent {
        let (group, turn) = label.split_once('n').expect("written as group and turn");
        let turn: u64 = turn.parse().expect("a number");
        let before = last_of_group.insert(group, turn);
        assert!(before.is_none_or(|before| before < turn), "{group}: {turn} after {before:?}");
    }

    let left = drain(store, QueueName::Outbound).await;
    let again: Vec<_> = left.iter().filter(|label| reported.consumed.contains(*label)).collect();
    assert!(again.is_empty(), "consumed, and delivered again: {again:?}");
    assert!(!reported.consumed.is_empty());
}

async fn drain(store: &SqliteStore, queue: QueueName) -> Vec<String> {
    let mut seen = Vec::new();
    loop {
        let batch = store.receive(queue, 10).await.expect("the queue answers");
        if batch.is_empty() {
            return seen;
        }
        seen.extend(batch.iter().map(|delivery| delivery.message.dedupe.clone()));
        let receipts = batch.into_iter().map(|delivery| delivery.receipt).collect();
        store.ack(queue, receipts).await.expect("the queue answers");
    }
}

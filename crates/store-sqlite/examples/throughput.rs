//! Prints how many commits, and how many trips of a message through a queue, the store manages per second.
//!
//! `cargo run --release -p store-sqlite --example throughput [FOLDER]`; the folder decides the disk.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ids::WorkspaceId;
use ports::{Clock, Commit, CommitOutcome, Condition, Key, Message, Op, Queue, QueueName, QueueSource, Store};
use store_sqlite::SqliteStore;

const ROUND: Duration = Duration::from_secs(3);

struct SystemClock;

#[async_trait::async_trait]
impl Clock for SystemClock {
    fn now_ms(&self) -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
    }

    async fn sleep(&self, ms: u64) {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let parent = std::env::args().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(parent)?;
    let store = SqliteStore::open(&folder.path().join("bench.db"), Arc::new(SystemClock))?;
    let workspace: WorkspaceId = "bench".parse()?;

    for concurrency in [1, 10, 64] {
        trips(&store, concurrency).await?;
    }
    for concurrency in [1, 10, 64] {
        commits(&store, &workspace, concurrency).await?;
    }
    reads(&store, &workspace).await?;
    store.shutdown().await;
    Ok(())
}

/// The shape of one turn: a state replaced if its version stands, a marker and a timeline entry added.
async fn commits(
    store: &SqliteStore,
    workspace: &WorkspaceId,
    concurrency: usize,
) -> Result<(), tokio::task::JoinError> {
    let start = Instant::now();
    let mut tasks = Vec::new();
    for task in 0..concurrency {
        let (store, workspace) = (store.clone(), workspace.clone());
        tasks.push(tokio::spawn(async move {
            let partition = format!("thread#{concurrency}#{task}");
            let mut latencies = Vec::new();
            while start.elapsed() < ROUND {
                let begun = Instant::now();
                let turn = latencies.len() as u64;
                let outcome = store.commit(&workspace, turn_commit(&partition, turn)).await;
                assert_eq!(outcome, Ok(CommitOutcome::Committed));
                latencies.push(begun.elapsed());
            }
            latencies
        }));
    }
    report("commits", concurrency, start, tasks).await
}

fn turn_commit(partition: &str, turn: u64) -> Commit {
    let condition = if turn == 0 { Condition::Absent } else { Condition::Version(turn) };
    let put = |sort: String, bytes: usize, condition| Op::Put {
        key: Key::new(partition, sort),
        body: vec![b'x'; bytes],
        expires_at_ms: None,
        condition,
    };
    let ops = vec![
        put("state".to_owned(), 1_000, condition),
        put(format!("seen#{turn:08}"), 20, Condition::Absent),
        put(format!("entry#{turn:08}"), 300, Condition::Absent),
    ];
    Commit { ops, now_ms: 0 }
}

/// Sent, received and acknowledged, by one consumer per producer.
async fn trips(store: &SqliteStore, concurrency: usize) -> Result<(), tokio::task::JoinError> {
    let start = Instant::now();
    let mut tasks = Vec::new();
    for task in 0..concurrency {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            let mut latencies = Vec::new();
            while start.elapsed() < ROUND {
                let begun = Instant::now();
                let dedupe = format!("{concurrency}#{task}#{}", latencies.len());
                let message = Message { group: format!("group#{task}"), dedupe, body: vec![b'x'; 500] };
                store.send(QueueName::Inbound, vec![message]).await.expect("the queue takes it");
                let batch = store.receive(QueueName::Inbound, 10).await.expect("the queue gives");
                let receipts = batch.into_iter().map(|delivery| delivery.receipt).collect();
                store.ack(QueueName::Inbound, receipts).await.expect("the queue forgets it");
                latencies.push(begun.elapsed());
            }
            latencies
        }));
    }
    report("queue trips", concurrency, start, tasks).await
}

async fn reads(store: &SqliteStore, workspace: &WorkspaceId) -> Result<(), ports::StoreError> {
    let keys = [Key::new("thread#1#0", "state")];
    let (start, count) = (Instant::now(), 50_000);
    for _ in 0..count {
        store.get(workspace, &keys).await?;
    }
    println!("reads of one item: {:.1} µs", start.elapsed().as_secs_f64() * 1e6 / f64::from(count));
    Ok(())
}

async fn report(
    what: &str,
    concurrency: usize,
    start: Instant,
    tasks: Vec<tokio::task::JoinHandle<Vec<Duration>>>,
) -> Result<(), tokio::task::JoinError> {
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await?);
    }
    let seconds = start.elapsed().as_secs_f64();
    latencies.sort();
    let at = |share: f64| latencies[((latencies.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "{what} at {concurrency:>2}: {:>7.0}/s   p50 {:.2} ms   p99 {:.2} ms",
        latencies.len() as f64 / seconds,
        at(0.5),
        at(0.99),
    );
    Ok(())
}

//! What SQLite does without the product: the same durability, and nothing but rows.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};
use serde::Serialize;

use crate::Failure;

const ROUND: Duration = Duration::from_secs(2);
const ROWS_PER_TURN: u64 = 5;
const ROW_BYTES: usize = 400;
/// Threads over which turns are spread, so that keys do not only grow.
const THREADS: u64 = 2_000;

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Alone {
    pub turns_per_commit: u64,
    pub commit_ms: f64,
    pub turns_per_second: f64,
}

/// Turns of five rows of 400 bytes, in commits of 1, 10 and 50 turns; WAL, `synchronous=FULL`.
pub fn measure(folder: &Path) -> Result<Vec<Alone>, Failure> {
    let folder = tempfile::tempdir_in(folder)?;
    let mut db = Connection::open(folder.path().join("alone.db"))?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.execute_batch("CREATE TABLE items (key TEXT PRIMARY KEY, body BLOB NOT NULL)")?;
    let mut turn = 0;
    [1, 10, 50].into_iter().map(|size| round(&mut db, size, &mut turn)).collect()
}

fn round(db: &mut Connection, turns_per_commit: u64, turn: &mut u64) -> Result<Alone, Failure> {
    let body = vec![b'x'; ROW_BYTES];
    let begun = Instant::now();
    let mut commits = 0;
    while begun.elapsed() < ROUND {
        let transaction = db.transaction()?;
        for _ in 0..turns_per_commit {
            let mut insert = transaction.prepare_cached("INSERT INTO items (key, body) VALUES (?1, ?2)")?;
            for row in 0..ROWS_PER_TURN {
                insert.execute(params![format!("{:08}#{turn:012}#{row}", *turn % THREADS), body])?;
            }
            *turn += 1;
        }
        transaction.commit()?;
        commits += 1;
    }
    let seconds = begun.elapsed().as_secs_f64();
    Ok(Alone {
        turns_per_commit,
        commit_ms: seconds * 1e3 / commits as f64,
        turns_per_second: (commits * turns_per_commit) as f64 / seconds,
    })
}

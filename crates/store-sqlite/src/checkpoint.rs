//! Moves the write-ahead log into the database beside the writer, who would otherwise stand still for it.
//!
//! A thread of its own copies what the log holds while the writer goes on. What was added meanwhile is little, and the
//! writer copies that itself between two batches; after it, the log begins anew and its file does not grow.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::hooks::Wal;
use rusqlite::{Connection, ErrorCode};

use crate::connections::open_writing;

/// Pages of write-ahead log (4 KB each) before they are moved: 32 MB. A page that is written again and again is moved
/// once in that time.
pub(crate) const CHECKPOINT_PAGES: u32 = 8_000;

/// When the log is so long, the writer moves all of it: the disk takes more than can be moved beside.
pub(crate) const FAR_BEHIND_PAGES: u32 = 8 * CHECKPOINT_PAGES;

pub(crate) struct Checkpoints {
    log: Arc<Log>,
    wake: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What the writer and the thread know of the log.
struct Log {
    /// Moved from here on.
    limit_pages: u32,
    /// Moved by the writer from here on.
    far_behind_pages: u32,
    pages: AtomicU32,
    /// All but what came during the copying is moved.
    mostly_moved: AtomicBool,
}

impl Checkpoints {
    /// Takes the place of SQLite's own checkpoints on `db`, the writer's connection to the database at `path`.
    pub(crate) fn start(
        db: &mut Connection,
        path: &Path,
        limit_pages: u32,
        far_behind_pages: u32,
    ) -> std::io::Result<Self> {
        let (pages, mostly_moved) = (AtomicU32::new(0), AtomicBool::new(false));
        let log = Arc::new(Log { limit_pages, far_behind_pages, pages, mostly_moved });
        // One word is enough: it says that there is something to move.
        let (wake, word) = sync_channel(1);
        let (seen, hint) = (Arc::clone(&log), wake.clone());
        let grew = move |_: &mut Wal, pages| {
            seen.pages.store(u32::try_from(pages).unwrap_or(u32::MAX), Ordering::Relaxed);
            if seen.is_long() && !seen.mostly_moved.load(Ordering::Relaxed) {
                let _ = hint.try_send(());
            }
            Ok(())
        };
        db.wal_hook(Some(grew)).map_err(std::io::Error::other)?;
        let (moved, path) = (Arc::clone(&log), path.to_owned());
        let thread = std::thread::Builder::new()
            .name("sqlite-checkpoint".to_owned())
            .spawn(move || follow(&path, &word, &moved))?;
        Ok(Self { log, wake: Some(wake), thread: Some(thread) })
    }

    /// To be called by the writer outside of a transaction, after each batch.
    pub(crate) fn finish(&self, db: &Connection) {
        let far_behind = self.log.pages.load(Ordering::Relaxed) >= self.log.far_behind_pages;
        if self.log.mostly_moved.swap(false, Ordering::Relaxed) || far_behind {
            told(checkpoint(db));
        }
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        // The other end is in the hook, and goes with the writer's connection.
        self.wake = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the checkpoints' thread had panicked");
        }
    }
}

impl Log {
    fn is_long(&self) -> bool {
        self.pages.load(Ordering::Relaxed) >= self.limit_pages
    }
}

fn follow(path: &Path, word: &Receiver<()>, log: &Log) {
    let mut connection = None;
    while word.recv().is_ok() {
        let db = match connection.take() {
            Some(db) => db,
            None => match open_writing(path) {
                Ok(db) => db,
                Err(error) => {
                    tracing::warn!(%error, "no checkpoint beside the writer; it will do it itself");
                    continue;
                }
            },
        };
        told(checkpoint(&db));
        connection = Some(db);
        // A word that came during the copying is about the same pages.
        while word.try_recv().is_ok() {}
        log.mostly_moved.store(true, Ordering::Relaxed);
    }
}

/// Waits for nobody: what readers still need stays for the next time.
fn checkpoint(db: &Connection) -> rusqlite::Result<()> {
    db.prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")?.query_row([], |_| Ok(()))
}

fn told(result: rusqlite::Result<()>) {
    match result {
        Ok(()) => {}
        // Another process is at it.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {}
        Err(error) => tracing::warn!(%error, "the write-ahead log was not moved; it is tried again"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn sq13_the_log_stays_short_while_much_is_written() {
        const LIMIT: u32 = 50;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.db");
        let mut db = open_writing(&path).unwrap();
        db.execute_batch("CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB)").unwrap();
        // The writer never moves the log alone here, so what keeps it short is the thread.
        let checkpoints = Checkpoints::start(&mut db, &path, LIMIT, u32::MAX).unwrap();
        for number in 0..2_000 {
            db.execute("INSERT INTO t VALUES (?1, zeroblob(3000))", [number]).unwrap();
            let begun = Instant::now();
            while checkpoints.log.is_long() && !checkpoints.log.mostly_moved.load(Ordering::Relaxed) {
                assert!(begun.elapsed() < Duration::from_secs(30), "nobody moves the log");
                std::thread::yield_now();
            }
            checkpoints.finish(&db);
        }
        let log = std::fs::metadata(folder.path().join("log.db-wal")).unwrap().len();
        let most = 2 * u64::from(LIMIT) * 4_200;
        assert!(log <= most, "{log} bytes of log, at most {most} were to stand");
        drop(db);
        drop(checkpoints);
        let rows: i64 = open_writing(&path).unwrap().query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 2_000);
    }
}

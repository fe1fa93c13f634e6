//! How connections are set up, and the pool that reads go through.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, ffi};

use crate::checkpoint::CHECKPOINT_PAGES;

/// How long one process waits for another's write. The command line's longest transaction is a blob of a
/// few megabytes, well under a second.
const BUSY: Duration = Duration::from_secs(5);

const RETRY: Duration = Duration::from_millis(2);

/// Statements kept prepared per connection: more than this crate has.
const STATEMENTS: usize = 64;

/// Cache of a reading connection. SQLite empties it whenever somebody else has written, so on a busy server it never
/// holds more than some reads' pages, and a larger one takes longer to empty.
const READING_KB: i32 = 512;

/// Bytes of write-ahead log file kept after a checkpoint.
const LOG_BYTES: u32 = 64 * 1024 * 1024;

/// SQLite counts what it allocates behind one lock for all connections; nobody asks for the sum. Before the first
/// connection of the process, or it is too late and stays as it was.
pub(crate) fn count_no_memory() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        #[expect(unsafe_code, reason = "the configuration before all connections has no safe way")]
        // SAFETY: the option takes one integer. Nobody else in the process uses SQLite, and no connection to a file is
        // opened before this; where one is open all the same, SQLite refuses the call.
        let refused = unsafe { ffi::sqlite3_config(ffi::SQLITE_CONFIG_MEMSTATUS, 0) } != ffi::SQLITE_OK;
        if refused {
            tracing::debug!("SQLite has started already: it goes on counting its memory");
        }
    });
}

/// A connection that may write. Durable: a commit that was answered survives loss of power.
pub(crate) fn open_writing(path: &Path) -> rusqlite::Result<Connection> {
    let db = Connection::open(path)?;
    db.busy_timeout(BUSY)?;
    keep_write_ahead_log(&db)?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    db.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
    db.pragma_update(None, "cache_size", -16_000)?;
    plan_once(&db)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(db)
}

/// SQLite waits for others everywhere but in the change from one journal to the other, which fails at once
/// when another process is at the same.
#[expect(clippy::disallowed_methods, reason = "SQLite gives nothing to wait for here")]
fn keep_write_ahead_log(db: &Connection) -> rusqlite::Result<()> {
    let until = Instant::now() + BUSY;
    loop {
        match db.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && Instant::now() < until => {
                std::thread::sleep(RETRY);
            }
            result => return result,
        }
    }
}

/// A prepared statement keeps its plan. Otherwise SQLite makes a new one whenever the bounds of a range change, which
/// takes longer than to read the range.
fn plan_once(db: &Connection) -> rusqlite::Result<()> {
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

fn open_reading(path: &Path) -> rusqlite::Result<Connection> {
    let db = Connection::open(path)?;
    db.busy_timeout(BUSY)?;
    db.pragma_update(None, "query_only", true)?;
    db.pragma_update(None, "cache_size", -READING_KB)?;
    plan_once(&db)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(db)
}

/// Where reads go. A read takes about 10 µs and holds no lock over an `await`, so there are never more
/// connections than threads that read at once.
pub(crate) enum Readers {
    File {
        path: PathBuf,
        idle: Mutex<Vec<Connection>>,
    },
    /// A database in memory has one connection, which the writer holds for the length of a batch.
    Shared(Arc<Mutex<Connection>>),
}

impl Readers {
    pub(crate) fn file(path: &Path) -> Self {
        Self::File { path: path.to_owned(), idle: Mutex::new(Vec::new()) }
    }

    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        match self {
            Self::Shared(db) => work(&lock(db)),
            Self::File { path, idle } => {
                let pooled = lock(idle).pop();
                let db = match pooled {
                    Some(db) => db,
                    None => open_reading(path)?,
                };
                let result = work(&db);
                lock(idle).push(db);
                result
            }
        }
    }
}

/// The data behind these mutexes is consistent between statements, so a panic elsewhere is no reason to stop.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// SQLite's integers are signed: a time beyond the year 292,000,000 is stored as "the end of time".
pub(crate) fn to_sql(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}

pub(crate) fn from_sql(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// Permissions of the files: their owner's alone.
#[cfg(unix)]
pub(crate) const PRIVATE: u32 = 0o600;

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    #[test]
    fn another_range_is_read_with_the_plan_of_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.db");
        open_writing(&path).unwrap().execute_batch("CREATE TABLE t (a TEXT PRIMARY KEY); ANALYZE").unwrap();
        let db = open_reading(&path).unwrap();
        let mut range = db.prepare("SELECT a FROM t WHERE a > ?1 AND a < ?2 ORDER BY a LIMIT ?3").unwrap();
        for number in 0..3 {
            let bounds = (format!("a{number}"), format!("b{number}"), 10 + number);
            assert!(!range.exists(bounds).unwrap());
        }
        assert_eq!(range.get_status(StatementStatus::RePrepare), 0);
    }
}

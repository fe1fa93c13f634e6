//! The `Timers` port and its firing side.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use ids::TimerId;
use ports::{DueTimer, Timer, TimerError, TimerSource, Timers};
use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};
use tokio::sync::Notify;

use crate::connections::{from_sql, lock, to_sql};
use crate::handle::SqliteStore;
use crate::writer::{Work, WriteFailure};

/// Remembers what the firing side was last told, to wake it only for an earlier timer.
pub(crate) struct TimerWatch {
    told: Mutex<Told>,
    earlier: Notify,
}

struct Told {
    /// What `next_due_ms` last answered; nothing set later than this is news.
    due_ms: u64,
    /// An earlier timer was set since then.
    stale: bool,
}

impl Default for TimerWatch {
    fn default() -> Self {
        Self { told: Mutex::new(Told { due_ms: u64::MAX, stale: false }), earlier: Notify::new() }
    }
}

impl TimerWatch {
    pub(crate) fn set(&self, due_ms: u64) {
        let mut told = lock(&self.told);
        if due_ms < told.due_ms {
            told.stale = true;
            self.earlier.notify_waiters();
        }
    }

    /// Everything set from here on is news, until [`Self::answered`].
    fn asking(&self) {
        *lock(&self.told) = Told { due_ms: u64::MAX, stale: false };
    }

    fn answered(&self, due_ms: Option<u64>) {
        lock(&self.told).due_ms = due_ms.unwrap_or(u64::MAX);
    }

    async fn changed(&self) {
        let earlier = self.earlier.notified();
        tokio::pin!(earlier);
        // Listen before looking, or a timer set in between is missed.
        earlier.as_mut().enable();
        if !lock(&self.told).stale {
            earlier.await;
        }
    }
}

#[async_trait]
impl Timers for SqliteStore {
    async fn set(&self, timers: Vec<Timer>) -> Result<(), TimerError> {
        if timers.is_empty() {
            return Ok(());
        }
        self.write(SetTimers { timers, watch: Arc::clone(self.timer_watch()) }).await.map_err(not_written)
    }
}

#[async_trait]
impl TimerSource for SqliteStore {
    async fn due(&self, now_ms: u64, max: usize) -> Result<Vec<DueTimer>, TimerError> {
        self.read(|db| due(db, now_ms, max)).map_err(not_read)
    }

    async fn done(&self, ids: Vec<TimerId>) -> Result<(), TimerError> {
        if ids.is_empty() {
            return Ok(());
        }
        self.write(RemoveTimers { ids }).await.map_err(not_written)
    }

    async fn next_due_ms(&self) -> Result<Option<u64>, TimerError> {
        self.timer_watch().asking();
        let next: Option<i64> = self
            .read(|db| db.prepare_cached("SELECT min(due_ms) FROM timers")?.query_row([], |row| row.get(0)))
            .map_err(not_read)?;
        let next = next.map(from_sql);
        self.timer_watch().answered(next);
        Ok(next)
    }

    async fn changed(&self) {
        self.timer_watch().changed().await;
    }
}

fn not_read(error: rusqlite::Error) -> TimerError {
    TimerError(error.to_string())
}

fn not_written(failure: WriteFailure) -> TimerError {
    TimerError(failure.to_string())
}

fn due(db: &Connection, now_ms: u64, max: usize) -> rusqlite::Result<Vec<DueTimer>> {
    db.prepare_cached(
        "SELECT id, workspace, customer, generation, due_ms FROM timers
         WHERE due_ms <= ?1 ORDER BY due_ms, id LIMIT ?2",
    )?
    .query_map(params![to_sql(now_ms), i64::try_from(max).unwrap_or(i64::MAX)], |row| {
        Ok(DueTimer {
            timer: Timer {
                id: parsed(row, 0)?,
                workspace: parsed(row, 1)?,
                customer: parsed(row, 2)?,
                generation: row.get(3)?,
                due_ms: from_sql(row.get(4)?),
            },
        })
    })?
    .collect()
}

fn parsed<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: std::str::FromStr<Err = ids::IdError>,
{
    let text: String = row.get(column)?;
    text.parse().map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}

struct SetTimers {
    timers: Vec<Timer>,
    watch: Arc<TimerWatch>,
}

impl Work for SetTimers {
    type Output = ();

    fn run(&self, db: &Connection) -> rusqlite::Result<()> {
        let mut insert = db.prepare_cached(
            "INSERT OR IGNORE INTO timers (id, workspace, customer, generation, due_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for timer in &self.timers {
            insert.execute(params![
                timer.id.as_str(),
                timer.workspace.as_str(),
                timer.customer.as_str(),
                timer.generation,
                to_sql(timer.due_ms),
            ])?;
        }
        Ok(())
    }

    fn settled(&self, outcome: Result<&(), &WriteFailure>) {
        if outcome.is_ok()
            && let Some(earliest_ms) = self.timers.iter().map(|timer| timer.due_ms).min()
        {
            self.watch.set(earliest_ms);
        }
    }
}

struct RemoveTimers {
    ids: Vec<TimerId>,
}

impl Work for RemoveTimers {
    type Output = ();

    fn run(&self, db: &Connection) -> rusqlite::Result<()> {
        let mut delete = db.prepare_cached("DELETE FROM timers WHERE id = ?1")?;
        for id in &self.ids {
            delete.execute([id.as_str()])?;
        }
        Ok(())
    }
}

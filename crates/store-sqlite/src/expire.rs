//! Housekeeping. Nothing depends on when it runs: what has expired counts as absent before it is removed.

use rusqlite::{Connection, params};

use crate::connections::to_sql;
use crate::error::ExpireError;
use crate::handle::SqliteStore;
use crate::writer::Work;

impl SqliteStore {
    /// Removes up to `max` expired items and up to `max` remembered queue messages whose dedupe window is
    /// over, and says how many rows went. Call again while that is `max` or more: short rounds let other
    /// writes through.
    pub async fn expire(&self, now_ms: u64, max: usize) -> Result<usize, ExpireError> {
        self.write(Expire { now_ms, max }).await.map_err(|failure| ExpireError(failure.to_string()))
    }
}

struct Expire {
    now_ms: u64,
    max: usize,
}

impl Work for Expire {
    type Output = usize;

    fn run(&self, db: &Connection) -> rusqlite::Result<usize> {
        let max = i64::try_from(self.max).unwrap_or(i64::MAX);
        let items = db
            .prepare_cached(
                "DELETE FROM items WHERE id IN
                 (SELECT id FROM items WHERE expires_at_ms <= ?1 ORDER BY expires_at_ms LIMIT ?2)",
            )?
            .execute(params![to_sql(self.now_ms), max])?;
        let window_start_ms = self.now_ms.saturating_sub(limits::QUEUE_DEDUPE_SECONDS * 1_000);
        let dedupes = db
            .prepare_cached(
                "DELETE FROM dedupes WHERE (queue, group_name, dedupe) IN
                 (SELECT queue, group_name, dedupe FROM dedupes
                  WHERE accepted_at_ms <= ?1 ORDER BY accepted_at_ms LIMIT ?2)",
            )?
            .execute(params![to_sql(window_start_ms), max])?;
        Ok(items + dedupes)
    }
}

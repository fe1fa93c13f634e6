//! The `Store` port: reads beside the writer, commits through it.

use std::sync::Arc;

use async_trait::async_trait;
use ids::WorkspaceId;
use ports::{Commit, CommitOutcome, Item, Key, Page, Query, Store, StoreError};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use crate::commit::CommitWork;
use crate::connections::from_sql;
use crate::handle::SqliteStore;
use crate::kept::{Items, Look, Place};
use crate::writer::WriteFailure;

#[async_trait]
impl Store for SqliteStore {
    async fn get(&self, workspace: &WorkspaceId, keys: &[Key]) -> Result<Vec<Option<Item>>, StoreError> {
        let found = match self.kept_items() {
            Some(kept) => keys.iter().map(|key| self.get_kept(kept, workspace, key)).collect(),
            None => self.read(|db| keys.iter().map(|key| get(db, workspace, key)).collect()),
        };
        found.map_err(unavailable)
    }

    async fn query(&self, workspace: &WorkspaceId, query: Query) -> Result<Page, StoreError> {
        self.read(|db| page(db, workspace, &query)).map_err(unavailable)
    }

    async fn commit(&self, workspace: &WorkspaceId, commit: Commit) -> Result<CommitOutcome, StoreError> {
        commit.check()?;
        let items = Arc::clone(self.items());
        match self.write(CommitWork { workspace: workspace.clone(), commit, items }).await {
            Ok(ended) => Ok(ended.outcome),
            Err(WriteFailure::Busy) => Ok(CommitOutcome::Throttled),
            Err(WriteFailure::Unknown(_)) => Ok(CommitOutcome::Unknown),
            Err(failure @ (WriteFailure::Failed(_) | WriteFailure::Closed)) => {
                Err(StoreError::Unavailable(failure.to_string()))
            }
        }
    }
}

impl SqliteStore {
    fn get_kept(&self, kept: &Items, workspace: &WorkspaceId, key: &Key) -> rusqlite::Result<Option<Item>> {
        let place = Place::of(workspace, key);
        let ticket = match kept.look(&place) {
            Look::Found(item) => return Ok(Some(item)),
            Look::Read(ticket) => ticket,
        };
        let found = self.read(|db| get(db, workspace, key));
        kept.keep(place, ticket, found.as_ref().ok().and_then(Option::as_ref));
        found
    }
}

fn unavailable(error: rusqlite::Error) -> StoreError {
    StoreError::Unavailable(error.to_string())
}

fn get(db: &Connection, workspace: &WorkspaceId, key: &Key) -> rusqlite::Result<Option<Item>> {
    db.prepare_cached(
        "SELECT sort_key, version, expires_at_ms, body FROM items
         WHERE workspace = ?1 AND partition_key = ?2 AND sort_key = ?3",
    )?
    .query_row(params![workspace.as_str(), key.partition, key.sort], |row| item(&key.partition, row))
    .optional()
}

fn page(db: &Connection, workspace: &WorkspaceId, query: &Query) -> rusqlite::Result<Page> {
    // Text compares by bytes, as DynamoDB's sort keys do.
    let mut sql = "SELECT sort_key, version, expires_at_ms, body FROM items
                   WHERE workspace = ?1 AND partition_key = ?2"
        .to_owned();
    // One row more than asked says whether there are more.
    let rows = i64::try_from(query.limit.saturating_add(1)).unwrap_or(i64::MAX);
    let workspace = workspace.as_str();
    let mut values: Vec<&dyn ToSql> = vec![&workspace, &query.partition];
    for (bound, comparison) in [(&query.after, ">"), (&query.before, "<")] {
        if let Some(bound) = bound {
            values.push(bound);
            sql.push_str(&format!(" AND sort_key {comparison} ?{}", values.len()));
        }
    }
    values.push(&rows);
    let direction = if query.descending { "DESC" } else { "ASC" };
    sql.push_str(&format!(" ORDER BY sort_key {direction} LIMIT ?{}", values.len()));

    let mut items = db
        .prepare_cached(&sql)?
        .query_map(values.as_slice(), |row| item(&query.partition, row))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let more = items.len() > query.limit;
    items.truncate(query.limit);
    Ok(Page { items, more })
}

/// Reads the columns `sort_key, version, expires_at_ms, body`.
fn item(partition: &str, row: &Row<'_>) -> rusqlite::Result<Item> {
    Ok(Item {
        key: Key::new(partition, row.get::<_, String>(0)?),
        version: from_sql(row.get(1)?),
        expires_at_ms: row.get::<_, Option<i64>>(2)?.map(from_sql),
        body: row.get(3)?,
    })
}

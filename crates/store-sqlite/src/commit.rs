//! A commit as one request to the writer: read what the conditions ask, then write all or nothing.

use std::sync::Arc;

use ids::WorkspaceId;
use ports::{Commit, CommitOutcome, Condition, Item, Key, Op};
use rusqlite::{Connection, OptionalExtension, params};

use crate::connections::{from_sql, to_sql};
use crate::kept::{Items, Place};
use crate::writer::{Work, WriteFailure};

pub(crate) struct CommitWork {
    pub(crate) workspace: WorkspaceId,
    pub(crate) commit: Commit,
    pub(crate) items: Arc<Items>,
}

pub(crate) struct Ended {
    pub(crate) outcome: CommitOutcome,
    /// Of each operation, what it put; empty where nothing was written.
    versions: Vec<u64>,
}

/// What stands at a key, without its body.
struct Standing {
    row: i64,
    version: u64,
    live: bool,
}

impl Work for CommitWork {
    type Output = Ended;

    fn run(&self, db: &Connection) -> rusqlite::Result<Ended> {
        let mut standing = Vec::with_capacity(self.commit.ops.len());
        for (index, op) in self.commit.ops.iter().enumerate() {
            let found = self.standing(db, op.key())?;
            if !holds(op.condition(), found.as_ref()) {
                let old = match found.filter(|it| it.live) {
                    Some(it) => Some(read_item(db, it.row, op.key())?),
                    None => None,
                };
                return Ok(Ended { outcome: CommitOutcome::ConditionFailed { index, old }, versions: Vec::new() });
            }
            standing.push(found);
        }
        let mut versions = Vec::with_capacity(standing.len());
        for (op, found) in self.commit.ops.iter().zip(standing) {
            versions.push(next_version(found.as_ref()));
            self.apply(db, op, found)?;
        }
        Ok(Ended { outcome: CommitOutcome::Committed, versions })
    }

    fn settled(&self, ended: Result<&Ended, &WriteFailure>) {
        match ended {
            Ok(ended) => {
                for (op, version) in self.commit.ops.iter().zip(&ended.versions) {
                    self.bring_in_step(op, *version);
                }
            }
            // It may be written.
            Err(WriteFailure::Unknown(_)) => self.items.forget(),
            Err(WriteFailure::Busy | WriteFailure::Failed(_) | WriteFailure::Closed) => {}
        }
    }
}

/// What expired counts as absent, so its successor starts over at 1.
fn next_version(found: Option<&Standing>) -> u64 {
    found.filter(|it| it.live).map_or(1, |it| it.version + 1)
}

impl CommitWork {
    fn bring_in_step(&self, op: &Op, version: u64) {
        match op {
            Op::Put { key, body, expires_at_ms, .. } => {
                let item = || Item { key: key.clone(), version, body: body.clone(), expires_at_ms: *expires_at_ms };
                self.items.put(Place::of(&self.workspace, key), item);
            }
            Op::Delete { key, .. } => self.items.remove(&Place::of(&self.workspace, key)),
            Op::Check { .. } => {}
        }
    }

    fn standing(&self, db: &Connection, key: &Key) -> rusqlite::Result<Option<Standing>> {
        db.prepare_cached(
            "SELECT id, version, expires_at_ms FROM items
             WHERE workspace = ?1 AND partition_key = ?2 AND sort_key = ?3",
        )?
        .query_row(params![self.workspace.as_str(), key.partition, key.sort], |row| {
            let expires_at_ms: Option<i64> = row.get(2)?;
            Ok(Standing {
                row: row.get(0)?,
                version: from_sql(row.get(1)?),
                live: expires_at_ms.is_none_or(|at| at > to_sql(self.commit.now_ms)),
            })
        })
        .optional()
    }

    fn apply(&self, db: &Connection, op: &Op, found: Option<Standing>) -> rusqlite::Result<()> {
        match (op, found) {
            (Op::Check { .. }, _) | (Op::Delete { .. }, None) => {}
            (Op::Delete { .. }, Some(it)) => {
                db.prepare_cached("DELETE FROM items WHERE id = ?1")?.execute([it.row])?;
            }
            (Op::Put { body, expires_at_ms, .. }, Some(it)) => {
                let version = next_version(Some(&it));
                db.prepare_cached("UPDATE items SET version = ?2, expires_at_ms = ?3, body = ?4 WHERE id = ?1")?
                    .execute(params![it.row, to_sql(version), expires_at_ms.map(to_sql), body])?;
            }
            (Op::Put { key, body, expires_at_ms, .. }, None) => {
                db.prepare_cached(
                    "INSERT INTO items (workspace, partition_key, sort_key, version, expires_at_ms, body)
                     VALUES (?1, ?2, ?3, 1, ?4, ?5)",
                )?
                .execute(params![
                    self.workspace.as_str(),
                    key.partition,
                    key.sort,
                    expires_at_ms.map(to_sql),
                    body
                ])?;
            }
        }
        Ok(())
    }
}

fn holds(condition: Condition, found: Option<&Standing>) -> bool {
    let live = found.filter(|it| it.live);
    match condition {
        Condition::Always => true,
        Condition::Absent => live.is_none(),
        Condition::Present => live.is_some(),
        Condition::Version(wanted) => live.is_some_and(|it| it.version == wanted),
    }
}

fn read_item(db: &Connection, row: i64, key: &Key) -> rusqlite::Result<Item> {
    db.prepare_cached("SELECT version, expires_at_ms, body FROM items WHERE id = ?1")?.query_row([row], |row| {
        Ok(Item {
            key: key.clone(),
            version: from_sql(row.get(0)?),
            expires_at_ms: row.get::<_, Option<i64>>(1)?.map(from_sql),
            body: row.get(2)?,
        })
    })
}

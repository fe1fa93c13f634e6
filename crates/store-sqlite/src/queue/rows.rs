//! Reads and requests to the writer about queue rows, sending apart.

use std::sync::Arc;

use ports::{DeadLetter, Message, QueueName};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::lane::Entry;
use super::memory::{Queues, Waiting};
use crate::connections::{from_sql, to_sql};
use crate::writer::{Work, WriteFailure};

/// The messages with an id above `newest`. A name of no known queue is left to the release that knows it.
pub(super) fn waiting_after(db: &Connection, newest: i64) -> rusqlite::Result<Vec<Waiting>> {
    let mut found = Vec::new();
    let mut select = db.prepare_cached(
        "SELECT id, queue, group_name, coalesce(position, id), coalesce(receives, 0)
         FROM messages LEFT JOIN deliveries ON message = id WHERE id > ?1 ORDER BY id",
    )?;
    let mut rows = select.query([newest])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(1)?;
        if let Some(queue) = QueueName::ALL.into_iter().find(|queue| queue.as_str() == name) {
            let entry = Entry { id: row.get(0)?, position: row.get(3)?, receives: row.get(4)?, visible_at_ms: 0 };
            found.push(Waiting { queue, group: row.get(2)?, entry, message: None });
        }
    }
    Ok(found)
}

pub(super) fn message(db: &Connection, id: i64) -> rusqlite::Result<Option<Message>> {
    db.prepare_cached("SELECT group_name, dedupe, body FROM messages WHERE id = ?1")?
        .query_row([id], |row| read_message(row, 0))
        .optional()
}

pub(super) fn depth(db: &Connection, queue: QueueName) -> rusqlite::Result<u64> {
    db.prepare_cached("SELECT count(*) FROM messages WHERE queue = ?1")?
        .query_row([queue.as_str()], |row| row.get(0))
        .map(from_sql)
}

pub(super) fn dead_letters(db: &Connection, queue: QueueName) -> rusqlite::Result<Vec<DeadLetter>> {
    db.prepare_cached(
        "SELECT id, group_name, dedupe, body, died_at_ms FROM dead_letters
         WHERE queue = ?1 ORDER BY died_at_ms, position",
    )?
    .query_map([queue.as_str()], |row| {
        Ok(DeadLetter {
            queue,
            id: row.get::<_, i64>(0)?.to_string(),
            message: read_message(row, 1)?,
            died_at_ms: from_sql(row.get(4)?),
        })
    })?
    .collect()
}

pub(super) fn dead_letter_count(db: &Connection, queue: QueueName) -> rusqlite::Result<u64> {
    db.prepare_cached("SELECT count(*) FROM dead_letters WHERE queue = ?1")?
        .query_row([queue.as_str()], |row| row.get(0))
        .map(from_sql)
}

/// Reads the columns `group_name, dedupe, body` from `first` on.
fn read_message(row: &Row<'_>, first: usize) -> rusqlite::Result<Message> {
    Ok(Message { group: row.get(first)?, dedupe: row.get(first + 1)?, body: row.get(first + 2)? })
}

/// Reads the backlog into memory, once.
pub(super) struct Load {
    pub(super) queues: Arc<Queues>,
}

impl Work for Load {
    type Output = Vec<Waiting>;

    fn run(&self, db: &Connection) -> rusqlite::Result<Vec<Waiting>> {
        waiting_after(db, 0)
    }

    fn settled(&self, outcome: Result<&Vec<Waiting>, &WriteFailure>) {
        if let Ok(all) = outcome {
            self.queues.load(all);
        }
    }
}

/// Counts deliveries, so that a message that kills the process ends among the dead letters all the same.
pub(super) struct CountDeliveries {
    /// Message ids, and how often each was delivered.
    pub(super) receives: Vec<(i64, u32)>,
}

impl Work for CountDeliveries {
    type Output = ();

    fn run(&self, db: &Connection) -> rusqlite::Result<()> {
        // From `messages`, because the message may be consumed before its count is written.
        let mut count = db.prepare_cached(
            "INSERT INTO deliveries (message, receives) SELECT id, ?2 FROM messages WHERE id = ?1
             ON CONFLICT (message) DO UPDATE SET receives = max(receives, excluded.receives)",
        )?;
        for receives in &self.receives {
            count.execute(*receives)?;
        }
        Ok(())
    }
}

/// Removes acknowledged messages; their groups go on once that is durable.
pub(super) struct Ack {
    pub(super) queue: QueueName,
    /// Deliveries that are claimed, and the ids of their messages.
    pub(super) claimed: Vec<(u64, i64)>,
    pub(super) now_ms: u64,
    pub(super) queues: Arc<Queues>,
}

impl Work for Ack {
    type Output = ();

    fn run(&self, db: &Connection) -> rusqlite::Result<()> {
        for (_, id) in &self.claimed {
            remove(db, *id)?;
        }
        Ok(())
    }

    fn settled(&self, outcome: Result<&(), &WriteFailure>) {
        self.queues.with(self.queue, |lane| {
            for (serial, _) in &self.claimed {
                match outcome {
                    Ok(()) => lane.removed(*serial, self.now_ms),
                    Err(_) => lane.kept(*serial),
                }
            }
        });
    }
}

/// Moves an exhausted message to the dead letters.
pub(super) struct Bury {
    pub(super) queue: QueueName,
    pub(super) group: Arc<str>,
    pub(super) entry: Entry,
    pub(super) now_ms: u64,
    pub(super) queues: Arc<Queues>,
}

impl Work for Bury {
    type Output = ();

    fn run(&self, db: &Connection) -> rusqlite::Result<()> {
        db.prepare_cached(
            "INSERT INTO dead_letters (id, queue, position, group_name, dedupe, body, died_at_ms)
             SELECT id, queue, coalesce(position, id), group_name, dedupe, body, ?2 FROM messages WHERE id = ?1",
        )?
        .execute(params![self.entry.id, to_sql(self.now_ms)])?;
        remove(db, self.entry.id)
    }

    fn settled(&self, outcome: Result<&(), &WriteFailure>) {
        if outcome.is_err() {
            self.queues.with(self.queue, |lane| lane.add(&self.group, self.entry, self.now_ms));
        }
    }
}

/// Puts a dead letter back. It keeps its position, which is before all that waited behind it, and its count
/// starts over.
pub(super) struct Redrive {
    pub(super) queue: QueueName,
    pub(super) id: i64,
    pub(super) now_ms: u64,
    pub(super) queues: Arc<Queues>,
}

impl Work for Redrive {
    type Output = Option<Waiting>;

    fn run(&self, db: &Connection) -> rusqlite::Result<Option<Waiting>> {
        let found: Option<(String, i64)> = db
            .prepare_cached("SELECT group_name, position FROM dead_letters WHERE id = ?1 AND queue = ?2")?
            .query_row(params![self.id, self.queue.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((group, position)) = found else { return Ok(None) };
        // Under a new id, which is how a consumer in another process notices it.
        db.prepare_cached(
            "INSERT INTO messages (queue, position, group_name, dedupe, body)
             SELECT queue, position, group_name, dedupe, body FROM dead_letters WHERE id = ?1",
        )?
        .execute([self.id])?;
        let id = db.last_insert_rowid();
        db.prepare_cached("DELETE FROM dead_letters WHERE id = ?1")?.execute([self.id])?;
        let entry = Entry { id, position, receives: 0, visible_at_ms: 0 };
        Ok(Some(Waiting { queue: self.queue, group, entry, message: None }))
    }

    fn settled(&self, outcome: Result<&Option<Waiting>, &WriteFailure>) {
        if let Ok(Some(waiting)) = outcome {
            self.queues.add(std::slice::from_ref(waiting), self.now_ms);
        }
    }
}

/// Deletes a dead letter. The output says whether it was there.
pub(super) struct Discard {
    pub(super) queue: QueueName,
    pub(super) id: i64,
}

impl Work for Discard {
    type Output = bool;

    fn run(&self, db: &Connection) -> rusqlite::Result<bool> {
        let deleted = db
            .prepare_cached("DELETE FROM dead_letters WHERE id = ?1 AND queue = ?2")?
            .execute(params![self.id, self.queue.as_str()])?;
        Ok(deleted == 1)
    }
}

fn remove(db: &Connection, id: i64) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM messages WHERE id = ?1")?.execute([id])?;
    db.prepare_cached("DELETE FROM deliveries WHERE message = ?1")?.execute([id])?;
    Ok(())
}

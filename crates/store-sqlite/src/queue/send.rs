//! Sending: what is accepted, what is a repetition, and what that changes.

use std::sync::Arc;

use ports::{Message, QueueName};
use rusqlite::{Connection, OptionalExtension, params};

use super::lane::Entry;
use super::memory::{Queues, Waiting};
use crate::connections::{from_sql, to_sql};
use crate::writer::{Work, WriteFailure};

pub(super) struct Send {
    pub(super) queue: QueueName,
    pub(super) messages: Vec<Arc<Message>>,
    pub(super) now_ms: u64,
    pub(super) queues: Arc<Queues>,
}

impl Work for Send {
    /// Those that were no repetitions.
    type Output = Vec<Waiting>;

    fn run(&self, db: &Connection) -> rusqlite::Result<Vec<Waiting>> {
        let mut accepted = Vec::with_capacity(self.messages.len());
        for message in &self.messages {
            if self.is_repetition(db, message)? {
                continue;
            }
            db.prepare_cached("INSERT INTO messages (queue, group_name, dedupe, body) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![self.queue.as_str(), message.group, message.dedupe, message.body])?;
            let id = db.last_insert_rowid();
            accepted.push(Waiting {
                queue: self.queue,
                group: message.group.clone(),
                entry: Entry { id, position: id, receives: 0, visible_at_ms: 0 },
                message: Some(Arc::clone(message)),
            });
        }
        Ok(accepted)
    }

    fn settled(&self, outcome: Result<&Vec<Waiting>, &WriteFailure>) {
        if let Ok(accepted) = outcome {
            self.queues.add(accepted, self.now_ms);
        }
    }
}

impl Send {
    /// Looks for the message's mark and sets it. The window runs from the first acceptance: a repetition
    /// does not prolong it, and consuming the message does not end it.
    fn is_repetition(&self, db: &Connection, message: &Message) -> rusqlite::Result<bool> {
        let mark = params![self.queue.as_str(), message.group, message.dedupe];
        let accepted_at_ms: Option<i64> = db
            .prepare_cached("SELECT accepted_at_ms FROM dedupes WHERE queue = ?1 AND group_name = ?2 AND dedupe = ?3")?
            .query_row(mark, |row| row.get(0))
            .optional()?;
        let window_ms = limits::QUEUE_DEDUPE_SECONDS * 1_000;
        if accepted_at_ms.is_some_and(|at| from_sql(at).saturating_add(window_ms) > self.now_ms) {
            return Ok(true);
        }
        db.prepare_cached(
            "INSERT OR REPLACE INTO dedupes (queue, group_name, dedupe, accepted_at_ms) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![self.queue.as_str(), message.group, message.dedupe, to_sql(self.now_ms)])?;
        Ok(false)
    }
}

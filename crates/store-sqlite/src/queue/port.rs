//! The `Queue` and `QueueSource` ports.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use ports::{DeadLetter, DeadLetters, Delivery, Message, Queue, QueueError, QueueName, QueueSource};

use super::consumer::ConsumerLock;
use super::lane::{Lane, Pick, Taken};
use super::rows::{self, Ack, Bury, CountDeliveries, Discard, Load, Redrive};
use super::send::Send;
use crate::handle::SqliteStore;
use crate::writer::WriteFailure;

/// Longest sleep in `ready`: the clock is a value and may move faster than real time.
const POLL: Duration = Duration::from_millis(100);

const VISIBILITY_MS: u64 = limits::QUEUE_VISIBILITY_SECONDS * 1_000;

#[async_trait]
impl Queue for SqliteStore {
    async fn send(&self, queue: QueueName, messages: Vec<Message>) -> Result<(), QueueError> {
        messages.iter().try_for_each(Message::check)?;
        if messages.is_empty() {
            return Ok(());
        }
        let messages = messages.into_iter().map(Arc::new).collect();
        let send = Send { queue, messages, now_ms: self.now_ms(), queues: Arc::clone(self.queues()) };
        self.write(send).await.map(drop).map_err(not_written)
    }
}

#[async_trait]
impl QueueSource for SqliteStore {
    async fn receive(&self, queue: QueueName, max: usize) -> Result<Vec<Delivery>, QueueError> {
        self.consume().await?;
        loop {
            let now_ms = self.now_ms();
            let until_ms = now_ms.saturating_add(VISIBILITY_MS);
            let taken = self
                .queues()
                .look(queue, |lane| lane.take(max.min(limits::QUEUE_BATCH), queue.receives(), now_ms, until_ms));
            match taken {
                // Nothing below waits, so a caller that stops listening leaves nothing half handed out.
                Taken::Batch(picks) => return self.deliver(queue, &picks, now_ms),
                Taken::Exhausted { group, entry } => {
                    tracing::warn!(queue = queue.as_str(), message = entry.id, "a message goes to the dead letters");
                    let bury = Bury { queue, group, entry, now_ms, queues: Arc::clone(self.queues()) };
                    self.write(bury).await.map_err(not_written)?;
                }
            }
        }
    }

    async fn ack(&self, queue: QueueName, receipts: Vec<String>) -> Result<(), QueueError> {
        let serials = self.serials(&receipts);
        let now_ms = self.now_ms();
        let claimed = self.queues().look(queue, |lane| lane.claim(&serials, now_ms));
        if claimed.is_empty() {
            return Ok(());
        }
        // Whatever becomes of it, the writer settles the claim.
        let ack = Ack { queue, claimed, now_ms, queues: Arc::clone(self.queues()) };
        self.write(ack).await.map_err(not_written)
    }

    async fn release(&self, queue: QueueName, receipts: Vec<String>, delay_ms: u64) -> Result<(), QueueError> {
        let now_ms = self.now_ms();
        let visible_at_ms = now_ms.saturating_add(delay_ms);
        let serials = self.serials(&receipts);
        self.queues().with(queue, |lane| {
            for serial in serials {
                lane.release(serial, now_ms, visible_at_ms);
            }
        });
        Ok(())
    }

    async fn ready(&self, queue: QueueName) {
        if self.consume().await.is_err() {
            // The caller's receive brings the error to light; this only keeps its loop slow.
            tokio::time::sleep(POLL).await;
            return;
        }
        loop {
            let news = self.queues().news(queue).notified();
            tokio::pin!(news);
            // Listen before looking, or a message sent in between is missed.
            news.as_mut().enable();
            let now_ms = self.now_ms();
            let look = |lane: &mut Lane| (lane.has_ready(now_ms), lane.next_wake_ms());
            let (ready, wake_ms) = self.queues().look(queue, look);
            if ready {
                return;
            }
            let pause = wake_ms.map_or(POLL, |at| POLL.min(Duration::from_millis(at.saturating_sub(now_ms))));
            // Either way the next round looks.
            let _ = tokio::time::timeout(pause, news).await;
        }
    }

    async fn depth(&self, queue: QueueName) -> Result<u64, QueueError> {
        match self.queues().depth(queue) {
            Some(depth) => Ok(depth),
            None => self.read(|db| rows::depth(db, queue)).map_err(not_read),
        }
    }
}

#[async_trait]
impl DeadLetters for SqliteStore {
    async fn dead_letters(&self, queue: QueueName) -> Result<Vec<DeadLetter>, QueueError> {
        self.read(|db| rows::dead_letters(db, queue)).map_err(not_read)
    }

    async fn dead_letter_count(&self, queue: QueueName) -> Result<u64, QueueError> {
        self.read(|db| rows::dead_letter_count(db, queue)).map_err(not_read)
    }

    async fn redrive(&self, queue: QueueName, id: &str) -> Result<bool, QueueError> {
        let Ok(id) = id.parse() else { return Ok(false) };
        let redrive = Redrive { queue, id, now_ms: self.now_ms(), queues: Arc::clone(self.queues()) };
        self.write(redrive).await.map(|found| found.is_some()).map_err(not_written)
    }

    async fn discard(&self, queue: QueueName, id: &str) -> Result<bool, QueueError> {
        let Ok(id) = id.parse() else { return Ok(false) };
        self.write(Discard { queue, id }).await.map_err(not_written)
    }
}

impl SqliteStore {
    /// Makes this process the consumer, once: the backlog is read here and not at the start, because a
    /// command beside the running server has no use for it.
    async fn consume(&self) -> Result<(), QueueError> {
        let queues = self.queues();
        queues
            .consumer
            .get_or_try_init(|| async {
                let lock = ConsumerLock::take(queues.lock_path.as_ref())?;
                self.write(Load { queues: Arc::clone(queues) }).await.map_err(not_written)?;
                Ok(lock)
            })
            .await
            .map(drop)
    }

    fn deliver(&self, queue: QueueName, picks: &[Pick], now_ms: u64) -> Result<Vec<Delivery>, QueueError> {
        if picks.is_empty() {
            return Ok(Vec::new());
        }
        let mut messages = self.queues().take_kept(picks);
        if messages.iter().any(Option::is_none) {
            self.read_missing(picks, &mut messages).map_err(|error| {
                let again = |lane: &mut Lane| picks.iter().for_each(|pick| lane.release(pick.serial, now_ms, now_ms));
                self.queues().with(queue, again);
                not_read(error)
            })?;
        }
        let mut deliveries = Vec::with_capacity(picks.len());
        for (pick, message) in picks.iter().zip(messages) {
            match message {
                Some(message) => {
                    let receipt = format!("{}-{}", self.queues().boot, pick.serial);
                    let message = Arc::unwrap_or_clone(message);
                    deliveries.push(Delivery { receipt, message, receives: pick.receives });
                }
                // Its removal was answered "unknown" and had happened.
                None => self.queues().with(queue, |lane| lane.removed(pick.serial, now_ms)),
            }
        }
        let receives = picks.iter().map(|pick| (pick.id, pick.receives)).collect();
        self.post(CountDeliveries { receives }).map_err(not_written)?;
        Ok(deliveries)
    }

    fn read_missing(&self, picks: &[Pick], messages: &mut [Option<Arc<Message>>]) -> rusqlite::Result<()> {
        self.read(|db| {
            for (pick, message) in picks.iter().zip(messages).filter(|(_, message)| message.is_none()) {
                *message = rows::message(db, pick.id)?.map(Arc::new);
            }
            Ok(())
        })
    }

    /// The deliveries that these receipts of this process name; others name nothing.
    fn serials(&self, receipts: &[String]) -> Vec<u64> {
        let serial = |receipt: &String| receipt.strip_prefix(&self.queues().boot)?.strip_prefix('-')?.parse().ok();
        receipts.iter().filter_map(serial).collect()
    }
}

fn not_read(error: rusqlite::Error) -> QueueError {
    QueueError::Unavailable(error.to_string())
}

fn not_written(failure: WriteFailure) -> QueueError {
    QueueError::Unavailable(failure.to_string())
}

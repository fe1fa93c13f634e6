//! Queues with SQS FIFO semantics: order and one consumer within a group, many groups at once.

use async_trait::async_trait;

/// The queues of the product. Each feeds exactly one function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QueueName {
    /// Events of customer threads, for `conversation-turn`.
    Inbound,
    /// Sends, for `outbound-send`.
    Outbound,
    /// HTTP nodes, for `http-call`.
    HttpCalls,
}

impl QueueName {
    pub const ALL: [Self; 3] = [Self::Inbound, Self::Outbound, Self::HttpCalls];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
            Self::HttpCalls => "http-calls",
        }
    }

    /// Deliveries of a message before it goes to the dead letters.
    pub fn receives(self) -> u32 {
        match self {
            Self::Inbound | Self::HttpCalls => limits::QUEUE_RECEIVES,
            Self::Outbound => limits::SEND_RECEIVES,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// 1 to [`limits::QUEUE_NAME_CHARS`] printable characters of ASCII, as SQS takes them. Messages of one group are delivered one after the other, in order.
    pub group: String,
    /// Written like the group. A second message of the same group with the same text within
    /// [`limits::QUEUE_DEDUPE_SECONDS`] is dropped, even after the first was consumed (SQS's
    /// `DeduplicationScope: messageGroup`, which high throughput needs).
    pub dedupe: String,
    pub body: Vec<u8>,
}

impl Message {
    /// Refuses what no queue takes, before any is asked.
    pub fn check(&self) -> Result<(), QueueError> {
        for (what, text) in [("group", &self.group), ("dedupe id", &self.dedupe)] {
            let most = limits::QUEUE_NAME_CHARS;
            if text.is_empty() || text.len() > most || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(QueueError::Refused(format!("a {what} is 1 to {most} characters of ASCII, not `{text}`")));
            }
        }
        if self.body.len() > limits::QUEUE_MESSAGE_BYTES {
            let (found, most) = (self.body.len(), limits::QUEUE_MESSAGE_BYTES);
            return Err(QueueError::Refused(format!("the message has {found} bytes; a queue takes {most}")));
        }
        Ok(())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueueError {
    #[error("the queue could not be reached: {0}")]
    Unavailable(String),
    #[error("the queue refused the message: {0}")]
    Refused(String),
}

/// The sending side, which is all that functions see.
#[async_trait]
pub trait Queue: Send + Sync {
    /// Durable once it returns `Ok`: all messages, in this order within each group.
    async fn send(&self, queue: QueueName, messages: Vec<Message>) -> Result<(), QueueError>;
}

/// A message handed to a consumer. `receipt` is good until the visibility time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub receipt: String,
    pub message: Message,
    /// How often it was delivered, this time included.
    pub receives: u32,
}

/// A message that was delivered [`QueueName::receives`] times and never acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    pub queue: QueueName,
    pub id: String,
    pub message: Message,
    pub died_at_ms: u64,
}

/// What was given up, for people who look at it.
#[async_trait]
pub trait DeadLetters: Send + Sync {
    async fn dead_letters(&self, queue: QueueName) -> Result<Vec<DeadLetter>, QueueError>;

    /// The one of this id.
    async fn dead_letter(&self, queue: QueueName, id: &str) -> Result<Option<DeadLetter>, QueueError> {
        Ok(self.dead_letters(queue).await?.into_iter().find(|letter| letter.id == id))
    }

    /// How many there are, without reading them.
    async fn dead_letter_count(&self, queue: QueueName) -> Result<u64, QueueError>;

    /// Puts a dead letter back where it was, which is before all that waited behind it, with its count of
    /// deliveries at zero. False when there is none of this id.
    async fn redrive(&self, queue: QueueName, id: &str) -> Result<bool, QueueError>;

    /// Deletes a dead letter for good. False when there is none of this id.
    async fn discard(&self, queue: QueueName, id: &str) -> Result<bool, QueueError>;
}

/// The consuming side, for whoever plays Lambda's event source mapping (local mode, the simulation).
#[async_trait]
pub trait QueueSource: DeadLetters {
    /// Up to `max` messages (at most [`limits::QUEUE_BATCH`]), order kept within each group. A group with a
    /// message in flight gives nothing. Returns an empty list when nothing is ready.
    async fn receive(&self, queue: QueueName, max: usize) -> Result<Vec<Delivery>, QueueError>;

    /// Removes delivered messages. A receipt whose visibility time is over is ignored.
    async fn ack(&self, queue: QueueName, receipts: Vec<String>) -> Result<(), QueueError>;

    /// Makes messages visible again after `delay_ms`; they count as received.
    async fn release(&self, queue: QueueName, receipts: Vec<String>, delay_ms: u64) -> Result<(), QueueError>;

    /// Returns when something may be ready to receive.
    async fn ready(&self, queue: QueueName);

    /// Messages waiting or in flight.
    async fn depth(&self, queue: QueueName) -> Result<u64, QueueError>;
}

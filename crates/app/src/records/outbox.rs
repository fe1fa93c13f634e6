//! Effects committed with a turn and not yet done.

use channels::Degraded;
use conversation::{Content, DeliveryStatus, HttpRequest, Identity, ReplyToken, SendPolicy};
use ids::{ConversationId, CustomerId, HttpCallId, WorkspaceId};
use ports::{Key, Timer};
use protocol::webchat::ChatEntry;
use serde::{Deserialize, Serialize};

use super::shard;

/// Partitions that a sweeper reads.
pub const OUTBOX_SHARDS: u32 = 8;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboxRecord {
    Send(SendJob),
    Timer { timer: Timer, created_ms: u64 },
    Http { job: HttpJob, created_ms: u64 },
}

/// Messages of one turn on their way out together. The row stays until the send is settled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SendJob {
    pub customer: CustomerId,
    pub conversation: Option<ConversationId>,
    pub identity: Identity,
    /// In order and never empty: a repeat sends the same ones together. The first one's `seq` names the send.
    pub messages: Vec<SendMessage>,
    pub policy: SendPolicy,
    pub reply_token: Option<ReplyToken>,
    /// The visitor's own messages of the turn, which their pages of the web chat show with the answer, in one frame: API
    /// Gateway charges each like a whole request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heard: Vec<ChatEntry>,
    /// What the web chat shows as the author: an agent's name, or nothing for the flow.
    pub agent_name: Option<String>,
    pub created_ms: u64,
    /// Of the call that is next.
    pub attempts: u32,
    /// When that call is due again: until then its message waits in the queue, with the customer's later ones behind it.
    #[serde(default)]
    pub not_before_ms: u64,
    /// How often in a row it was begun, and its code panicked or its process died on it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub begun: u32,
    /// How often nobody knew whether that call was taken.
    pub unknowns: u32,
    /// An earlier try of that call may have been taken: nobody may say any more that it was not.
    #[serde(default)]
    pub maybe_taken: bool,
    /// Set while a call is under way: whoever finds it set knows that the call may have been made.
    pub sending: Option<Sending>,
    /// Calls that are done, taken or refused; `sending` is about the one after them.
    pub parts_done: usize,
    /// Place of the first message that those calls did not show to its end.
    #[serde(default)]
    pub first_open: usize,
    pub resent: bool,
}

/// One entry of the timeline in a send, and how it fares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SendMessage {
    pub seq: u64,
    pub content: Content,
    pub provider_ids: Vec<String>,
    pub degraded: Vec<Degraded>,
    /// Set when a call that shows it was refused, or when nobody knows.
    pub failed: Option<SendFailure>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendFailure {
    pub status: DeliveryStatus,
    pub reason: String,
    /// The person asked for no more messages.
    #[serde(default)]
    pub opted_out: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// The vendor drops a repeat of this call.
    pub idempotent: bool,
    /// When the call left; 0 once it is known to be over.
    pub since_ms: u64,
    /// The process that makes the call ([`crate::Config::instance`]).
    pub instance: String,
}

/// One call of a flow's HTTP node. Travels whole, because the function that makes it has no store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HttpJob {
    pub workspace: WorkspaceId,
    pub customer: CustomerId,
    pub call: HttpCallId,
    pub number: u32,
    pub request: HttpRequest,
}

pub fn outbox_partition(shard: u32) -> String {
    format!("O#{shard}")
}

fn partition_of(customer: &CustomerId) -> String {
    outbox_partition(shard(customer.as_str(), OUTBOX_SHARDS))
}

impl OutboxRecord {
    pub fn key(&self) -> Key {
        match self {
            Self::Send(job) => SendJob::key(&job.customer, job.seq()),
            Self::Timer { timer, .. } => {
                Key::new(partition_of(&timer.customer), format!("{}#X#{}", timer.customer, timer.id))
            }
            Self::Http { job, .. } => Key::new(partition_of(&job.customer), format!("{}#X#{}", job.customer, job.call)),
        }
    }

    pub fn created_ms(&self) -> u64 {
        match self {
            Self::Send(job) => job.created_ms,
            Self::Timer { created_ms, .. } | Self::Http { created_ms, .. } => *created_ms,
        }
    }
}

impl SendFailure {
    /// The reason of a send that was given up; front ends have the words for it.
    pub const GIVEN_UP: &str = "given_up";

    pub fn new(status: DeliveryStatus, reason: impl Into<String>) -> Self {
        Self { status, reason: reason.into(), opted_out: false }
    }
}

impl SendMessage {
    pub fn new(seq: u64, content: Content) -> Self {
        Self { seq, content, provider_ids: Vec::new(), degraded: Vec::new(), failed: None }
    }
}

impl SendJob {
    pub fn seq(&self) -> u64 {
        self.messages.first().map_or(0, |message| message.seq)
    }

    pub fn key(customer: &CustomerId, seq: u64) -> Key {
        Key::new(partition_of(customer), format!("{customer}#S#{seq:012}"))
    }

    /// Sort keys between which every unsettled effect of a customer lies.
    pub fn range(customer: &CustomerId) -> (String, (String, String)) {
        (partition_of(customer), (format!("{customer}#"), format!("{customer}#~")))
    }

    /// Sort keys between which the customer's unsettled sends up to `seq` lie.
    pub fn range_up_to(customer: &CustomerId, seq: u64) -> (String, (String, String)) {
        (partition_of(customer), (format!("{customer}#S#"), format!("{customer}#S#{:012}", seq + 1)))
    }
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

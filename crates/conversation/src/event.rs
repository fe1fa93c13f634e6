//! What can happen to a customer's thread. Events travel on the `inbound` queue as JSON.

use ids::{HttpCallId, TimerId, UserId};
use serde::{Deserialize, Serialize};

use crate::content::Content;

/// A kind of transport. New channels add a line here and a module in `channels`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Webchat,
    Line,
    Sms,
    Custom,
}

impl Channel {
    pub const ALL: [Self; 4] = [Self::Webchat, Self::Line, Self::Sms, Self::Custom];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Webchat => "webchat",
            Self::Line => "line",
            Self::Sms => "sms",
            Self::Custom => "custom",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == text)
    }
}

/// One address of a person on one channel account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identity {
    pub channel: Channel,
    /// The channel account's id, as configured.
    pub account: String,
    /// The person's id there: LINE userId, phone number in E.164, visitor id …
    pub address: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Inbound(Inbound),
    TimerFired {
        timer: TimerId,
        generation: u32,
    },
    /// `call` belongs to the conversation that asked; `number` is the flow's own name for it.
    HttpFinished {
        call: HttpCallId,
        number: u32,
        result: HttpResult,
    },
    Agent(AgentAction),
}

/// One event of a webhook body or socket, brought to the channel-neutral model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inbound {
    pub identity: Identity,
    /// The provider's own key of this event; with the identity's channel and account it is unique.
    pub event_key: String,
    /// Unix milliseconds at the provider, or of receipt where the provider says nothing.
    pub occurred_at_ms: u64,
    pub kind: InboundKind,
    /// What the channel told us about the person, where it did.
    pub display_name: Option<String>,
    /// BCP 47, where the channel tells.
    pub language: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboundKind {
    Message {
        content: Content,
        provider_message_id: Option<String>,
        /// LINE: answers with this token are free, for a minute.
        reply_token: Option<String>,
    },
    /// The customer took a message back: what we stored of it is hidden.
    Unsent {
        provider_message_id: String,
    },
    /// The person opened the channel to us (LINE follow), with LINE's token for a free answer.
    Opened {
        reply_token: Option<String>,
    },
    /// The person closed it (LINE unfollow, SMS STOP).
    Blocked,
    Receipt {
        provider_message_id: String,
        status: DeliveryStatus,
        error: Option<String>,
    },
    /// Kept as it came, for people to look at.
    Unknown {
        type_name: String,
    },
}

/// How far an outgoing message got. Ordered: a lower state that arrives late is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    Pending,
    /// The call left and no answer came: it may have been delivered.
    Unknown,
    Accepted,
    Sent,
    Delivered,
    Read,
    Rejected,
}

impl DeliveryStatus {
    /// Whether a receipt says more than what is known. What was delivered is not refused any more.
    pub fn goes_on_to(self, told: Self) -> bool {
        told > self && (self < Self::Delivered || told != Self::Rejected)
    }
}

/// What an HTTP node got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HttpResult {
    Answered {
        status: u16,
        content_type: String,
        #[serde(with = "crate::body")]
        body: Vec<u8>,
    },
    /// A sentence that an author can act on. Holds no secret and no address of ours.
    Failed { reason: String },
}

impl HttpResult {
    /// Of a call that is not tried any more, so that its flow goes on.
    pub fn given_up() -> Self {
        Self::Failed { reason: "no answer: the call was given up after several tries".to_owned() }
    }
}

/// What a person at the desk does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AgentAction {
    pub by: UserId,
    pub kind: AgentActionKind,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentActionKind {
    TakeOver,
    Reply { content: Content },
    Note { text: String },
    HandBack,
    Close,
}

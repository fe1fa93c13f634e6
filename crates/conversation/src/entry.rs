//! Rows of the timeline.

use ids::{ConversationId, UserId};
use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::event::Identity;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub seq: u64,
    pub at_ms: u64,
    pub conversation: Option<ConversationId>,
    /// Where it came from or goes to, for messages and channel events.
    pub identity: Option<Identity>,
    pub author: Author,
    pub body: EntryBody,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    Customer,
    Flow { node: Option<String> },
    Agent(UserId),
    System,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryBody {
    Message {
        content: Content,
        /// The provider's id of an inbound message.
        provider_message_id: Option<String>,
        /// The sender's own key: a web chat client finds its message again by it.
        client_key: Option<String>,
        unsent: bool,
        #[serde(default, skip_serializing_if = "SendPolicy::is_default")]
        policy: SendPolicy,
    },
    Note {
        text: String,
    },
    Event {
        kind: EventKind,
        /// In plain words or names: the queue, the reason, the flow, the problem.
        detail: String,
    },
}

/// What happens to a message when nobody knows whether the provider took it (R1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendPolicy {
    /// It is sent again: the customer may see it twice.
    #[default]
    AtLeastOnce,
    /// It is not sent again: the customer may not see it. For one-time passwords and payment links.
    AtMostOnce,
}

impl SendPolicy {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    ConversationOpened,
    FlowStarted,
    HandedOver,
    TakenOver,
    HandedBack,
    Closed,
    ChannelOpened,
    ChannelBlocked,
    /// The flow met a problem; `detail` starts with its code.
    FlowProblem,
    /// The customer took back a message that is not among the last ones: people see to it.
    UnsentNotFound,
    UnknownEvent,
}

impl EventKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ConversationOpened => "conversation_opened",
            Self::FlowStarted => "flow_started",
            Self::HandedOver => "handed_over",
            Self::TakenOver => "taken_over",
            Self::HandedBack => "handed_back",
            Self::Closed => "closed",
            Self::ChannelOpened => "channel_opened",
            Self::ChannelBlocked => "channel_blocked",
            Self::FlowProblem => "flow_problem",
            Self::UnsentNotFound => "unsent_not_found",
            Self::UnknownEvent => "unknown_event",
        }
    }
}

impl Entry {
    /// An outgoing message: it has a delivery of its own.
    pub fn is_send(&self) -> bool {
        matches!(self.body, EntryBody::Message { .. }) && !matches!(self.author, Author::Customer)
    }
}

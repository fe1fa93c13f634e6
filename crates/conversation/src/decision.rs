//! What a decision says should happen.

use ids::{FlowId, UserId};

use crate::content::Content;
use crate::entry::{Entry, SendPolicy};
use crate::event::{DeliveryStatus, HttpResult, Identity};
use crate::thread::Revision;

/// Facts that a decision needs and the thread does not hold.
#[derive(Debug, Clone)]
pub struct Facts {
    pub now_ms: u64,
    /// The event's key: names what it opens.
    pub event_key: String,
    /// The flow that the account starts conversations with, when one is bound and published.
    pub flow: Option<FlowBinding>,
    /// The message that the event takes back is among those that were looked through.
    pub found_unsent: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowBinding {
    pub flow: FlowId,
    pub name: String,
    pub revision: Revision,
}

/// What changes besides the thread itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decision {
    /// New timeline entries; those that are sends leave in this order.
    pub entries: Vec<Entry>,
    pub effects: Vec<Effect>,
    /// What the flow must be told, if one owns the conversation.
    pub flow: Option<FlowInput>,
    /// Nothing was changed, because this may not be done now.
    pub refused: Option<Refusal>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    SetTimer {
        generation: u32,
        due_ms: u64,
    },
    CallHttp {
        number: u32,
        request: HttpRequest,
    },
    /// A receipt for something we sent to this identity.
    RecordReceipt {
        identity: Identity,
        provider_message_id: String,
        status: DeliveryStatus,
        error: Option<String>,
    },
    /// The customer took back the message that was found.
    HideMessage,
}

/// What a flow's HTTP node asks for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HttpRequest {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<String>,
    pub timeout_s: u32,
}

/// What the flow engine is told.
#[derive(Debug, Clone, PartialEq)]
pub enum FlowInput {
    Started { opening: Option<Content> },
    Message { content: Content },
    TimerFired { generation: u32 },
    HttpFinished { number: u32, result: HttpResult },
    HandedBack,
}

/// What the flow engine answered, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum FlowAction {
    Say {
        node: String,
        content: Content,
        policy: SendPolicy,
    },
    SetTimer {
        generation: u32,
        due_ms: u64,
    },
    CallHttp {
        number: u32,
        request: HttpRequest,
    },
    HandOver {
        queue: String,
        reason: String,
    },
    End,
    /// `gave_up`: the flow is over and a person should go on.
    Problem {
        code: String,
        node: String,
        detail: String,
        gave_up: bool,
    },
}

/// Why an action of a person was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    NoConversation,
    ConversationClosed,
    /// Somebody else has it.
    TakenBy(UserId),
    /// Only after taking over.
    NotYours,
    /// The customer closed the channel.
    ChannelBlocked,
    /// There is no flow that waits for it.
    NoFlowWaiting,
}

//! Conversations and timelines, as the desk sees them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::content::Content;

/// Where a conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConversationState {
    /// A flow answers.
    Flow,
    /// Waits for a person.
    Queued,
    /// A person has it.
    Active,
    Closed,
}

/// What the caller may do with this conversation now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConversationAbility {
    TakeOver,
    Reply,
    Note,
    HandBack,
    Close,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConversationSummary {
    pub id: String,
    pub customer: CustomerSummary,
    /// The channel and account of the customer's last message.
    pub channel: String,
    pub account: String,
    pub state: ConversationState,
    pub opened_at: String,
    /// Since when the customer waits for a person's answer; absent when it is the customer's turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_since: Option<String>,
    pub last_at: String,
    /// The last message in one line.
    pub preview: String,
    /// The last message came from the customer.
    pub preview_inbound: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Person>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// Why a person is needed, from the flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The timeline's last sequence number.
    pub last_seq: u64,
    pub abilities: Vec<ConversationAbility>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CustomerSummary {
    pub id: String,
    /// Their name where known, else their address on the channel.
    pub name: String,
    pub language: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    pub id: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConversationDetail {
    pub conversation: ConversationSummary,
    pub identities: Vec<IdentityView>,
    /// What the flow knows, as name and value.
    pub variables: Vec<VariableView>,
    pub reply: ReplyChannel,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IdentityView {
    pub channel: String,
    pub account: String,
    pub address: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VariableView {
    pub name: String,
    #[schema(value_type = Object)]
    pub value: serde_json::Value,
}

/// What the composer must know about the channel that an answer would go to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReplyChannel {
    pub channel: String,
    pub account: String,
    pub text_limit: u32,
    /// `utf16`, `chars`, `bytes`, `graphemes` or `septets`.
    pub text_unit: String,
    /// Messages of `text_limit` that one reply may arrive as; 1 where a longer text is refused.
    pub text_parts: u32,
    /// The customer closed the channel to us (unfollow, STOP): nothing can be sent.
    pub blocked: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Timeline {
    /// In order of `seq`.
    pub entries: Vec<Entry>,
    /// There are earlier ones: ask with `before` set to the first `seq`.
    pub more: bool,
}

/// One row of a timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Entry {
    /// Counts from 1 without gaps over all channels of the customer.
    pub seq: u64,
    pub at: String,
    pub conversation_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    pub author: Author,
    pub body: EntryBody,
    /// Outgoing messages only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Author {
    Customer,
    Flow {
        /// The node that spoke, where one did.
        #[serde(skip_serializing_if = "Option::is_none")]
        node: Option<String>,
    },
    Agent {
        id: String,
        name: String,
    },
    System,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum EntryBody {
    Message {
        content: Content,
        /// The customer took it back.
        unsent: bool,
    },
    Note {
        text: String,
    },
    /// Something happened: `conversation_opened`, `flow_started`, `handed_over`, `taken_over`, `handed_back`,
    /// `closed`, `channel_opened`, `channel_blocked`, `flow_problem`, `unsent_not_found`,
    /// `unknown_event`.
    Event {
        event: String,
        /// More in plain words or names: the queue, the reason, the flow, the problem.
        detail: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<String>,
    },
}

/// How far an outgoing message got.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Delivery {
    /// `pending`, `unknown`, `accepted`, `sent`, `delivered`, `read`, `rejected`.
    pub status: String,
    /// What the customer saw differently, such as `buttons_as_numbered_text`.
    pub degraded: Vec<String>,
    /// It was sent a second time because nobody knew whether the first arrived.
    pub resent: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    pub text: String,
}

//! A customer's thread: who they are and where their conversation stands. Stored as one small item.

use ids::{ConversationId, CustomerId, FlowId, HttpCallId, TimerId, UserId};
use serde::{Deserialize, Serialize};

use crate::event::{Channel, Identity};

/// Characters of a message kept for lists. Keeps the stored thread below 2 KB.
const PREVIEW_CHARS: usize = 120;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Thread {
    pub customer: CustomerId,
    pub profile: Profile,
    /// In the order of first contact.
    pub identities: Vec<KnownIdentity>,
    /// The timeline's last sequence number; entries count from 1 without gaps.
    pub last_seq: u64,
    /// The open conversation, or the last one.
    pub conversation: Option<Conversation>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub name: String,
    /// BCP 47; empty while unknown.
    pub language: String,
    /// The language is what they write in, not what their channel told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub language_guessed: bool,
    /// E.164; empty while unknown.
    pub phone: String,
    pub email: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownIdentity {
    pub identity: Identity,
    /// The person closed this channel to us: nothing can be sent there.
    pub blocked: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    pub id: ConversationId,
    pub state: State,
    pub opened_at_ms: u64,
    /// When it entered this state.
    pub state_since_ms: u64,
    /// Where answers go: the identity of the customer's last message.
    pub reply_to: Identity,
    /// LINE's token for a free answer, with the time it came.
    pub reply_token: Option<ReplyToken>,
    pub flow: Option<FlowRun>,
    pub queue: Option<String>,
    pub reason: Option<String>,
    pub assignee: Option<UserId>,
    /// Since when the customer waits for a person's answer.
    pub waiting_since_ms: Option<u64>,
    pub last_at_ms: u64,
    pub preview: String,
    pub preview_inbound: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyToken {
    pub token: String,
    pub received_at_ms: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A flow answers.
    Flow,
    /// Waits for a person.
    Queued,
    /// A person has it.
    Active,
    Closed,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Flow, Self::Queued, Self::Active, Self::Closed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Flow => "flow",
            Self::Queued => "queued",
            Self::Active => "active",
            Self::Closed => "closed",
        }
    }
}

/// A flow at work in a conversation: the pinned revision (R4) and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowRun {
    pub flow: FlowId,
    pub revision: Revision,
    /// The engine's session as base64url; `None` once the flow is over.
    pub session: Option<String>,
    /// What the flow knew when it was over, as a JSON array of names with values: people read it after the conversation is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
}

/// A published version of a flow: the hash of its program, and its number for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    pub hash: String,
    pub number: u32,
}

impl Thread {
    pub fn new(customer: CustomerId) -> Self {
        Self { customer, profile: Profile::default(), identities: Vec::new(), last_seq: 0, conversation: None }
    }

    /// What to call the person: their name, else where they write from.
    pub fn display_name(&self) -> String {
        if !self.profile.name.is_empty() {
            return self.profile.name.clone();
        }
        self.identities.last().map(|known| known.identity.address.clone()).unwrap_or_default()
    }

    pub fn is_blocked(&self, identity: &Identity) -> bool {
        self.identities.iter().any(|known| known.identity == *identity && known.blocked)
    }

    pub(crate) fn next_seq(&mut self) -> u64 {
        self.last_seq += 1;
        self.last_seq
    }
}

impl Conversation {
    pub fn is_open(&self) -> bool {
        self.state != State::Closed
    }

    /// The timer of this generation. Everybody who knows the conversation knows its timers' ids.
    pub fn timer_id(&self, generation: u32) -> TimerId {
        TimerId::derive(&[self.id.as_str(), &generation.to_string()])
    }

    pub fn http_call_id(&self, number: u32) -> HttpCallId {
        HttpCallId::derive(&[self.id.as_str(), &number.to_string()])
    }

    pub fn channel(&self) -> Channel {
        self.reply_to.channel
    }

    pub(crate) fn enter(&mut self, state: State, now_ms: u64) {
        if self.state != state {
            self.state = state;
            self.state_since_ms = now_ms;
        }
    }

    pub(crate) fn note_message(&mut self, preview: &str, inbound: bool, now_ms: u64) {
        self.preview = preview.chars().take(PREVIEW_CHARS).collect();
        self.preview_inbound = inbound;
        self.last_at_ms = now_ms;
    }
}

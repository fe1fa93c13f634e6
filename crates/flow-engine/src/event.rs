//! What a step gets told.

use conversation::{Channel, Content, HttpResult};
use serde::{Deserialize, Serialize};

/// Everything a step knows besides the program and the session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Unix milliseconds.
    pub now_ms: u64,
    /// Random, for `random()` and for ids of calls.
    pub seed: u64,
    pub customer: CustomerFacts,
    pub kind: EventKind,
}

/// What templates see as `customer`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerFacts {
    pub name: String,
    /// BCP 47: chooses the texts.
    pub language: String,
    /// The channel they are on now.
    pub channel: Channel,
    pub phone: String,
    pub email: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum EventKind {
    /// A conversation begins. The message that opened it, if there was one, is not an answer to anything; it is
    /// in `message.text`.
    Started {
        opening: Option<Content>,
    },
    Message {
        content: Content,
    },
    /// A timer that a `StartTimer` effect asked for.
    TimerFired {
        generation: u32,
    },
    HttpFinished {
        call: u32,
        result: HttpResult,
    },
    /// A person gave the conversation back after a `handover`.
    HandedBack,
}

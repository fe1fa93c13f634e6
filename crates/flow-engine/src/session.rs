//! The state of a waiting conversation. It holds where the flow is, not how it got there, so it does not grow
//! with the length of the conversation (R4).

use std::sync::Arc;

use conversation::Content;
use flow_model::program::NodeIndex;
use serde::{Deserialize, Serialize};

use crate::bytes::encode;
use crate::program::Damaged;
use crate::value::Value;

/// First byte of a session. A step reads this format only; older ones would be upgraded here.
const FORMAT: u8 = 2;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Session {
    /// The node that waits.
    pub node: NodeIndex,
    pub waiting: Waiting,
    /// The innermost last; never empty.
    pub frames: Vec<Frame>,
    /// Of the newest timer: a firing with another generation is too late.
    pub generation: u32,
    pub timer_runs: bool,
    /// Of the newest HTTP call.
    pub call: u32,
    /// Calls since the customer wrote, a timer fired or a person handed back.
    pub calls_in_a_row: u32,
    /// Options of the last `message` with choices, until something is answered: id and label as sent.
    pub menu: Vec<(String, String)>,
    pub mailbox: Vec<Kept>,
    /// What the customer wrote last, up to `LAST_TEXT_BYTES`.
    pub last_text: String,
    pub last_choice: String,
}

/// Longest message that later steps still see in `message.text`: answers that matter are in variables.
pub(crate) const LAST_TEXT_BYTES: usize = 4096;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Waiting {
    /// For an answer; this many more may be wrong.
    Answer {
        retries: u32,
    },
    Time,
    Call,
    Person,
}

/// One flow on the stack, with variables of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Frame {
    pub unit: u16,
    /// The `subflow` node to come back to.
    pub caller: Option<NodeIndex>,
    pub variables: Variables,
}

/// A message that came when nothing waited for one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub content: Content,
    /// It came during a `wait` that keeps messages: it may answer the next question.
    pub answers: bool,
}

/// Shared with templates while they run, so reading costs no copy.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Variables(pub Arc<Vec<(String, Value)>>);

impl Variables {
    pub fn set(&mut self, name: &str, value: Value) {
        let all = Arc::make_mut(&mut self.0);
        match all.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => all.push((name.to_owned(), value)),
        }
    }

    pub fn size_bytes(&self) -> usize {
        self.0.iter().map(|(name, value)| 1 + name.len() + value.size_bytes()).sum()
    }
}

impl Serialize for Variables {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.as_slice().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Variables {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Arc::new(Vec::deserialize(deserializer)?)))
    }
}

impl Session {
    pub fn decode(bytes: &[u8]) -> Result<Self, Damaged> {
        let Some((&FORMAT, rest)) = bytes.split_first() else {
            return Err(Damaged);
        };
        let session: Self = postcard::from_bytes(rest).map_err(|_| Damaged)?;
        match session.frames.len() {
            1..=limits::SUBFLOW_DEPTH => Ok(session),
            _ => Err(Damaged),
        }
    }

    pub fn encode(&self) -> Vec<u8> {
        encode(&(FORMAT, self))
    }

    /// Bytes at rest, to within a few, without what stays small by itself.
    pub fn size_bytes(&self) -> usize {
        let variables: usize = self.frames.iter().map(|frame| 8 + frame.variables.size_bytes()).sum();
        let menu: usize = self.menu.iter().map(|(id, label)| 4 + id.len() + label.len()).sum();
        let kept: usize = self.mailbox.iter().map(Kept::size_bytes).sum();
        32 + variables + menu + kept + self.last_text.len() + self.last_choice.len()
    }
}

impl Kept {
    pub fn size_bytes(&self) -> usize {
        encode(&self.content).len() + 1
    }
}

//! Compiled nodes: settings with everything resolved that can be resolved before a customer writes.

use serde::{Deserialize, Serialize};

use crate::nodes::Delivery;

/// A node's place in the program's index, over all units.
pub type NodeIndex = u32;

/// Templates per language, the default language first.
pub type LocalText = Vec<(String, String)>;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProgramNode {
    /// The node's id in its flow.
    pub id: String,
    pub unit: u16,
    /// Exit name to target, in the kind's order. An exit that is not connected is absent.
    pub exits: Vec<(String, NodeIndex)>,
    pub operation: Operation,
    /// Of everything that the node sends. Behind the rest of the record, see [`ProgramNode::to_record`].
    #[serde(skip)]
    pub delivery: Delivery,
}

/// Ends the record of a node that sends at most once.
const AT_MOST_ONCE: u8 = 1;

impl ProgramNode {
    /// The node's record: its postcard, and one byte behind it where it sends at most once. Programs from before there
    /// was a choice have no such byte, so they read as they always did and keep their hash.
    pub fn to_record(&self) -> postcard::Result<Vec<u8>> {
        let mut record = postcard::to_allocvec(self)?;
        match self.delivery {
            Delivery::AtLeastOnce => {}
            Delivery::AtMostOnce => record.push(AT_MOST_ONCE),
        }
        Ok(record)
    }

    /// In every step: `#[inline]` builds it with the engine, which is built for speed, and this crate is not.
    #[inline]
    pub fn from_record(record: &[u8]) -> postcard::Result<Self> {
        let (mut node, rest): (Self, _) = postcard::take_from_bytes(record)?;
        node.delivery = match rest {
            [] => Delivery::AtLeastOnce,
            [AT_MOST_ONCE] => Delivery::AtMostOnce,
            _ => return Err(postcard::Error::DeserializeBadEncoding),
        };
        Ok(node)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Operation {
    Message(MessageNode),
    Ask(AskNode),
    Branch(BranchNode),
    Switch(SwitchNode),
    /// Variable and expression, in order.
    Set(Vec<(String, String)>),
    Wait(WaitNode),
    ScheduleCheck(ScheduleNode),
    Jump(NodeIndex),
    Subflow(SubflowNode),
    End,
    Http(HttpNode),
    Handover(HandoverNode),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MessageNode {
    pub text: LocalText,
    /// Address template and alternative text.
    pub image: Option<(String, LocalText)>,
    /// Id and label.
    pub choices: Vec<(String, LocalText)>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AskNode {
    pub text: LocalText,
    pub answer: AnswerRule,
    pub save_as: String,
    pub retry: RetryRule,
    pub no_reply_after_s: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum AnswerRule {
    /// Lengths in characters; the pattern is anchored.
    Text {
        min_length: Option<u32>,
        max_length: Option<u32>,
        pattern: Option<String>,
    },
    Number {
        min: Option<f64>,
        max: Option<f64>,
        integer: bool,
    },
    Email,
    Phone {
        country: String,
    },
    /// Bounds as written: `2026-01-31`, `today`, `today+7`.
    Date {
        min: Option<String>,
        max: Option<String>,
    },
    Choice {
        options: Vec<ChoiceRule>,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChoiceRule {
    pub id: String,
    pub label: LocalText,
    /// Labels without placeholders in every language, then the author's keywords. Normalised: NFKC, lower case,
    /// trimmed; each once.
    pub keywords: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RetryRule {
    pub max: u32,
    /// Empty: repeat the question.
    pub text: LocalText,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BranchNode {
    /// Exit name and expression, in order.
    pub cases: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SwitchNode {
    pub value: String,
    /// Exit name and normalised values, in order.
    pub cases: Vec<(String, Vec<String>)>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WaitNode {
    pub for_s: Option<u64>,
    pub until: Option<String>,
    /// True when a message ends the wait.
    pub interrupt: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScheduleNode {
    /// POSIX zone; the unit's when `None`.
    pub posix_zone: Option<String>,
    pub spans: Vec<HourSpan>,
    /// `2026-12-31`, sorted.
    pub holidays: Vec<String>,
}

/// Minutes of the day, `to` up to 1,440 and below `from` when it goes past midnight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HourSpan {
    /// Bit 0 is Monday.
    pub days: u8,
    pub from_minute: u16,
    pub to_minute: u16,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SubflowNode {
    pub unit: u16,
    /// Variable there, expression here.
    pub params: Vec<(String, String)>,
    /// Variable here, expression there.
    pub results: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HttpNode {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<String>,
    pub timeout_s: u32,
    pub save_as: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HandoverNode {
    pub text: LocalText,
    pub queue: String,
    pub reason: String,
}

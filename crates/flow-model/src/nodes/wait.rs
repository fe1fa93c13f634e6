//! `wait`: lets time pass.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;

/// Waits for a time or until a moment, whichever is given. Exits: `next`, and `message` when messages interrupt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// Seconds to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_s: Option<u64>,
    /// An expression that gives a moment (`2026-11-22T09:00`, in the flow's time zone, or with an offset).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// What a message does that comes meanwhile.
    #[serde(default)]
    pub on_message: OnMessage,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnMessage {
    /// The next question takes it as its answer.
    #[default]
    Keep,
    /// The wait ends at once by the exit `message`.
    Interrupt,
}

impl Wait {
    pub(super) fn exits(&self) -> Vec<Exit> {
        let mut exits = vec![Exit::required("next")];
        if self.on_message == OnMessage::Interrupt {
            exits.push(Exit::required("message"));
        }
        exits
    }
}

//! `handover`: a person goes on from here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;
use crate::document::Text;

/// Puts the conversation on a waiting list. Exit `returned`: a person handed it back to the flow; without
/// it the flow ends there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Handover {
    /// Said to the customer first; nothing when empty.
    #[serde(default)]
    pub text: Text,
    /// The waiting list's name.
    pub queue: String,
    /// Why, for the person who takes it: a template, such as `Order {{ order_no }} is late`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl Handover {
    pub(super) fn exits(&self) -> Vec<Exit> {
        vec![Exit::optional("returned")]
    }
}

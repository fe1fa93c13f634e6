//! `end`: the flow is finished here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;

/// Ends a subflow (back to its caller) or the conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct End {}

impl End {
    pub(super) fn exits(&self) -> Vec<Exit> {
        Vec::new()
    }
}

//! `jump`: goes on at another node, without a wire across the canvas.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;
use crate::document::NodeId;

/// Goes on at the node `to`. Has no exits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Jump {
    pub to: NodeId,
}

impl Jump {
    pub(super) fn exits(&self) -> Vec<Exit> {
        Vec::new()
    }
}

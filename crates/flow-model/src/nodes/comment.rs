//! `comment`: a remark on the canvas. Never entered.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;

/// A remark for other authors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Comment {
    pub text: String,
}

impl Comment {
    pub(super) fn exits(&self) -> Vec<Exit> {
        Vec::new()
    }
}

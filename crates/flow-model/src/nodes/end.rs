//! `end`: the flow is finished here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;
use crate::about::{About, label};

/// Ends a subflow (back to its caller) or the conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct End {}

impl End {
    pub(super) const ABOUT: About = About {
        title: label("End", "終了"),
        help: label(
            "Ends the flow; a subflow goes back to its caller.",
            "フローを終えます。サブフローの場合は呼び出し元に戻ります。",
        ),
        icon: "end",
        waits: false,
        fields: &[],
        exits: &[],
    };

    pub(super) fn fresh() -> Self {
        Self {}
    }

    pub(super) fn exits(&self) -> Vec<Exit> {
        Vec::new()
    }
}

//! `jump`: goes on at another node, without a wire across the canvas.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;
use crate::about::{About, Input, field, label};
use crate::document::NodeId;

/// Goes on at the node `to`. Has no exits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Jump {
    pub to: NodeId,
}

impl Jump {
    pub(super) const ABOUT: About = About {
        title: label("Jump", "ジャンプ"),
        help: label(
            "Goes on at another node, without a wire across the canvas.",
            "線を引かずに、別のノードへ移ります。",
        ),
        icon: "jump",
        waits: false,
        fields: &[field(
            "to",
            Input::Node,
            label("To", "移動先"),
            label("The node to go on at.", "次に進むノードです。"),
        )],
        exits: &[],
    };

    pub(super) fn fresh() -> Self {
        Self { to: String::new() }
    }

    pub(super) fn exits(&self) -> Vec<Exit> {
        Vec::new()
    }
}

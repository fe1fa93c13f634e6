//! `comment`: a remark on the canvas. Never entered.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;
use crate::about::{About, Input, field, label};

/// A remark for other authors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Comment {
    pub text: String,
}

impl Comment {
    pub(super) const ABOUT: About = About {
        title: label("Comment", "コメント"),
        help: label(
            "A remark for other authors. Customers never see it.",
            "作成者どうしのメモです。顧客には表示されません。",
        ),
        icon: "comment",
        waits: false,
        fields: &[field(
            "text",
            Input::LongText,
            label("Text", "本文"),
            label("What other authors should know.", "ほかの作成者に伝えたいことを書きます。"),
        )],
        exits: &[],
    };

    pub(super) fn fresh() -> Self {
        Self { text: String::new() }
    }

    pub(super) fn exits(&self) -> Vec<Exit> {
        Vec::new()
    }
}

//! `handover`: a person goes on from here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;
use crate::about::{About, Input, exit, field, label};
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
    pub(super) const ABOUT: About = About {
        title: label("Hand over", "引き継ぎ"),
        help: label(
            "Puts the conversation in a queue for a person.",
            "会話をキューに入れ、オペレーターに引き継ぎます。",
        ),
        icon: "handover",
        waits: true,
        fields: &[
            field(
                "text",
                Input::LocalText,
                label("Text", "本文"),
                label(
                    "Said to the customer first; nothing when empty.",
                    "引き継ぐ前に顧客に送ります。空欄のときは何も送りません。",
                ),
            ),
            field("queue", Input::Queue, label("Queue", "キュー"), label("Who takes it.", "引き継ぐ先のキューです。")),
            field(
                "reason",
                Input::Template,
                label("Reason", "引き継ぎの理由"),
                label(
                    "Tells the agent what it is about. Insert variables with {{ }}.",
                    "オペレーターに用件を伝えます。{{ }} で変数を差し込めます。",
                ),
            ),
        ],
        exits: &[exit(
            "returned",
            label("Handed back", "フローに戻された後"),
            label(
                "A person gave the conversation back to the flow. Left open, the flow ends at the hand-over.",
                "オペレーターが会話をフローに戻したときに進みます。未接続のときは、引き継いだ時点でフローが終わります。",
            ),
        )],
    };

    pub(super) fn fresh() -> Self {
        Self { text: Text::new(), queue: String::new(), reason: String::new() }
    }

    pub(super) fn exits(&self) -> Vec<Exit> {
        vec![Exit::optional("returned")]
    }
}

//! `wait`: lets time pass.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;
use crate::about::{About, Input, choice, exit, field, label};

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
    pub(super) const ABOUT: About = About {
        title: label("Wait", "待機"),
        help: label("Lets time pass: for a while, or until a moment.", "一定の時間、または指定した日時まで待ちます。"),
        icon: "wait",
        waits: true,
        fields: &[
            field(
                "for_s",
                Input::Duration,
                label("For", "待つ時間"),
                label(
                    "How long to wait. Leave empty to wait until a moment.",
                    "待つ長さです。日時まで待つ場合は空欄にします。",
                ),
            ),
            field(
                "until",
                Input::Expression,
                label("Until", "待つ日時"),
                label(
                    "An expression that gives a moment, such as \"2026-11-22T09:00\".",
                    "日時になる式を指定します(例: \"2026-11-22T09:00\")。",
                ),
            ),
            field(
                "on_message",
                Input::Select,
                label("A message meanwhile", "待機中のメッセージ"),
                label(
                    "What happens when the customer writes while the flow waits.",
                    "待っている間に顧客からメッセージが届いたときの動作です。",
                ),
            )
            .options(&[
                choice("keep", label("The next question takes it", "次の質問の回答にする")),
                choice("interrupt", label("Ends the wait", "待機を終える")),
            ]),
        ],
        exits: &[
            exit("next", label("Next", "次へ"), label("When the time has come.", "時間になったときに進みます。")),
            exit(
                "message",
                label("Message", "メッセージ"),
                label("A message came first.", "先にメッセージが届いたときに進みます。"),
            ),
        ],
    };

    pub(super) fn fresh() -> Self {
        Self { for_s: Some(60), until: None, on_message: OnMessage::Keep }
    }

    pub(super) fn exits(&self) -> Vec<Exit> {
        let mut exits = vec![Exit::required("next")];
        if self.on_message == OnMessage::Interrupt {
            exits.push(Exit::required("message"));
        }
        exits
    }
}

//! `switch`: one value, compared with lists of values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;
use crate::about::{About, Input, exit, exit_per, field, label};

/// Exits: `case:<id>` per case, then `else`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// The expression whose value decides, such as `order.status`.
    pub value: String,
    pub cases: Vec<SwitchCase>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SwitchCase {
    pub id: String,
    /// What people read on the exit; the values when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Any of these, compared as text without case and width.
    pub equals: Vec<String>,
}

impl Switch {
    pub(super) const ABOUT: About = About {
        title: label("Switch", "値で分岐"),
        help: label(
            "Compares one value with lists and goes on by the first that has it.",
            "1つの値を一覧と見比べ、最初に一致した出口へ進みます。",
        ),
        icon: "switch",
        waits: false,
        fields: &[
            field(
                "value",
                Input::Expression,
                label("Value", "調べる値"),
                label("For example: order.body.status", "例: order.body.status"),
            ),
            field(
                "cases",
                Input::ItemList,
                label("Cases", "ケース"),
                label("Checked from top to bottom.", "上から順に確認します。"),
            ),
            field(
                "cases[].id",
                Input::Id,
                label("ID", "ID"),
                label("A short name for the exit.", "出口を表す短い名前です。"),
            ),
            field(
                "cases[].label",
                Input::Line,
                label("Label", "ラベル"),
                label(
                    "What the exit is called on the canvas; the values when empty.",
                    "キャンバスに表示する出口の名前です。空欄のときは値を表示します。",
                ),
            ),
            field(
                "cases[].equals",
                Input::WordList,
                label("Equals", "一致する値"),
                label(
                    "Any of these. Case and width of letters do not matter.",
                    "いずれかに一致すれば当てはまります。大文字と小文字、全角と半角は区別しません。",
                ),
            ),
        ],
        exits: &[
            exit_per(
                "case:*",
                "cases",
                label("Case", "ケース"),
                label("The value is in this case's list.", "値がこのケースの一覧にあるときに進みます。"),
            ),
            exit(
                "else",
                label("Otherwise", "それ以外"),
                label("The value is in no list.", "どのケースにも一致しないときに進みます。"),
            ),
        ],
    };

    pub(super) fn fresh() -> Self {
        Self {
            value: String::new(),
            cases: vec![SwitchCase { id: "a".to_owned(), label: String::new(), equals: Vec::new() }],
        }
    }

    pub(super) fn exits(&self) -> Vec<Exit> {
        let mut exits: Vec<_> = self.cases.iter().map(|case| Exit::required(&format!("case:{}", case.id))).collect();
        exits.push(Exit::required("else"));
        exits
    }
}

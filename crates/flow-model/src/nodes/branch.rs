//! `branch`: the first condition that is true decides.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;
use crate::about::{About, Input, exit, exit_per, field, label};

/// Exits: `case:<id>` per condition, then `else`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    pub conditions: Vec<ConditionCase>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionCase {
    pub id: String,
    /// What people read on the exit; the expression when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// An expression that is true or false, such as `amount > 1000`.
    pub when: String,
}

impl Branch {
    pub(super) const ABOUT: About = About {
        title: label("Branch", "条件分岐"),
        help: label("Goes on by the first condition that is true.", "最初に当てはまった条件の出口へ進みます。"),
        icon: "branch",
        waits: false,
        fields: &[
            field(
                "conditions",
                Input::ItemList,
                label("Conditions", "条件"),
                label("Checked from top to bottom.", "上から順に確認します。"),
            ),
            field(
                "conditions[].id",
                Input::Id,
                label("ID", "ID"),
                label("A short name for the exit.", "出口を表す短い名前です。"),
            ),
            field(
                "conditions[].label",
                Input::Line,
                label("Label", "ラベル"),
                label(
                    "What the exit is called on the canvas; the condition itself when empty.",
                    "キャンバスに表示する出口の名前です。空欄のときは条件式を表示します。",
                ),
            ),
            field(
                "conditions[].when",
                Input::Expression,
                label("Condition", "条件式"),
                label("For example: amount > 1000", "例: amount > 1000"),
            ),
        ],
        exits: &[
            exit_per(
                "case:*",
                "conditions",
                label("Condition", "条件"),
                label("This condition is the first that is true.", "この条件が最初に当てはまったときに進みます。"),
            ),
            exit(
                "else",
                label("Otherwise", "それ以外"),
                label("No condition is true.", "どの条件にも当てはまらないときに進みます。"),
            ),
        ],
    };

    pub(super) fn fresh() -> Self {
        Self { conditions: vec![ConditionCase { id: "yes".to_owned(), label: String::new(), when: String::new() }] }
    }

    pub(super) fn exits(&self) -> Vec<Exit> {
        let mut exits: Vec<_> =
            self.conditions.iter().map(|case| Exit::required(&format!("case:{}", case.id))).collect();
        exits.push(Exit::required("else"));
        exits
    }
}

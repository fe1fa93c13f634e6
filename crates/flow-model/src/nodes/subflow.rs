//! `subflow`: runs another flow and comes back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;
use crate::about::{About, Input, exit, field, label};

/// The other flow has variables of its own: `params` go in, `results` come back. Which revision it is gets
/// fixed when this flow is published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subflow {
    /// The other flow's name.
    pub flow: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<Param>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<ResultValue>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Param {
    /// The variable in the other flow.
    pub name: String,
    /// An expression in this flow.
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultValue {
    /// The variable in this flow.
    pub variable: String,
    /// An expression in the other flow, evaluated when it ends.
    pub value: String,
}

impl Subflow {
    pub(super) const ABOUT: About = About {
        title: label("Subflow", "サブフロー"),
        help: label("Runs another flow and comes back.", "別のフローを実行し、終わると戻ります。"),
        icon: "subflow",
        waits: true,
        fields: &[
            field(
                "flow",
                Input::Flow,
                label("Flow", "フロー"),
                label(
                    "Which flow to run. Its revision is fixed when this flow is published.",
                    "実行するフローです。使う版は、このフローを公開した時点で決まります。",
                ),
            ),
            field(
                "params",
                Input::ItemList,
                label("Values to pass", "渡す値"),
                label(
                    "The other flow has variables of its own: what it needs goes in here.",
                    "呼び出すフローの変数は独立しています。必要な値をここで渡します。",
                ),
            ),
            field(
                "params[].name",
                Input::Line,
                label("Variable there", "渡す先の変数"),
                label("A variable of the other flow.", "呼び出すフローの変数です。"),
            ),
            field(
                "params[].value",
                Input::Expression,
                label("Value", "値"),
                label("An expression in this flow.", "このフローでの式です。"),
            ),
            field(
                "results",
                Input::ItemList,
                label("Values to take", "受け取る値"),
                label("What comes back when the other flow ends.", "呼び出したフローが終わったときに受け取る値です。"),
            ),
            field(
                "results[].variable",
                Input::Variable,
                label("Variable here", "受け取る変数"),
                label("The variable of this flow that takes the value.", "値を入れる、このフローの変数です。"),
            ),
            field(
                "results[].value",
                Input::Expression,
                label("Value there", "受け取る値"),
                label(
                    "An expression in the other flow, such as the name of a variable.",
                    "呼び出したフローでの式です(変数名など)。",
                ),
            ),
        ],
        exits: &[exit(
            "returned",
            label("Returned", "戻った後"),
            label("The other flow has ended.", "呼び出したフローが終わった後に進みます。"),
        )],
    };

    pub(super) fn fresh() -> Self {
        Self { flow: String::new(), params: Vec::new(), results: Vec::new() }
    }

    pub(super) fn exits(&self) -> Vec<Exit> {
        vec![Exit::required("returned")]
    }
}

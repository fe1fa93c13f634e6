//! `set`: gives variables a value.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;
use crate::about::{About, Input, exit, field, label};

/// Evaluates the expressions in order; later ones see the earlier results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Set {
    pub assignments: Vec<Assignment>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    pub variable: String,
    /// An expression, such as `amount * 2` or `"text"`.
    pub value: String,
}

impl Set {
    pub(super) const ABOUT: About = About {
        title: label("Set variables", "変数の設定"),
        help: label("Gives variables a value.", "変数に値を入れます。"),
        icon: "set",
        waits: false,
        fields: &[
            field(
                "assignments",
                Input::ItemList,
                label("Values", "設定する値"),
                label(
                    "From top to bottom; later ones can use earlier ones.",
                    "上から順に設定します。上で設定した値を下で使えます。",
                ),
            ),
            field(
                "assignments[].variable",
                Input::Variable,
                label("Variable", "変数"),
                label("The variable that takes the value.", "値を入れる変数です。"),
            ),
            field(
                "assignments[].value",
                Input::Expression,
                label("Value", "値"),
                label("For example: amount * 2, or \"text\"", "例: amount * 2、\"テキスト\""),
            ),
        ],
        exits: &[exit("next", label("Next", "次へ"), label("After the values are set.", "値を設定した後に進みます。"))],
    };

    pub(super) fn fresh() -> Self {
        Self { assignments: vec![Assignment { variable: String::new(), value: String::new() }] }
    }

    pub(super) fn exits(&self) -> Vec<Exit> {
        vec![Exit::required("next")]
    }
}

//! `set`: gives variables a value.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;

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
    pub(super) fn exits(&self) -> Vec<Exit> {
        vec![Exit::required("next")]
    }
}

//! `subflow`: runs another flow and comes back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;

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
    pub(super) fn exits(&self) -> Vec<Exit> {
        vec![Exit::required("returned")]
    }
}

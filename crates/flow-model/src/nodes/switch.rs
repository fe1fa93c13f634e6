//! `switch`: one value, compared with lists of values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;

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
    pub(super) fn exits(&self) -> Vec<Exit> {
        let mut exits: Vec<_> = self.cases.iter().map(|case| Exit::required(&format!("case:{}", case.id))).collect();
        exits.push(Exit::required("else"));
        exits
    }
}

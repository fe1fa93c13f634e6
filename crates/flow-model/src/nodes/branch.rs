//! `branch`: the first condition that is true decides.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;

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
    pub(super) fn exits(&self) -> Vec<Exit> {
        let mut exits: Vec<_> =
            self.conditions.iter().map(|case| Exit::required(&format!("case:{}", case.id))).collect();
        exits.push(Exit::required("else"));
        exits
    }
}

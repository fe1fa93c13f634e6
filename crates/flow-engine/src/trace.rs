//! What happened, node by node: read by the builder's live view, replay and flow tests.

use serde::{Deserialize, Serialize};

use crate::value::Value;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    pub visits: Vec<Visit>,
    /// Units spent by templates and expressions, deterministic everywhere.
    pub fuel: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// `node`, or `flow/node` inside a subflow.
    pub node: String,
    pub kind: String,
    /// The exit taken; `None` where the flow waits now or ended.
    pub exit: Option<String>,
    /// Why that exit, in a few words: the condition that held, the check that failed.
    pub why: String,
    pub changed: Vec<(String, Value)>,
}

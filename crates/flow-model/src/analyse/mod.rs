//! Finds what is wrong with a flow before a customer does.

mod problem;

use std::collections::{BTreeMap, BTreeSet};

use crate::document::Document;

pub use problem::{Fix, Patch, Problem, Severity, Spot, apply_fix};

/// What the analyser cannot see in the document.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// The other flows by name. `None` when they are not known: nothing is said about subflows then.
    pub flows: Option<BTreeMap<String, Document>>,
    /// Names of the queues. `None` when they are not known.
    pub queues: Option<BTreeSet<String>>,
}

pub fn analyse(_document: &Document, _context: &Context) -> Vec<Problem> {
    Vec::new()
}

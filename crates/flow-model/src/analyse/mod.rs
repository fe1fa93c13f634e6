//! Finds what is wrong with a flow before a customer does. One file per check; the list stands in the crate's
//! README.

mod channel_limits;
mod dead_ends;
mod duplicates;
mod flow;
mod functions;
mod graph;
mod loops;
mod names;
mod paths;
mod patterns;
mod problem;
mod queues;
mod scripts;
mod settings;
mod sizes;
mod subflows;
mod syntax;
mod targets;
#[cfg(test)]
mod testing;
mod texts;
mod times;
mod translations;
mod types;
mod unhandled;
mod unreachable;
mod variables;

use std::collections::{BTreeMap, BTreeSet};

use crate::document::Document;
use flow::Flow;

pub use problem::{CODES, Fix, Patch, Problem, Severity, Spot, apply_fix};

/// What the analyser cannot see in the document.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// The other flows by name. `None` when they are not known: nothing is said about subflows then.
    pub flows: Option<BTreeMap<String, Document>>,
    /// Names of the queues. `None` when they are not known.
    pub queues: Option<BTreeSet<String>>,
    /// Languages that customers of this workspace use, beyond those of the flow.
    pub languages: Vec<String>,
    /// The channels that lead to this flow.
    pub channels: Vec<ChannelLimits>,
}

/// What a channel can show, as far as a flow's author has to know. Beyond it labels are written out (R9), and long texts are
/// sent in parts or, where the channel takes no parts, cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelLimits {
    /// What people call it: `LINE`.
    pub name: String,
    /// UTF-16 units of one message, where a longer text is sent in parts.
    pub text_units: Option<usize>,
    /// Bytes of one message, where a longer text is not sent in parts.
    pub text_bytes: Option<usize>,
    /// Buttons under one message.
    pub options: Option<usize>,
    /// Characters of a button, as people count them (grapheme clusters).
    pub label_chars: Option<usize>,
    pub images: bool,
}

/// In the order of the README.
const CHECKS: &[fn(&Flow<'_>, &mut Vec<Problem>)] = &[
    targets::check,
    dead_ends::check,
    unhandled::check,
    unreachable::check,
    loops::check,
    variables::check,
    types::check,
    translations::check,
    channel_limits::check,
    subflows::check,
    queues::check,
    syntax::check,
    functions::check,
    names::check,
    duplicates::check,
    patterns::check,
    times::check,
    sizes::check,
    settings::check,
];

/// Every problem of a flow, in the order of the document. Errors keep it from being published.
pub fn analyse(document: &Document, context: &Context) -> Vec<Problem> {
    let flow = Flow::of(document, context);
    let mut problems = Vec::new();
    for check in CHECKS {
        check(&flow, &mut problems);
    }
    problems.sort_by(|left, right| (&left.place, left.code).cmp(&(&right.place, right.code)));
    problems
}

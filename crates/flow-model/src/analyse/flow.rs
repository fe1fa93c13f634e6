//! What several checks need to know of a flow, found once.

use std::collections::BTreeMap;

use super::graph::Graph;
use super::scripts::{Script, scripts};
use super::{Context, Problem, Severity, Spot};
use crate::document::{Document, ValueType, Variable};
use crate::in_order::in_order;
use crate::nodes::{Answer, NodeKind};
use crate::template::Operand;
use crate::words::Words;

pub(super) struct Flow<'a> {
    pub document: &'a Document,
    pub context: &'a Context,
    pub graph: Graph<'a>,
    /// Every template and expression, in the order of the document.
    pub scripts: Vec<Script<'a>>,
    pub variables: BTreeMap<&'a str, VariableFacts<'a>>,
}

/// What is known about a variable from the places that give it a value.
#[derive(Debug, Default)]
pub(super) struct VariableFacts<'a> {
    pub declared: Option<&'a Variable>,
    /// Where it gets a value, and of which type, if that can be told.
    pub writers: Vec<(Spot, Option<ValueType>)>,
    /// The ids of the options, when only choice questions give it a value.
    pub options: Option<Vec<&'a str>>,
}

impl VariableFacts<'_> {
    /// A variable that is declared without a value and that no node sets is a parameter: callers pass it.
    pub fn is_parameter(&self) -> bool {
        self.writers.is_empty() && self.declared.is_some_and(|variable| variable.initial.is_none())
    }

    /// The declared type, or the one type that all writers agree on.
    pub fn value_type(&self) -> Option<ValueType> {
        if let Some(declared) = self.declared {
            return Some(declared.value_type);
        }
        let first = self.writers.first()?.1;
        self.writers.iter().all(|(_, value_type)| *value_type == first).then_some(first)?
    }
}

impl<'a> Flow<'a> {
    pub fn of(document: &'a Document, context: &'a Context) -> Self {
        let scripts = scripts(document);
        Self { document, context, graph: Graph::of(document), variables: variables(document, &scripts), scripts }
    }
}

/// The variables that a flow has, for itself and for its callers.
pub(super) fn variables<'a>(document: &'a Document, scripts: &[Script<'a>]) -> BTreeMap<&'a str, VariableFacts<'a>> {
    let mut all: BTreeMap<&str, VariableFacts<'_>> = BTreeMap::new();
    let expressions = in_order(scripts.iter().map(|script| ((script.node, script.field.as_str()), script)));
    for variable in &document.variables {
        all.entry(&variable.name).or_default().declared = Some(variable);
    }
    for (id, node) in &document.nodes {
        let spot = |field: &str| Spot::node(id).field(field);
        match &node.kind {
            NodeKind::Ask(ask) => {
                let facts = all.entry(&ask.save_as).or_default();
                if let Answer::Choice { options } = &ask.answer {
                    let known = match facts.options.take() {
                        Some(known) => Some(known),
                        None => facts.writers.is_empty().then(Vec::new),
                    };
                    facts.options = known.map(|mut known| {
                        known.extend(options.iter().map(|option| option.id.as_str()));
                        known
                    });
                } else {
                    facts.options = None;
                }
                let value_type = match &ask.answer {
                    Answer::Number(_) => ValueType::Number,
                    Answer::Date(_) => ValueType::Date,
                    Answer::Text(_) | Answer::Email {} | Answer::Phone { .. } | Answer::Choice { .. } => {
                        ValueType::Text
                    }
                };
                facts.writers.push((spot("settings.save_as"), Some(value_type)));
            }
            NodeKind::Http(http) => {
                let facts = all.entry(&http.save_as).or_default();
                facts.options = None;
                facts.writers.push((spot("settings.save_as"), Some(ValueType::Object)));
            }
            NodeKind::Set(set) => {
                for (at, assignment) in set.assignments.iter().enumerate() {
                    let facts = all.entry(&assignment.variable).or_default();
                    facts.options = None;
                    let field = format!("settings.assignments[{at}].value");
                    let value_type = expressions
                        .get(&(Some(id.as_str()), field.as_str()))
                        .and_then(|script| script.reading.as_ref().ok())
                        .and_then(|reading| literal_type(&reading.whole));
                    facts.writers.push((spot(&field), value_type));
                }
            }
            NodeKind::Subflow(call) => {
                for (at, result) in call.results.iter().enumerate() {
                    let facts = all.entry(&result.variable).or_default();
                    facts.options = None;
                    facts.writers.push((spot(&format!("settings.results[{at}].variable")), None));
                }
            }
            NodeKind::Message(_)
            | NodeKind::Branch(_)
            | NodeKind::Switch(_)
            | NodeKind::Wait(_)
            | NodeKind::ScheduleCheck(_)
            | NodeKind::Jump(_)
            | NodeKind::End(_)
            | NodeKind::Handover(_)
            | NodeKind::Comment(_) => {}
        }
    }
    all
}

fn literal_type(operand: &Operand) -> Option<ValueType> {
    match operand {
        Operand::Text(_) => Some(ValueType::Text),
        Operand::Number => Some(ValueType::Number),
        Operand::Boolean => Some(ValueType::Boolean),
        Operand::Variable(_) | Operand::Other => None,
    }
}

pub(super) fn error(code: &'static str, place: Spot, message: Words, mend: Words) -> Problem {
    Problem { code, severity: Severity::Error, place, message, mend, fix: None }
}

pub(super) fn warning(code: &'static str, place: Spot, message: Words, mend: Words) -> Problem {
    Problem { severity: Severity::Warning, ..error(code, place, message, mend) }
}

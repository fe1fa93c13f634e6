//! Every template and expression of a flow, read once.

use super::Spot;
use crate::document::{Document, Text};
use crate::nodes::{Answer, NodeKind};
use crate::template::{Reading, SyntaxError, is_template, read_expression, read_template};

pub(super) struct Script<'a> {
    pub node: Option<&'a str>,
    /// Inside the node: `settings.text.ja`.
    pub field: String,
    pub kind: ScriptKind,
    /// The flow whose variables it sees, where that is another one.
    pub flow: Option<&'a str>,
    pub reading: Result<Reading, SyntaxError>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScriptKind {
    Template,
    Expression,
}

impl Script<'_> {
    pub fn spot(&self) -> Spot {
        Spot { node: self.node.map(str::to_owned), ..Spot::document(self.field.clone()) }
    }
}

/// Gathers one node's scripts.
struct Collector<'a> {
    node: &'a str,
    scripts: Vec<Script<'a>>,
}

impl<'a> Collector<'a> {
    fn push(&mut self, field: String, kind: ScriptKind, reading: Result<Reading, SyntaxError>) {
        self.scripts.push(Script {
            node: Some(self.node),
            field: format!("settings.{field}"),
            kind,
            flow: None,
            reading,
        });
    }

    fn expression(&mut self, field: String, text: &str) {
        self.push(field, ScriptKind::Expression, read_expression(text));
    }

    fn template(&mut self, field: String, text: &str) {
        let reading = if is_template(text) {
            read_template(text)
        } else {
            Ok(Reading { literal: text.to_owned(), ..Reading::default() })
        };
        self.push(field, ScriptKind::Template, reading);
    }

    fn texts(&mut self, field: &str, text: &Text) {
        for (language, template) in text {
            self.template(format!("{field}.{language}"), template);
        }
    }
}

pub(super) fn scripts(document: &Document) -> Vec<Script<'_>> {
    let mut all = Vec::new();
    for (id, node) in &document.nodes {
        let mut collector = Collector { node: id, scripts: Vec::new() };
        node_scripts(&node.kind, &mut collector);
        all.append(&mut collector.scripts);
    }
    all
}

fn node_scripts<'a>(kind: &'a NodeKind, collector: &mut Collector<'a>) {
    match kind {
        NodeKind::Message(message) => {
            collector.texts("text", &message.text);
            if let Some(image) = &message.image {
                collector.template("image.url".to_owned(), &image.url);
                collector.texts("image.alt", &image.alt);
            }
            for (at, choice) in message.choices.iter().enumerate() {
                collector.texts(&format!("choices[{at}].label"), &choice.label);
            }
        }
        NodeKind::Ask(ask) => {
            collector.texts("text", &ask.text);
            collector.texts("retry.text", &ask.retry.text);
            if let Answer::Choice { options } = &ask.answer {
                for (at, option) in options.iter().enumerate() {
                    collector.texts(&format!("answer.options[{at}].label"), &option.label);
                }
            }
        }
        NodeKind::Branch(branch) => {
            for (at, case) in branch.conditions.iter().enumerate() {
                collector.expression(format!("conditions[{at}].when"), &case.when);
            }
        }
        NodeKind::Switch(switch) => collector.expression("value".to_owned(), &switch.value),
        NodeKind::Set(set) => {
            for (at, assignment) in set.assignments.iter().enumerate() {
                collector.expression(format!("assignments[{at}].value"), &assignment.value);
            }
        }
        NodeKind::Wait(wait) => {
            if let Some(until) = &wait.until {
                collector.expression("until".to_owned(), until);
            }
        }
        NodeKind::Subflow(call) => {
            for (at, param) in call.params.iter().enumerate() {
                collector.expression(format!("params[{at}].value"), &param.value);
            }
            for (at, result) in call.results.iter().enumerate() {
                collector.expression(format!("results[{at}].value"), &result.value);
                if let Some(script) = collector.scripts.last_mut() {
                    script.flow = Some(&call.flow);
                }
            }
        }
        NodeKind::Http(http) => {
            collector.template("url".to_owned(), &http.url);
            for (at, header) in http.headers.iter().enumerate() {
                collector.template(format!("headers[{at}].value"), &header.value);
            }
            if let Some(body) = &http.body {
                collector.template("body".to_owned(), body);
            }
        }
        NodeKind::Handover(handover) => {
            collector.texts("text", &handover.text);
            collector.template("reason".to_owned(), &handover.reason);
        }
        NodeKind::ScheduleCheck(_) | NodeKind::Jump(_) | NodeKind::End(_) | NodeKind::Comment(_) => {}
    }
}

//! What changed between two versions of a flow, in words: read before publishing and before rolling back.

mod layout;
mod nodes;
mod settings;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::document::{Command, Document, NodeId, Variable};
use crate::words::{Words, words};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    pub kind: ChangeKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<NodeId>,
    /// What changed, inside the node or the document: `settings.answer.options[tea].label.ja`, `exits.next`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// One sentence. Long values are shortened in it; `old` and `new` hold them whole.
    pub words: Words,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
    /// False for what only authors see: it makes no new revision.
    pub revision: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Start,
    Languages,
    TimeZone,
    Variable,
    Command,
    ErrorHandler,
    NodeAdded,
    NodeRemoved,
    /// The id stayed and the kind did not.
    NodeReplaced,
    Text,
    Setting,
    Exit,
    Comment,
    Layout,
}

/// The changes from `old` to `new`, the document's own first, then node by node, layout last. Empty when both are
/// equal.
pub fn diff(old: &Document, new: &Document) -> Vec<Change> {
    let mut changes = Vec::new();
    document(old, new, &mut changes);
    nodes::diff(old, new, &mut changes);
    layout::diff(old, new, &mut changes);
    changes
}

impl Change {
    fn new(kind: ChangeKind, words: Words) -> Self {
        Self { kind, node: None, field: None, words, old: None, new: None, revision: true }
    }

    fn node(mut self, id: &str) -> Self {
        self.node = Some(id.to_owned());
        self
    }

    fn values(mut self, field: impl Into<String>, old: Option<Value>, new: Option<Value>) -> Self {
        self.field = Some(field.into());
        self.old = old;
        self.new = new;
        self
    }
}

fn document(old: &Document, new: &Document, changes: &mut Vec<Change>) {
    if old.start != new.start {
        let (before, after) = (node_name(old, &old.start), node_name(new, &new.start));
        changes.push(
            Change::new(
                ChangeKind::Start,
                words(
                    format!("The flow now starts at {} instead of {}.", after.en, before.en),
                    format!("開始するノードを{}から{}に変更しました。", before.ja, after.ja),
                ),
            )
            .values("start", Some(old.start.clone().into()), Some(new.start.clone().into())),
        );
    }
    if old.languages != new.languages {
        let (before, after) = (old.languages.join(", "), new.languages.join(", "));
        changes.push(
            Change::new(
                ChangeKind::Languages,
                words(
                    format!("The languages are now {after} instead of {before}."),
                    format!("言語を {before} から {after} に変更しました。"),
                ),
            )
            .values("languages", Some(before.into()), Some(after.into())),
        );
    }
    if old.time_zone != new.time_zone {
        changes.push(
            Change::new(
                ChangeKind::TimeZone,
                words(
                    format!("The time zone is now {} instead of {}.", new.time_zone, old.time_zone),
                    format!("タイムゾーンを {} から {} に変更しました。", old.time_zone, new.time_zone),
                ),
            )
            .values("time_zone", Some(old.time_zone.clone().into()), Some(new.time_zone.clone().into())),
        );
    }
    variables(old, new, changes);
    commands(old, new, changes);
    if old.handlers.error != new.handlers.error {
        let name = |document: &Document| match &document.handlers.error {
            Some(id) => node_name(document, id),
            None => words("nothing", "なし"),
        };
        let (before, after) = (name(old), name(new));
        let value = |document: &Document| document.handlers.error.clone().map(Value::from);
        changes.push(
            Change::new(
                ChangeKind::ErrorHandler,
                words(
                    format!("Errors now lead to {} instead of {}.", after.en, before.en),
                    format!("エラー時の移動先を{}から{}に変更しました。", before.ja, after.ja),
                ),
            )
            .values("handlers.error", value(old), value(new)),
        );
    }
}

/// Keys of both sides with what each side has, in order.
fn paired<'a, V>(
    old: impl Iterator<Item = (String, &'a V)>,
    new: impl Iterator<Item = (String, &'a V)>,
) -> BTreeMap<String, (Option<&'a V>, Option<&'a V>)> {
    let mut pairs: BTreeMap<String, (Option<&V>, Option<&V>)> = BTreeMap::new();
    for (key, value) in old {
        pairs.entry(key).or_default().0 = Some(value);
    }
    for (key, value) in new {
        pairs.entry(key).or_default().1 = Some(value);
    }
    pairs
}

fn variables(old: &Document, new: &Document, changes: &mut Vec<Change>) {
    let pairs = paired(
        old.variables.iter().map(|variable| (variable.name.clone(), variable)),
        new.variables.iter().map(|variable| (variable.name.clone(), variable)),
    );
    for (name, (before, after)) in pairs {
        let sentence = match (before, after) {
            (None, Some(_)) => {
                words(format!("Added the variable `{name}`."), format!("変数 `{name}` を追加しました。"))
            }
            (Some(_), None) => {
                words(format!("Removed the variable `{name}`."), format!("変数 `{name}` を削除しました。"))
            }
            (Some(before), Some(after)) if before != after => words(
                format!("Changed the variable `{name}`: {} to {}.", declared(before), declared(after)),
                format!("変数 `{name}` を変更しました({} → {})。", declared(before), declared(after)),
            ),
            _ => continue,
        };
        // What a variable is for is a remark, and not part of the program.
        let said = |variable: Option<&Variable>| {
            variable.map(|variable| Variable { description: String::new(), ..variable.clone() })
        };
        let value = |variable: Option<&Variable>| variable.and_then(|variable| serde_json::to_value(variable).ok());
        changes.push(Change {
            revision: said(before) != said(after),
            ..Change::new(ChangeKind::Variable, sentence).values(
                format!("variables[{name}]"),
                value(before),
                value(after),
            )
        });
    }
}

fn declared(variable: &Variable) -> String {
    let value_type = serde_json::to_value(variable.value_type).unwrap_or_default();
    let value_type = value_type.as_str().unwrap_or_default();
    match &variable.initial {
        Some(initial) => format!("{value_type} = {}", short(&initial.to_string())),
        None => value_type.to_owned(),
    }
}

fn commands(old: &Document, new: &Document, changes: &mut Vec<Change>) {
    // A command has no id: it is told by its words.
    let key = |command: &Command| {
        let words: Vec<&str> = command.keywords.values().flatten().map(String::as_str).collect();
        words.join("、")
    };
    let pairs = paired(
        old.commands.iter().map(|command| (key(command), command)),
        new.commands.iter().map(|command| (key(command), command)),
    );
    for (name, (before, after)) in pairs {
        let sentence = match (before, after) {
            (None, Some(_)) => {
                words(format!("Added the command “{name}”."), format!("コマンド「{name}」を追加しました。"))
            }
            (Some(_), None) => {
                words(format!("Removed the command “{name}”."), format!("コマンド「{name}」を削除しました。"))
            }
            (Some(before), Some(after)) if before != after => {
                let (from, to) = (node_name(old, &before.to), node_name(new, &after.to));
                words(
                    format!("The command “{name}” now leads to {} instead of {}.", to.en, from.en),
                    format!("コマンド「{name}」の移動先を{}から{}に変更しました。", from.ja, to.ja),
                )
            }
            _ => continue,
        };
        let value = |command: Option<&Command>| command.and_then(|command| serde_json::to_value(command).ok());
        changes.push(Change::new(ChangeKind::Command, sentence).values("commands", value(before), value(after)));
    }
}

/// A node as its author calls it: its title with the id, or the id alone.
fn node_name(document: &Document, id: &str) -> Words {
    match document.layout.nodes.get(id).map(|place| place.title.as_str()) {
        Some(title) if !title.is_empty() => words(format!("“{title}” (`{id}`)"), format!("「{title}」(`{id}`)")),
        _ => words(format!("`{id}`"), format!(" `{id}` ")),
    }
}

/// A value that fits into a sentence.
fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let cut: String = line.chars().take(LONGEST - 1).collect();
    format!("{cut}…")
}

//! Nodes that came, went or changed.

use serde_json::Value;

use super::settings::{Setting, settings};
use super::{Change, ChangeKind, node_name, paired, short};
use crate::document::{Document, Node};
use crate::nodes::NodeKind;
use crate::words::{Words, words};

pub(super) fn diff(old: &Document, new: &Document, changes: &mut Vec<Change>) {
    let pairs = paired(
        old.nodes.iter().map(|(id, node)| (id.clone(), node)),
        new.nodes.iter().map(|(id, node)| (id.clone(), node)),
    );
    for (id, (before, after)) in pairs {
        match (before, after) {
            (None, Some(node)) => changes.push(came(new, &id, node)),
            (Some(node), None) => changes.push(went(old, &id, node)),
            (Some(before), Some(after)) if before != after => {
                if before.kind.name() == after.kind.name() {
                    changed_settings(new, &id, before, after, changes);
                } else {
                    changes.push(replaced(new, &id, before, after));
                }
                changed_exits(old, new, &id, before, after, changes);
            }
            _ => {}
        }
    }
}

fn kind_name(node: &Node) -> Words {
    let title = node.kind.about().title;
    words(title.en.to_lowercase(), title.ja)
}

fn came(new: &Document, id: &str, node: &Node) -> Change {
    let (kind, name) = (kind_name(node), node_name(new, id));
    Change {
        revision: !matches!(node.kind, NodeKind::Comment(_)),
        ..Change::new(
            ChangeKind::NodeAdded,
            words(
                format!("Added the node {} ({}).", name.en, kind.en),
                format!("ノード{}({})を追加しました。", name.ja, kind.ja),
            ),
        )
        .node(id)
    }
}

fn went(old: &Document, id: &str, node: &Node) -> Change {
    let (kind, name) = (kind_name(node), node_name(old, id));
    Change {
        revision: !matches!(node.kind, NodeKind::Comment(_)),
        ..Change::new(
            ChangeKind::NodeRemoved,
            words(
                format!("Removed the node {} ({}).", name.en, kind.en),
                format!("ノード{}({})を削除しました。", name.ja, kind.ja),
            ),
        )
        .node(id)
    }
}

fn replaced(new: &Document, id: &str, before: &Node, after: &Node) -> Change {
    let (was, is, name) = (kind_name(before), kind_name(after), node_name(new, id));
    Change::new(
        ChangeKind::NodeReplaced,
        words(
            format!("{} is now of the kind {} instead of {}.", name.en, is.en, was.en),
            format!("ノード{}の種類を「{}」から「{}」に変更しました。", name.ja, was.ja, is.ja),
        ),
    )
    .node(id)
    .values("kind", Some(before.kind.name().into()), Some(after.kind.name().into()))
}

fn changed_settings(new: &Document, id: &str, before: &Node, after: &Node, changes: &mut Vec<Change>) {
    let (before_settings, after_settings) = (settings(&before.kind), settings(&after.kind));
    let pairs = paired(
        before_settings.iter().map(|setting| (setting.path.clone(), setting)),
        after_settings.iter().map(|setting| (setting.path.clone(), setting)),
    );
    let comment = matches!(after.kind, NodeKind::Comment(_));
    for (path, (before, after)) in pairs {
        let (old, new_value) = (before.map(|setting| &setting.value), after.map(|setting| &setting.value));
        if old == new_value {
            continue;
        }
        let Some(either) = after.or(before) else { continue };
        let kind = match (comment, either.language.is_some()) {
            (true, _) => ChangeKind::Comment,
            (false, true) => ChangeKind::Text,
            (false, false) => ChangeKind::Setting,
        };
        changes.push(Change {
            revision: !comment,
            ..Change::new(kind, sentence(new, id, either, old, new_value)).node(id).values(
                format!("settings.{path}"),
                old.cloned(),
                new_value.cloned(),
            )
        });
    }
}

fn sentence(new: &Document, id: &str, setting: &Setting, old: Option<&Value>, new_value: Option<&Value>) -> Words {
    let name = node_name(new, id);
    let (field_en, field_ja) = (&setting.words.en, &setting.words.ja);
    let shown = |value: &Value| match value {
        Value::String(text) => (format!("“{}”", short(text)), format!("「{}」", short(text))),
        other => (short(&other.to_string()), format!(" {} ", short(&other.to_string()))),
    };
    match (old.map(shown), new_value.map(shown)) {
        (Some(old), Some(new)) => words(
            format!("{}: {field_en} changed from {} to {}.", name.en, old.0, new.0),
            format!("{}: {field_ja}を{}から{}に変更しました。", name.ja.trim(), old.1, new.1),
        ),
        (None, Some(new)) => words(
            format!("{}: {field_en} added: {}.", name.en, new.0),
            format!("{}: {field_ja}を追加しました({})。", name.ja.trim(), new.1.trim()),
        ),
        (Some(old), None) => words(
            format!("{}: {field_en} removed: {}.", name.en, old.0),
            format!("{}: {field_ja}を削除しました({})。", name.ja.trim(), old.1.trim()),
        ),
        (None, None) => words("", ""),
    }
}

fn changed_exits(old: &Document, new: &Document, id: &str, before: &Node, after: &Node, changes: &mut Vec<Change>) {
    let pairs = paired(
        before.exits.iter().map(|(exit, to)| (exit.clone(), to)),
        after.exits.iter().map(|(exit, to)| (exit.clone(), to)),
    );
    for (exit, (from, to)) in pairs {
        if from == to {
            continue;
        }
        let name = node_name(new, id);
        let label = exit_name(&after.kind, &exit);
        let was = from.map(|id| node_name(old, id));
        let is = to.map(|id| node_name(new, id));
        let sentence = match (was, is) {
            (Some(was), Some(is)) => words(
                format!("{}: the exit {} now leads to {} instead of {}.", name.en, label.en, is.en, was.en),
                format!("{}: 出口{}のつなぎ先を{}から{}に変更しました。", name.ja.trim(), label.ja, was.ja, is.ja),
            ),
            (None, Some(is)) => words(
                format!("{}: the exit {} now leads to {}.", name.en, label.en, is.en),
                format!("{}: 出口{}を{}につなぎました。", name.ja.trim(), label.ja, is.ja),
            ),
            (Some(was), None) => words(
                format!("{}: the exit {} no longer leads to {}.", name.en, label.en, was.en),
                format!("{}: 出口{}と{}の接続を外しました。", name.ja.trim(), label.ja, was.ja),
            ),
            (None, None) => continue,
        };
        changes.push(Change::new(ChangeKind::Exit, sentence).node(id).values(
            format!("exits.{exit}"),
            from.map(|id| id.as_str().into()),
            to.map(|id| id.as_str().into()),
        ));
    }
}

/// “Option tea” rather than `option:tea`.
fn exit_name(kind: &NodeKind, exit: &str) -> Words {
    let (prefix, item) = exit.split_once(':').unwrap_or((exit, ""));
    let pattern = if item.is_empty() { prefix.to_owned() } else { format!("{prefix}:*") };
    match kind.about().exits.iter().find(|about| about.name == pattern) {
        Some(about) if item.is_empty() => words(format!("“{}”", about.label.en), format!("「{}」", about.label.ja)),
        Some(about) => words(format!("“{} {item}”", about.label.en), format!("「{} {item}」", about.label.ja)),
        None => words(format!("`{exit}`"), format!(" `{exit}` ")),
    }
}

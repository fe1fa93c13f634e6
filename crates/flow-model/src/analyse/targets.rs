//! A1: every way leads to a node that can be entered.

use super::flow::{Flow, error, warning};
use super::problem::{Fix, Patch, pointer};
use super::{Problem, Spot};
use crate::nodes::NodeKind;
use crate::suggest::nearest;
use crate::words::words;

pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    let document = flow.document;
    start(flow, problems);
    for (at, command) in document.commands.iter().enumerate() {
        let field = format!("commands[{at}].to");
        let path = format!("/commands/{at}/to");
        target(flow, &command.to, Spot::document(field), &path, problems);
    }
    if let Some(node) = &document.handlers.error {
        target(flow, node, Spot::document("handlers.error"), "/handlers/error", problems);
    }
    for (id, node) in &document.nodes {
        if let NodeKind::Jump(jump) = &node.kind {
            let path = pointer(["nodes", id, "settings", "to"]);
            target(flow, &jump.to, Spot::node(id).field("settings.to"), &path, problems);
        }
        let known = node.kind.exits();
        for (exit, to) in &node.exits {
            let path = pointer(["nodes", id, "exits", exit]);
            if known.iter().any(|known| known.name == *exit) {
                target(flow, to, Spot::node(id).exit(exit), &path, problems);
            } else {
                unknown_exit(id, exit, path, problems);
            }
        }
    }
}

fn start(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    let start = &flow.document.start;
    if !start.is_empty() {
        return target(flow, start, Spot::document("start"), "/start", problems);
    }
    problems.push(Problem {
        fix: first_node(flow).map(|node| Fix {
            title: words(format!("Start at `{node}`"), format!("`{node}` から始める")),
            patch: vec![Patch::Replace { path: "/start".to_owned(), value: node.into() }],
        }),
        ..error(
            "missing-start",
            Spot::document("start"),
            words("The flow has no start.", "開始するノードが決まっていません。"),
            words("Choose the node that a conversation starts at.", "会話を始めるノードを選んでください。"),
        )
    });
}

/// The one node that nothing leads to, if there is one only.
fn first_node<'a>(flow: &Flow<'a>) -> Option<&'a str> {
    let graph = &flow.graph;
    let mut entered = vec![false; graph.ids.len()];
    for edge in graph.edges.iter().flatten() {
        entered[edge.to] = true;
    }
    let mut open = (0..graph.ids.len())
        .filter(|at| !entered[*at] && !matches!(graph.nodes[*at].kind, NodeKind::Comment(_) | NodeKind::End(_)));
    let first = open.next()?;
    open.next().is_none().then(|| graph.ids[first])
}

fn target(flow: &Flow<'_>, to: &str, place: Spot, path: &str, problems: &mut Vec<Problem>) {
    match flow.document.nodes.get(to).map(|node| &node.kind) {
        None => problems.push(dangling(flow, to, place, path)),
        Some(NodeKind::Comment(_)) => problems.push(error(
            "comment-target",
            place,
            words(
                format!("This leads to `{to}`, which is a comment: a conversation cannot go there."),
                format!("つなぎ先の `{to}` はコメントです。会話はコメントには進めません。"),
            ),
            words("Connect it to another node.", "別のノードにつないでください。"),
        )),
        Some(_) => {}
    }
}

fn dangling(flow: &Flow<'_>, to: &str, place: Spot, path: &str) -> Problem {
    let entered = flow
        .document
        .nodes
        .iter()
        .filter(|(_, node)| !matches!(node.kind, NodeKind::Comment(_)))
        .map(|(id, _)| id.as_str());
    let fix = nearest(to, entered).map(|meant| Fix {
        title: words(format!("Connect to `{meant}`"), format!("`{meant}` につなぐ")),
        patch: vec![Patch::Replace { path: path.to_owned(), value: meant.into() }],
    });
    let message = if to.is_empty() {
        words("This leads nowhere yet.", "つなぎ先が決まっていません。")
    } else {
        words(
            format!("This leads to `{to}`, and there is no such node."),
            format!("つなぎ先の `{to}` というノードはありません。"),
        )
    };
    Problem {
        fix,
        ..error("dangling-target", place, message, words("Connect it to a node.", "ノードにつないでください。"))
    }
}

fn unknown_exit(id: &str, exit: &str, path: String, problems: &mut Vec<Problem>) {
    problems.push(Problem {
        fix: Some(Fix {
            title: words("Remove the connection", "接続を削除する"), patch: vec![Patch::Remove { path }]
        }),
        ..warning(
            "unknown-exit",
            Spot::node(id).exit(exit),
            words(
                format!("The node has no exit `{exit}`: this connection is never used."),
                format!("このノードに `{exit}` という出口はありません。この接続は使われません。"),
            ),
            words(
                "Remove the connection, or bring back what it belonged to.",
                "接続を削除するか、対応する項目を元に戻してください。",
            ),
        )
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::analyse::testing::check;

    #[test]
    fn a1_targets_that_exist_are_fine() {
        check(
            json!({
                "a": ["jump", { "to": "b" }], "b": ["end"],
                "$": { "commands": [{ "keywords": ["x"], "to": "b" }], "handlers": { "error": "b" } }
            }),
            &[],
        );
    }

    #[test]
    fn a1_a_missing_start_is_an_error() {
        check(
            json!({ "$": { "start": "" }, "x": ["set", { "assignments": [{ "variable": "v", "value": "1" }] }, { "next": "y" }], "y": ["end"] }),
            &["error missing-start start", "warning unreachable-node x", "warning unreachable-node y"],
        );
    }

    #[test]
    fn a1_targets_that_do_not_exist_are_errors() {
        check(
            json!({
                "a": ["message", { "text": "Hi" }, { "next": "finnish" }], "finish": ["end"], "note": ["comment", { "text": "x" }],
                "j": ["jump", { "to": "note" }],
                "$": { "commands": [{ "keywords": ["x"], "to": "nowhere" }, { "keywords": ["y"], "to": "j" }, { "keywords": ["z"], "to": "finish" }],
                    "handlers": { "error": "gone" } }
            }),
            &[
                "error dangling-target commands[0].to",
                "error dangling-target handlers.error",
                "error dangling-target a@next",
                "error comment-target j.settings.to",
            ],
        );
    }

    #[test]
    fn a1_exits_that_the_node_does_not_have_are_warnings() {
        check(
            json!({ "a": ["message", { "text": "Hi" }, { "next": "b", "previous": "b" }], "b": ["end"] }),
            &["warning unknown-exit a@previous"],
        );
    }
}

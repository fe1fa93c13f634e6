//! A4: nodes that no conversation can get to.

use super::flow::{Flow, warning};
use super::problem::{Fix, Patch, pointer};
use super::{Problem, Spot};
use crate::nodes::NodeKind;
use crate::words::words;

pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    let graph = &flow.graph;
    let mut entered = vec![false; graph.ids.len()];
    for edge in graph.edges.iter().flatten() {
        entered[edge.to] = true;
    }
    for at in (0..graph.ids.len()).filter(|at| !graph.reachable[*at]) {
        if matches!(graph.nodes[at].kind, NodeKind::Comment(_)) {
            continue;
        }
        let id = graph.ids[at];
        // Others that lead here keep it: taking it away would leave them dangling.
        let fix = (!entered[at])
            .then(|| Fix { title: words("Delete the node", "ノードを削除する"), patch: removal(flow, id) });
        problems.push(Problem {
            fix,
            ..warning(
                "unreachable-node",
                Spot::node(id),
                words("No way leads to this node from the start.", "開始からこのノードに進む経路がありません。"),
                words(
                    "Connect an exit to it, or delete it.",
                    "いずれかの出口をつなぐか、このノードを削除してください。",
                ),
            )
        });
    }
}

fn removal(flow: &Flow<'_>, id: &str) -> Vec<Patch> {
    let mut patch = vec![Patch::Remove { path: pointer(["nodes", id]) }];
    if flow.document.layout.nodes.contains_key(id) {
        patch.push(Patch::Remove { path: pointer(["layout", "nodes", id]) });
    }
    patch
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::analyse::testing::check;

    #[test]
    fn a4_nodes_without_a_way_in_are_warnings() {
        check(
            json!({ "a": ["end"], "b": ["message", { "text": "Hi" }, { "next": "c" }], "c": ["end"] }),
            &["warning unreachable-node b", "warning unreachable-node c"],
        );
    }

    #[test]
    fn a4_commands_and_handlers_are_ways_in_and_comments_need_none() {
        check(
            json!({
                "a": ["end"], "b": ["end"], "c": ["end"], "d": ["comment", { "text": "x" }],
                "$": { "commands": [{ "keywords": ["x"], "to": "b" }], "handlers": { "error": "c" } }
            }),
            &[],
        );
    }
}

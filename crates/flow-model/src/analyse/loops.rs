//! A5: a flow never goes round without letting the world have its say.

use super::flow::{Flow, error, warning};
use super::graph::{Graph, waits};
use super::{Problem, Spot};
use crate::in_order::in_order;
use crate::nodes::NodeKind;
use crate::words::words;

/// A loop without a wait is an error when no condition can end it, and a warning when one may: counting loops
/// are legitimate, but a step visits only so many nodes.
pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    let graph = &flow.graph;
    let flows = flow.context.flows.as_ref();
    let passable: Vec<bool> =
        (0..graph.ids.len()).map(|at| graph.reachable[at] && !waits(&graph.nodes[at].kind, flows)).collect();
    for circle in circles(graph, &passable) {
        let mut ids: Vec<&str> = circle.iter().map(|at| graph.ids[*at]).collect();
        ids.sort_unstable();
        let list = ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>();
        let inside = in_order(circle.iter().map(|at| (*at, ())));
        let can_end = circle.iter().any(|at| {
            let decides = matches!(graph.nodes[*at].kind, NodeKind::Branch(_) | NodeKind::Switch(_));
            decides && graph.edges[*at].iter().any(|edge| !inside.contains_key(&edge.to))
        });
        let place = Spot::node(ids[0]);
        let mend = words(
            "Put a question or a wait into the loop, or let it lead out.",
            "ループの中に質問や待機を入れるか、ループの外へ進むようにしてください。",
        );
        problems.push(if can_end {
            warning(
                "loop-without-wait",
                place,
                words(
                    format!(
                        "{} go round without waiting. If no condition ends it within {} nodes, the flow stops.",
                        list.join(", "),
                        limits::STEP_NODES
                    ),
                    format!(
                        "{} が待つことなく繰り返されます。{}ノード以内に条件で抜けなければ、フローが停止します。",
                        list.join("、"),
                        limits::STEP_NODES
                    ),
                ),
                mend,
            )
        } else {
            error(
                "loop-without-wait",
                place,
                words(
                    format!("{} go round for ever without waiting for the customer.", list.join(", ")),
                    format!("{} が、顧客を待つことなくいつまでも繰り返されます。", list.join("、")),
                ),
                mend,
            )
        });
    }
}

/// Strongly connected sets that hold a circle, among the passable nodes (Tarjan, without recursion so that a
/// chain of 10,000 nodes does not exhaust the stack).
fn circles(graph: &Graph<'_>, passable: &[bool]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let count = graph.ids.len();
    let (mut order, mut low, mut on_stack) = (vec![UNSEEN; count], vec![0; count], vec![false; count]);
    let (mut stack, mut found, mut clock) = (Vec::new(), Vec::new(), 0);
    for root in (0..count).filter(|at| passable[*at]) {
        if order[root] != UNSEEN {
            continue;
        }
        let mut work = vec![(root, 0)];
        while let Some((at, next)) = work.pop() {
            if next == 0 {
                order[at] = clock;
                low[at] = clock;
                clock += 1;
                stack.push(at);
                on_stack[at] = true;
            }
            if let Some(edge) = graph.edges[at].get(next) {
                work.push((at, next + 1));
                let to = edge.to;
                if !passable[to] {
                    continue;
                }
                if order[to] == UNSEEN {
                    work.push((to, 0));
                } else if on_stack[to] {
                    low[at] = low[at].min(order[to]);
                }
                continue;
            }
            if let Some((parent, _)) = work.last() {
                low[*parent] = low[*parent].min(low[at]);
            }
            if low[at] == order[at] {
                let mut set = Vec::new();
                while let Some(member) = stack.pop() {
                    on_stack[member] = false;
                    set.push(member);
                    if member == at {
                        break;
                    }
                }
                if set.len() > 1 || graph.edges[at].iter().any(|edge| edge.to == at) {
                    found.push(set);
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use crate::analyse::Context;
    use crate::analyse::testing::{check, check_in, context, flow};

    #[test]
    fn a5_a_loop_without_a_wait_is_an_error() {
        check(
            json!({ "a": ["message", { "text": "Hi" }, { "next": "b" }], "b": ["jump", { "to": "a" }] }),
            &["error loop-without-wait a"],
        );
        check(json!({ "a": ["jump", { "to": "a" }] }), &["error loop-without-wait a"]);
    }

    #[test]
    fn a5_a_loop_that_a_condition_may_end_is_a_warning() {
        check(
            json!({
                "a": ["set", { "assignments": [{ "variable": "n", "value": "n + 1" }] }, { "next": "b" }],
                "b": ["branch", { "conditions": [{ "id": "more", "when": "n < 3" }] }, { "case:more": "a", "else": "c" }],
                "c": ["end"],
                "$": { "variables": [{ "name": "n", "type": "number", "initial": 0 }] }
            }),
            &["warning loop-without-wait a"],
        );
    }

    #[test]
    fn a5_questions_waits_calls_and_handovers_are_waits() {
        for wait in [
            json!(["wait", { "for_s": 60 }, { "next": "a" }]),
            json!(["handover", { "queue": "general" }, { "returned": "a" }]),
            json!(["ask", { "text": "?", "save_as": "x", "answer": { "type": "text" } }, { "answered": "a", "invalid": "a" }]),
            json!(["http", { "method": "GET", "url": "https://x.example", "save_as": "x" }, { "success": "a", "failure": "a" }]),
        ] {
            check(json!({ "a": ["message", { "text": "Hi" }, { "next": "b" }], "b": wait }), &[]);
        }
    }

    #[test]
    fn a5_a_subflow_waits_when_every_way_through_it_does() {
        let caller = json!({ "a": ["subflow", { "flow": "inner" }, { "returned": "a" }] });
        let with = |inner| Context { flows: Some(BTreeMap::from([("inner".to_owned(), flow(&inner))])), ..context() };
        check_in(&with(json!({ "a": ["wait", { "for_s": 1 }, { "next": "b" }], "b": ["end"] })), caller.clone(), &[]);
        check_in(
            &with(json!({ "a": ["message", { "text": "Hi" }, { "next": "b" }], "b": ["end"] })),
            caller,
            &["error loop-without-wait a"],
        );
    }
}

//! A11: hand-overs go to a queue that somebody looks after.

use super::flow::{Flow, error};
use super::problem::{Fix, Patch, pointer};
use super::{Problem, Spot};
use crate::nodes::NodeKind;
use crate::suggest::nearest;
use crate::words::words;

pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    for (id, node) in &flow.document.nodes {
        let NodeKind::Handover(handover) = &node.kind else { continue };
        let place = Spot::node(id).field("settings.queue");
        let choose = words("Choose a queue.", "キューを選んでください。");
        if handover.queue.trim().is_empty() {
            problems.push(error(
                "missing-queue",
                place,
                words("No queue is chosen yet.", "引き継ぐ先のキューが選ばれていません。"),
                choose,
            ));
            continue;
        }
        let Some(queues) = &flow.context.queues else { continue };
        if queues.contains(&handover.queue) {
            continue;
        }
        let meant = nearest(&handover.queue, queues.iter().map(String::as_str)).or_else(|| {
            let mut all = queues.iter().map(String::as_str);
            all.next().filter(|_| all.next().is_none())
        });
        problems.push(Problem {
            fix: meant.map(|meant| Fix {
                title: words(format!("Use `{meant}`"), format!("`{meant}` を使う")),
                patch: vec![Patch::Replace { path: pointer(["nodes", id, "settings", "queue"]), value: meant.into() }],
            }),
            ..error(
                "unknown-queue",
                place,
                words(
                    format!("There is no queue named `{}`: nobody would answer.", handover.queue),
                    format!("`{}` という名前のキューはありません。誰も対応できません。", handover.queue),
                ),
                choose,
            )
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::analyse::Context;
    use crate::analyse::testing::{check, check_in, context};

    #[test]
    fn a11_queues_exist() {
        check(json!({ "a": ["handover", { "queue": "general" }] }), &[]);
        check(json!({ "a": ["handover", { "queue": "genral" }] }), &["error unknown-queue a.settings.queue"]);
        check(json!({ "a": ["handover", { "queue": " " }] }), &["error missing-queue a.settings.queue"]);
    }

    #[test]
    fn a11_nothing_is_said_when_the_queues_are_not_known() {
        check_in(&Context { queues: None, ..context() }, json!({ "a": ["handover", { "queue": "vip" }] }), &[]);
    }
}

//! A2: a conversation never gets stuck at an exit that leads nowhere.

use super::flow::{Flow, error};
use super::{Problem, Spot};
use crate::nodes::{Answer, NodeKind};
use crate::words::words;

/// Exits for when something went wrong: `unhandled` looks after them, since an error handler may too.
pub(super) const TROUBLE: &[&str] = &["failure", "invalid", "no_reply"];

pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    for (_, id, node) in flow.graph.live() {
        for exit in node.kind.exits() {
            if exit.required && !node.exits.contains_key(&exit.name) && !TROUBLE.contains(&exit.name.as_str()) {
                problems.push(dead_end(id, &exit.name));
            }
        }
        // An option without an exit of its own leaves by `answered`.
        if let NodeKind::Ask(ask) = &node.kind
            && let Answer::Choice { options } = &ask.answer
            && !node.exits.contains_key("answered")
        {
            let exits = options.iter().map(|option| format!("option:{}", option.id));
            let open: Vec<_> = exits.filter(|exit| !node.exits.contains_key(exit)).collect();
            if open.len() == options.len() {
                problems.push(dead_end(id, "answered"));
            } else {
                problems.extend(open.iter().map(|exit| dead_end(id, exit)));
            }
        }
    }
}

fn dead_end(id: &str, exit: &str) -> Problem {
    error(
        "dead-end",
        Spot::node(id).exit(exit),
        words(
            format!("The exit `{exit}` leads nowhere: a conversation would get stuck here."),
            format!("出口 `{exit}` がどこにもつながっていません。会話がここで止まってしまいます。"),
        ),
        words("Connect it to the next node, or to an end.", "次のノードか「終了」につないでください。"),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::analyse::testing::check;

    #[test]
    fn a2_exits_that_must_lead_somewhere_are_errors() {
        check(json!({ "a": ["message", { "text": "Hi" }] }), &["error dead-end a@next"]);
        check(
            json!({ "a": ["branch", { "conditions": [{ "id": "x", "when": "true" }] }, { "case:x": "b" }], "b": ["end"] }),
            &["error dead-end a@else"],
        );
    }

    #[test]
    fn a2_options_may_leave_by_answered() {
        let ask = json!({ "text": "?", "save_as": "x", "answer": { "type": "choice", "options": [
            { "id": "p", "label": "P" }, { "id": "q", "label": "Q" }] } });
        check(json!({ "a": ["ask", ask, { "answered": "b", "invalid": "b" }], "b": ["end"] }), &[]);
        check(json!({ "a": ["ask", ask, { "option:p": "b", "option:q": "b", "invalid": "b" }], "b": ["end"] }), &[]);
        check(
            json!({ "a": ["ask", ask, { "option:p": "b", "invalid": "b" }], "b": ["end"] }),
            &["error dead-end a@option:q"],
        );
        check(json!({ "a": ["ask", ask, { "invalid": "b" }], "b": ["end"] }), &["error dead-end a@answered"]);
    }

    #[test]
    fn a2_a_handover_may_be_the_last_node() {
        check(json!({ "a": ["handover", { "queue": "general" }] }), &[]);
    }
}

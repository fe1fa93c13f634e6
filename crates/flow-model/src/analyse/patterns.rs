//! A16: regular expressions can be read.

use super::flow::{Flow, error};
use super::{Problem, Spot};
use crate::nodes::{Answer, NodeKind};
use crate::words::words;

pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    for (id, node) in &flow.document.nodes {
        if let NodeKind::Ask(ask) = &node.kind
            && let Answer::Text(bounds) = &ask.answer
            && let Some(pattern) = &bounds.pattern
            // The engine wraps the pattern, and an odd bracket could end the wrapping.
            && let Err(refused) = regex_lite::Regex::new(pattern)
                .and_then(|_| regex_lite::Regex::new(&format!("^(?:{pattern})$")))
        {
            problems.push(error(
                "bad-pattern",
                Spot::node(id).field("settings.answer.pattern"),
                words(
                    format!("The pattern cannot be read: {refused}."),
                    format!("正規表現を読み取れません({refused})。"),
                ),
                words(
                    "Write for example `[0-9]{4}` for four digits.",
                    "数字4桁なら `[0-9]{4}` のように書いてください。",
                ),
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::analyse::testing::check;

    fn ask(pattern: &str) -> Value {
        json!({
            "a": ["ask", { "text": "?", "save_as": "x", "answer": { "type": "text", "pattern": pattern } }, { "answered": "z", "invalid": "z" }],
            "z": ["end"]
        })
    }

    #[test]
    fn a16_patterns_can_be_read() {
        check(ask("[A-Z]{2}-?[0-9]+|[ぁ-ん]+"), &[]);
        check(ask("[0-9"), &["error bad-pattern a.settings.answer.pattern"]);
        check(ask("a)|(b"), &["error bad-pattern a.settings.answer.pattern"]);
    }
}

//! A14: ids and names can be written in expressions and addresses, and mean one thing.

use super::flow::{Flow, error};
use super::{Problem, Spot};
use crate::functions::is_reserved;
use crate::nodes::{Answer, NodeKind};
use crate::words::words;

/// Longest id or name, in characters: what fits a trace line and a button's payload with room to spare.
const LONGEST: usize = 64;

pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    let document = flow.document;
    for (at, variable) in document.variables.iter().enumerate() {
        let place = Spot::document(format!("variables[{at}].name"));
        variable_name(&variable.name, place, problems);
    }
    for (id, node) in &document.nodes {
        id_name(id, Spot::node(id), problems);
        let mut variable = |name: &str, field: &str| {
            variable_name(name, Spot::node(id).field(format!("settings.{field}")), problems);
        };
        match &node.kind {
            NodeKind::Ask(ask) => {
                variable(&ask.save_as, "save_as");
                if let Answer::Choice { options } = &ask.answer {
                    for (at, option) in options.iter().enumerate() {
                        let place = Spot::node(id).field(format!("settings.answer.options[{at}].id"));
                        id_name(&option.id, place, problems);
                    }
                }
            }
            NodeKind::Http(http) => variable(&http.save_as, "save_as"),
            NodeKind::Set(set) => {
                for (at, assignment) in set.assignments.iter().enumerate() {
                    variable(&assignment.variable, &format!("assignments[{at}].variable"));
                }
            }
            NodeKind::Subflow(call) => {
                for (at, result) in call.results.iter().enumerate() {
                    variable(&result.variable, &format!("results[{at}].variable"));
                }
            }
            NodeKind::Message(message) => {
                for (at, choice) in message.choices.iter().enumerate() {
                    let place = Spot::node(id).field(format!("settings.choices[{at}].id"));
                    id_name(&choice.id, place, problems);
                }
            }
            NodeKind::Branch(branch) => {
                for (at, case) in branch.conditions.iter().enumerate() {
                    let place = Spot::node(id).field(format!("settings.conditions[{at}].id"));
                    id_name(&case.id, place, problems);
                }
            }
            NodeKind::Switch(switch) => {
                for (at, case) in switch.cases.iter().enumerate() {
                    let place = Spot::node(id).field(format!("settings.cases[{at}].id"));
                    id_name(&case.id, place, problems);
                }
            }
            NodeKind::Wait(_)
            | NodeKind::ScheduleCheck(_)
            | NodeKind::Jump(_)
            | NodeKind::End(_)
            | NodeKind::Handover(_)
            | NodeKind::Comment(_) => {}
        }
    }
}

fn id_name(name: &str, place: Spot, problems: &mut Vec<Problem>) {
    let plain = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '-';
    if name.is_empty() || name.len() > LONGEST || !name.chars().all(plain) {
        problems.push(error(
            "bad-name",
            place,
            words(format!("`{name}` cannot be an id."), format!("`{name}` はIDとして使えません。")),
            words(
                format!("Use letters, digits, `_` and `-`, at most {LONGEST}."),
                format!("半角の英数字と `_`、`-` を使い、{LONGEST}文字以内にしてください。"),
            ),
        ));
    }
}

fn variable_name(name: &str, place: Spot, problems: &mut Vec<Problem>) {
    let plain = |char: char| char.is_ascii_alphanumeric() || char == '_';
    let starts_well = name.starts_with(|char: char| !char.is_ascii_digit());
    if !starts_well || name.len() > LONGEST || !name.chars().all(plain) {
        let message = if name.is_empty() {
            words("The variable has no name yet.", "変数の名前が決まっていません。")
        } else {
            words(
                format!("`{name}` cannot be the name of a variable."),
                format!("`{name}` は変数の名前として使えません。"),
            )
        };
        problems.push(error(
            "bad-name",
            place,
            message,
            words(
                format!("Use letters, digits and `_`, not beginning with a digit, at most {LONGEST}."),
                format!("半角の英数字と `_` を使い、数字以外で始め、{LONGEST}文字以内にしてください。"),
            ),
        ));
    } else if is_reserved(name) {
        problems.push(error(
            "reserved-name",
            place,
            words(
                format!("`{name}` has a meaning of its own in expressions."),
                format!("`{name}` は式の中で特別な意味を持つ名前です。"),
            ),
            words(
                format!("Choose another name, such as `{name}_value`."),
                format!("`{name}_value` など、別の名前にしてください。"),
            ),
        ));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::analyse::testing::check;

    #[test]
    fn a14_plain_names_are_fine() {
        check(
            json!({
                "a": ["set", { "assignments": [{ "variable": "order_no2", "value": "1" }] }, { "next": "end-1" }],
                "end-1": ["end"]
            }),
            &[],
        );
    }

    #[test]
    fn a14_names_that_cannot_be_written_are_errors() {
        check(
            json!({
                "a": ["set", { "assignments": [{ "variable": "2nd", "value": "1" }, { "variable": "", "value": "1" }, { "variable": "お名前", "value": "1" }] }, { "next": "終わり" }],
                "終わり": ["ask", { "text": "?", "save_as": "x", "answer": { "type": "choice", "options": [{ "id": "a b", "label": "A" }] } }, { "answered": "z", "invalid": "z" }],
                "z": ["end"],
                "$": { "variables": [{ "name": "a-b", "type": "text" }] }
            }),
            &[
                "error bad-name variables[0].name",
                "error bad-name a.settings.assignments[0].variable",
                "error bad-name a.settings.assignments[1].variable",
                "error bad-name a.settings.assignments[2].variable",
                "error bad-name 終わり",
                "error bad-name 終わり.settings.answer.options[0].id",
            ],
        );
    }

    #[test]
    fn a14_names_of_the_product_are_taken() {
        for name in ["customer", "today", "yen", "not"] {
            check(
                json!({ "a": ["set", { "assignments": [{ "variable": name, "value": "1" }] }, { "next": "b" }], "b": ["end"] }),
                &["error reserved-name a.settings.assignments[0].variable"],
            );
        }
    }
}

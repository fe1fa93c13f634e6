//! A6: no variable is read before it has a value.

use std::collections::BTreeMap;

use super::flow::{Flow, VariableFacts, error, warning};
use super::paths::Paths;
use super::problem::{Fix, Patch};
use super::scripts::Script;
use super::{Problem, Spot};
use crate::functions::{BUILT_INS, built_in_roots};
use crate::in_order::in_order;
use crate::nodes::NodeKind;
use crate::suggest::nearest;
use crate::template::Read;
use crate::words::words;

/// Names that no node of the flow sets are errors. The rest is a question of paths: a variable that no path to
/// the reader sets is an error, one that only some paths set is a warning.
pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    let mut by_node: BTreeMap<&str, Vec<&Script<'_>>> = BTreeMap::new();
    for script in &flow.scripts {
        if let Some(node) = script.node
            && script.flow.is_none()
        {
            by_node.entry(node).or_default().push(script);
        }
    }
    parameters(flow, problems);
    let names: Vec<&str> = flow.variables.keys().copied().collect();
    let numbers = in_order(names.iter().enumerate().map(|(at, name)| (*name, at)));
    let paths = Paths::through(flow, &numbers);
    for (at, id, node) in flow.graph.live() {
        let (mut surely, mut maybe) = (paths.surely[at].clone(), paths.maybe[at].clone());
        for script in by_node.get(id).into_iter().flatten() {
            let reads = script.reading.iter().flat_map(|reading| &reading.reads);
            for read in reads.filter(|read| !read.guarded) {
                match numbers.get(read.name.as_str()) {
                    Some(number) if surely.has(*number) => {}
                    Some(number) => problems.push(before_set(script, read, maybe.has(*number))),
                    None => built_in(flow, script, read, problems),
                }
            }
            // Assignments of one node happen in order.
            if let NodeKind::Set(set) = &node.kind {
                let done = set
                    .assignments
                    .iter()
                    .enumerate()
                    .find(|(at, _)| script.field == format!("settings.assignments[{at}].value"));
                if let Some((_, assignment)) = done
                    && let Some(number) = numbers.get(assignment.variable.as_str())
                {
                    surely.add(*number);
                    maybe.add(*number);
                }
            }
        }
    }
}

/// A flow that a channel leads to is called by nobody, so nobody passes its parameters.
fn parameters(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    if flow.context.channels.is_empty() {
        return;
    }
    for (at, variable) in flow.document.variables.iter().enumerate() {
        let name = variable.name.as_str();
        if !flow.variables.get(name).is_some_and(VariableFacts::is_parameter) {
            continue;
        }
        let reads = flow.scripts.iter().filter(|script| script.flow.is_none()).flat_map(|script| &script.reading);
        if reads.flat_map(|reading| &reading.reads).any(|read| read.name == name && !read.guarded) {
            problems.push(warning(
                "missing-param",
                Spot::document(format!("variables[{at}]")),
                words(
                    format!("`{name}` has no value when a conversation starts with this flow."),
                    format!("このフローから会話を始めると、`{name}` に値がありません。"),
                ),
                words(
                    "Give it an initial value, or use the flow as a subflow only.",
                    "初期値を決めるか、サブフローとしてだけ使ってください。",
                ),
            ));
        }
    }
}

fn place(script: &Script<'_>, read: &Read) -> Spot {
    script.spot().position(read.at)
}

fn before_set(script: &Script<'_>, read: &Read, maybe: bool) -> Problem {
    let name = &read.name;
    let mend = words(
        format!("Set it before, give it an initial value, or write `{name} | default(\"…\")`."),
        format!("先に値を設定するか、初期値を決めるか、`{name} | default(\"…\")` と書いてください。"),
    );
    if maybe {
        warning(
            "read-before-set",
            place(script, read),
            words(
                format!("`{name}` has no value yet on some of the paths that lead here."),
                format!("経路によっては、`{name}` にまだ値がありません。"),
            ),
            mend,
        )
    } else {
        error(
            "read-before-set",
            place(script, read),
            words(
                format!("`{name}` never has a value yet when the flow gets here."),
                format!("ここに来た時点では、`{name}` に値がありません。"),
            ),
            mend,
        )
    }
}

fn built_in(flow: &Flow<'_>, script: &Script<'_>, read: &Read, problems: &mut Vec<Problem>) {
    let full = match &read.attribute {
        Some(attribute) => format!("{}.{attribute}", read.name),
        None => read.name.clone(),
    };
    if built_in_roots().any(|root| root == read.name) {
        // `customer` alone is an object, and fine for `json(customer)`.
        let known = read.attribute.is_none() || BUILT_INS.iter().any(|known| known.name == full);
        // `today.year` fails at run time like any other text without fields, but says so less clearly.
        if known {
            return;
        }
    }
    let mut candidates: Vec<&str> = flow.variables.keys().copied().collect();
    candidates.extend(BUILT_INS.iter().map(|known| known.name));
    for root in built_in_roots() {
        candidates.push(root);
    }
    let meant = nearest(&full, candidates);
    let (mut en, mut ja) = (format!("There is no variable `{full}`"), format!("`{full}` という変数はありません"));
    match meant {
        Some(meant) => {
            en += &format!(": did you mean `{meant}`?");
            ja += &format!("。`{meant}` のことですか。");
        }
        None => {
            en.push('.');
            ja.push('。');
        }
    }
    let declare = read.attribute.is_none() && meant.is_none();
    problems.push(Problem {
        fix: declare.then(|| declaration(flow, &read.name)),
        ..error(
            "unknown-variable",
            place(script, read),
            words(en, ja),
            words("Correct the name, or set the variable before.", "名前を直すか、先に変数を設定してください。"),
        )
    });
}

/// Declares the variable with an empty text, which makes the flow run; the author may choose better.
fn declaration(flow: &Flow<'_>, name: &str) -> Fix {
    let variable = serde_json::json!({ "name": name, "type": "text", "initial": "" });
    let patch = if flow.document.variables.is_empty() {
        Patch::Add { path: "/variables".to_owned(), value: serde_json::json!([variable]) }
    } else {
        Patch::Add { path: "/variables/-".to_owned(), value: variable }
    };
    Fix {
        title: words(format!("Declare `{name}` as an empty text"), format!("`{name}` を空のテキストとして宣言する")),
        patch: vec![patch],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::analyse::Context;
    use crate::analyse::testing::{check, check_in, context, line};

    #[test]
    fn a6_a_flow_that_channels_lead_to_has_no_parameters() {
        let context = Context { channels: vec![line()], ..context() };
        let flow = |text: &str| {
            json!({
                "a": ["message", { "text": text }, { "next": "b" }], "b": ["end"],
                "$": { "variables": [{ "name": "given", "type": "text" }] }
            })
        };
        check_in(&context, flow("{{ given }}"), &["warning missing-param variables[0]"]);
        check_in(&context, flow("{{ given | default('') }}"), &[]);
    }

    #[test]
    fn a6_variables_that_every_path_sets_are_fine() {
        check(
            json!({
                "a": ["ask", { "text": "Name, {{ customer.name }}?", "save_as": "x", "answer": { "type": "text" } }, { "answered": "c", "invalid": "b" }],
                "b": ["set", { "assignments": [{ "variable": "x", "value": "now" }, { "variable": "y", "value": "x ~ today" }] }, { "next": "c" }],
                "c": ["message", { "text": "{{ x }} {{ message.text }} {{ y | default('') }}" }, { "next": "d" }],
                "d": ["end"]
            }),
            &[],
        );
    }

    #[test]
    fn a6_a_variable_that_some_paths_do_not_set_is_a_warning() {
        check(
            json!({
                "a": ["ask", { "text": "?", "save_as": "x", "answer": { "type": "text" } }, { "answered": "c", "invalid": "c" }],
                "c": ["message", { "text": "Dear\n{{ x }}" }, { "next": "d" }], "d": ["end"]
            }),
            &["warning read-before-set c.settings.text.en:2:4"],
        );
    }

    #[test]
    fn a6_a_variable_that_no_path_sets_before_is_an_error() {
        check(
            json!({
                "a": ["message", { "text": "{{ x }}" }, { "next": "b" }],
                "b": ["set", { "assignments": [{ "variable": "x", "value": "1" }] }, { "next": "c" }],
                "c": ["end"]
            }),
            &["error read-before-set a.settings.text.en:1:4"],
        );
    }

    #[test]
    fn a6_names_that_nobody_sets_are_errors() {
        check(
            json!({ "a": ["message", { "text": "{{ nobody }} {{ customer.nane }}" }, { "next": "b" }], "b": ["end"] }),
            &["error unknown-variable a.settings.text.en:1:4", "error unknown-variable a.settings.text.en:1:17"],
        );
    }

    #[test]
    fn a6_initial_values_and_parameters_count_as_set() {
        check(
            json!({
                "a": ["message", { "text": "{{ base }} {{ given }}" }, { "next": "b" }], "b": ["end"],
                "$": { "variables": [{ "name": "base", "type": "text", "initial": "x" }, { "name": "given", "type": "text" }] }
            }),
            &[],
        );
    }

    #[test]
    fn a6_commands_and_the_error_handler_may_come_before_the_answer() {
        check(
            json!({
                "a": ["ask", { "text": "?", "save_as": "x", "answer": { "type": "text" } }, { "answered": "b", "invalid": "b2" }],
                "b": ["end"], "b2": ["end"],
                "c": ["message", { "text": "{{ x }}" }, { "next": "b" }],
                "e": ["message", { "text": "{{ x }}" }, { "next": "b" }],
                "$": { "commands": [{ "keywords": ["help"], "to": "c" }], "handlers": { "error": "e" } }
            }),
            &["error read-before-set c.settings.text.en:1:4", "warning read-before-set e.settings.text.en:1:4"],
        );
    }
}

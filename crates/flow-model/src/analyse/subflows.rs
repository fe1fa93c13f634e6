//! A10: the flows that this one calls exist, come back, and get what they need.

use std::collections::{BTreeMap, BTreeSet};

use super::flow::{Flow, error, variables, warning};
use super::graph::{Graph, waits};
use super::problem::{Fix, Patch, pointer};
use super::scripts::scripts;
use super::{Problem, Spot};
use crate::document::Document;
use crate::functions::built_in_roots;
use crate::nodes::{NodeKind, Subflow};
use crate::suggest::nearest;
use crate::template::read_expression;
use crate::words::words;

pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    let Some(flows) = &flow.context.flows else { return };
    for (id, node) in &flow.document.nodes {
        let NodeKind::Subflow(call) = &node.kind else { continue };
        match flows.get(&call.flow) {
            None => problems.push(unknown(id, &call.flow, flows)),
            Some(callee) => {
                interface(id, call, callee, problems);
                if comes_round(&call.flow, flows) {
                    problems.push(endless(id, &call.flow));
                }
            }
        }
    }
}

fn unknown(id: &str, name: &str, flows: &BTreeMap<String, Document>) -> Problem {
    let meant = nearest(name, flows.keys().map(String::as_str));
    let message = if name.is_empty() {
        words("No flow is chosen yet.", "フローが選ばれていません。")
    } else {
        words(format!("There is no flow named `{name}`."), format!("`{name}` という名前のフローはありません。"))
    };
    Problem {
        fix: meant.map(|meant| Fix {
            title: words(format!("Use `{meant}`"), format!("`{meant}` を使う")),
            patch: vec![Patch::Replace { path: pointer(["nodes", id, "settings", "flow"]), value: meant.into() }],
        }),
        ..error(
            "unknown-subflow",
            Spot::node(id).field("settings.flow"),
            message,
            words(
                "Choose a flow that exists, or create it first.",
                "既存のフローを選ぶか、先にフローを作成してください。",
            ),
        )
    }
}

/// What goes in and what comes back.
fn interface(id: &str, call: &Subflow, callee: &Document, problems: &mut Vec<Problem>) {
    let theirs = variables(callee, &scripts(callee));
    for (name, _) in theirs.iter().filter(|(_, facts)| facts.is_parameter()) {
        if !call.params.iter().any(|param| param.name == **name) {
            problems.push(error(
                "missing-param",
                Spot::node(id).field("settings.params"),
                words(
                    format!("The flow `{}` needs a value for `{name}`.", call.flow),
                    format!("フロー `{}` には `{name}` の値が必要です。", call.flow),
                ),
                words(
                    format!("Pass a value for `{name}`, or give it an initial value there."),
                    format!("`{name}` の値を渡すか、呼び出すフローで初期値を決めてください。"),
                ),
            ));
        }
    }
    for (at, param) in call.params.iter().enumerate() {
        if !theirs.contains_key(param.name.as_str()) {
            let meant = nearest(&param.name, theirs.keys().copied());
            problems.push(Problem {
                fix: meant.map(|meant| Fix {
                    title: words(format!("Use `{meant}`"), format!("`{meant}` を使う")),
                    patch: vec![Patch::Replace {
                        path: pointer(["nodes", id, "settings", "params", &at.to_string(), "name"]),
                        value: meant.into(),
                    }],
                }),
                ..warning(
                    "unknown-param",
                    Spot::node(id).field(format!("settings.params[{at}].name")),
                    words(
                        format!("The flow `{}` has no variable `{}`.", call.flow, param.name),
                        format!("フロー `{}` に `{}` という変数はありません。", call.flow, param.name),
                    ),
                    words(
                        "Correct the name, or declare the variable there.",
                        "名前を直すか、呼び出すフローで変数を宣言してください。",
                    ),
                )
            });
        }
    }
    for (at, name) in read_by_results(call) {
        if !theirs.contains_key(name.as_str()) {
            problems.push(error(
                "unknown-variable",
                Spot::node(id).field(format!("settings.results[{at}].value")),
                words(
                    format!("The flow `{}` has no variable `{name}`.", call.flow),
                    format!("フロー `{}` に `{name}` という変数はありません。", call.flow),
                ),
                words("Use a variable that the other flow sets.", "呼び出すフローで設定される変数を使ってください。"),
            ));
        }
    }
}

/// Variables that result expressions read in the other flow.
fn read_by_results(call: &Subflow) -> Vec<(usize, String)> {
    let mut names = Vec::new();
    for (at, result) in call.results.iter().enumerate() {
        let reading = read_expression(&result.value);
        for read in reading.iter().flat_map(|reading| &reading.reads) {
            let built_in = built_in_roots().any(|root| root == read.name);
            if !read.guarded && !built_in {
                names.push((at, read.name.clone()));
            }
        }
    }
    names
}

fn endless(id: &str, name: &str) -> Problem {
    error(
        "endless-subflow",
        Spot::node(id).field("settings.flow"),
        words(
            format!("The flow `{name}` calls itself again before anything else can happen."),
            format!("フロー `{name}` は、何かを待つ前に自分自身を呼び出し続けます。"),
        ),
        words(
            "Put a question or a wait before the call, or remove the call.",
            "呼び出しの前に質問や待機を入れるか、呼び出しを削除してください。",
        ),
    )
}

/// Whether a flow can come back to itself without a wait on the way.
fn comes_round(name: &str, flows: &BTreeMap<String, Document>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![name];
    while let Some(at) = open.pop() {
        let Some(document) = flows.get(at) else { continue };
        for called in called_at_once(document, flows) {
            if called == name {
                return true;
            }
            if seen.insert(called) {
                open.push(called);
            }
        }
    }
    false
}

/// The flows that a flow calls before its first wait.
fn called_at_once<'a>(document: &'a Document, flows: &BTreeMap<String, Document>) -> Vec<&'a str> {
    let graph = Graph::of(document);
    let mut called = Vec::new();
    let mut seen = vec![false; graph.ids.len()];
    let mut open: Vec<usize> = graph.start.into_iter().collect();
    while let Some(at) = open.pop() {
        if std::mem::replace(&mut seen[at], true) {
            continue;
        }
        let kind = &graph.nodes[at].kind;
        if let NodeKind::Subflow(call) = kind {
            called.push(call.flow.as_str());
        }
        if !waits(kind, Some(flows)) {
            open.extend(graph.edges[at].iter().map(|edge| edge.to));
        }
    }
    called
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use crate::analyse::Context;
    use crate::analyse::testing::{check_in, context, flow};

    fn check(inner: Value, outer: Value, expected: &[&str]) {
        let flows = BTreeMap::from([("contact".to_owned(), flow(&inner))]);
        check_in(&Context { flows: Some(flows), ..context() }, outer, expected);
    }

    fn asks() -> Value {
        json!({
            "a": ["ask", { "text": "{{ order }}?", "save_as": "phone", "answer": { "type": "phone", "country": "JP" } }, { "answered": "b", "invalid": "b" }],
            "b": ["end"],
            "$": { "variables": [{ "name": "order", "type": "text" }] }
        })
    }

    #[test]
    fn a10_a_subflow_that_gets_what_it_needs_is_fine() {
        check(
            asks(),
            json!({
                "a": ["subflow", { "flow": "contact", "params": [{ "name": "order", "value": "'1'" }],
                    "results": [{ "variable": "p", "value": "phone | default('')" }, { "variable": "q", "value": "customer.phone" }] }, { "returned": "b" }],
                "b": ["message", { "text": "{{ p }}{{ q }}" }, { "next": "c" }], "c": ["end"]
            }),
            &[],
        );
    }

    #[test]
    fn a10_unknown_flows_and_values_are_told() {
        check(
            asks(),
            json!({
                "a": ["subflow", { "flow": "contct" }, { "returned": "b" }],
                "b": ["subflow", { "flow": "contact", "params": [{ "name": "odrer", "value": "1" }], "results": [{ "variable": "p", "value": "fax" }] }, { "returned": "c" }],
                "c": ["end"]
            }),
            &[
                "error unknown-subflow a.settings.flow",
                "error missing-param b.settings.params",
                "warning unknown-param b.settings.params[0].name",
                "error unknown-variable b.settings.results[0].value",
            ],
        );
    }

    #[test]
    fn a10_a_flow_may_call_itself_only_after_a_wait() {
        let call = json!(["subflow", { "flow": "contact" }, { "returned": "z" }]);
        let outer = json!({ "a": call, "z": ["end"] });
        check(json!({ "a": call, "z": ["end"] }), outer.clone(), &["error endless-subflow a.settings.flow"]);
        check(json!({ "a": ["wait", { "for_s": 1 }, { "next": "b" }], "b": call, "z": ["end"] }), outer, &[]);
    }

    #[test]
    fn a10_nothing_is_said_when_the_flows_are_not_known() {
        check_in(
            &Context { flows: None, ..context() },
            json!({ "a": ["subflow", { "flow": "contact" }, { "returned": "z" }], "z": ["end"] }),
            &[],
        );
    }
}

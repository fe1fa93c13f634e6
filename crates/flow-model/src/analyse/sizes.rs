//! A18: a flow stays within what the product promises to run.

use super::flow::{Flow, error};
use super::texts::texts;
use super::{Problem, Spot};
use crate::nodes::{Answer, NodeKind};
use crate::words::words;

/// How often a question may be put again: who has not answered by then will not.
const RETRIES: u32 = 10;

pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    let document = flow.document;
    let mut most = |place: Spot, count: u64, most: u64, en: &str, ja: &str| {
        if count > most {
            problems.push(over(place, count, most, en, ja));
        }
    };
    let nodes = document.nodes.len();
    most(Spot::document("nodes"), nodes as u64, limits::FLOW_NODES as u64, "nodes", "ノード");
    for (id, node) in &document.nodes {
        let spot = |field: &str| Spot::node(id).field(format!("settings.{field}"));
        let (items, field) = match &node.kind {
            NodeKind::Message(message) => (message.choices.len(), "choices"),
            NodeKind::Ask(ask) => match &ask.answer {
                Answer::Choice { options } => (options.len(), "answer.options"),
                _ => (0, ""),
            },
            NodeKind::Branch(branch) => (branch.conditions.len(), "conditions"),
            NodeKind::Switch(switch) => (switch.cases.len(), "cases"),
            _ => (0, ""),
        };
        most(spot(field), items as u64, limits::NODE_EXITS as u64, "items", "項目");
        match &node.kind {
            NodeKind::Ask(ask) => {
                most(spot("retry.max"), ask.retry.max.into(), RETRIES.into(), "times", "回");
                let silence = ask.no_reply_after_s.unwrap_or(0);
                most(spot("no_reply_after_s"), silence, limits::WAIT_SECONDS, "seconds", "秒");
            }
            NodeKind::Wait(wait) => {
                let seconds = wait.for_s.unwrap_or(0);
                most(spot("for_s"), seconds, limits::WAIT_SECONDS, "seconds", "秒");
            }
            NodeKind::Http(http) => {
                let seconds = http.timeout_s.unwrap_or(0);
                let longest = limits::HTTP_TIMEOUT_SECONDS;
                most(spot("timeout_s"), seconds.into(), longest.into(), "seconds", "秒");
                let body = http.body.as_ref().map_or(0, String::len);
                most(spot("body"), body as u64, limits::HTTP_REQUEST_BYTES as u64, "bytes", "バイト");
            }
            _ => {}
        }
    }
    for said in texts(document) {
        for (language, text) in said.text {
            let chars = text.chars().count();
            let place = Spot::node(said.node).field(format!("{}.{language}", said.field));
            most(place, chars as u64, limits::FLOW_TEXT_CHARS as u64, "characters", "文字");
        }
    }
}

fn over(place: Spot, count: u64, most: u64, en: &str, ja: &str) -> Problem {
    error(
        "limit-exceeded",
        place,
        words(
            format!("At most {most} {en} are possible, and here are {count}."),
            format!("上限は{most}{ja}ですが、{count}{ja}あります。"),
        ),
        words(
            "Make it smaller, or split it into several nodes or flows.",
            "小さくするか、複数のノードやフローに分けてください。",
        ),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::analyse::testing::check;

    #[test]
    fn a18_what_is_too_large_is_an_error() {
        let cases: Vec<_> = (0..51).map(|at| json!({ "id": format!("c{at}"), "equals": [at.to_string()] })).collect();
        let mut exits: serde_json::Map<_, _> = (0..51).map(|at| (format!("case:c{at}"), json!("z"))).collect();
        exits.insert("else".to_owned(), json!("z"));
        check(
            json!({
                "a": ["ask", { "text": "x".repeat(10_001), "save_as": "x", "answer": { "type": "text" }, "retry": { "max": 11 }, "no_reply_after_s": 40_000_000 }, { "answered": "b", "invalid": "b", "no_reply": "b" }],
                "b": ["http", { "method": "GET", "url": "https://x.example", "save_as": "r", "timeout_s": 31 }, { "success": "c", "failure": "c" }],
                "c": ["switch", { "value": "today", "cases": cases }, exits],
                "z": ["end"]
            }),
            &[
                "error limit-exceeded a.settings.no_reply_after_s",
                "error limit-exceeded a.settings.retry.max",
                "error limit-exceeded a.settings.text.en",
                "error limit-exceeded b.settings.timeout_s",
                "error limit-exceeded c.settings.cases",
            ],
        );
    }

    #[test]
    fn a18_what_just_fits_is_fine() {
        check(
            json!({ "a": ["message", { "text": "あ".repeat(10_000) }, { "next": "z" }], "z": ["wait", { "for_s": 31_622_400 }, { "next": "y" }], "y": ["end"] }),
            &[],
        );
    }

    #[test]
    fn a18_so_many_nodes_are_an_error() {
        let mut flow = json!({ "a": ["end"], "$": { "start": "a" } });
        for at in 0..10_000 {
            flow[format!("n{at}")] = json!(["comment", { "text": "" }]);
        }
        check(flow, &["error limit-exceeded nodes"]);
    }
}

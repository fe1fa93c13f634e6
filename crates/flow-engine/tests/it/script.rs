//! Scripts of conversations. In one text stand what the customer does and what comes of it; a test runs the former
//! and compares the whole with what it wrote down.
//!
//! `start`, `start TEXT`: the conversation begins. `> TEXT`: the customer writes. `* ID`: taps. `+ 10m`: time passes.
//! `back`: a person hands back. `answer 200 BODY`, `fail REASON`: the called service. `? NAME`: shows a variable.
//! Every other line is output, as `flow_engine::play::Line` writes it.

use std::collections::BTreeMap;

use conversation::{Channel, HttpResult};
use flow_engine::play::{Player, Setting};
use flow_model::flow_test::TestDuration;
use serde_json::{Value, json};

/// Sunday 22 November 2026, 10:00 in Tokyo.
pub const NOW_MS: u64 = 1_795_309_200_000;

/// A flow in Japanese and English from its nodes, starting at the node `a`.
pub fn flow(nodes: Value) -> Value {
    json!({ "format": "tsunagi.flow/1", "languages": ["en", "ja"], "time_zone": "Asia/Tokyo", "start": "a",
        "nodes": nodes })
}

/// The flow with more at its top: variables, commands, handlers.
pub fn with(mut flow: Value, more: Value) -> Value {
    let Value::Object(more) = more else { panic!("more is an object") };
    for (key, value) in more {
        flow[key] = value;
    }
    flow
}

pub fn compile(flow: &Value) -> Vec<u8> {
    compile_with(flow, &BTreeMap::new())
}

pub fn compile_with(flow: &Value, others: &BTreeMap<&str, Value>) -> Vec<u8> {
    let read = |flow: &Value| flow_model::read(&flow.to_string()).unwrap_or_else(|errors| panic!("{errors:?}"));
    let resolve = |name: &str| others.get(name).map(read);
    flow_model::compile(&read(flow), &resolve).unwrap_or_else(|problems| panic!("{problems:#?}")).bytes
}

#[track_caller]
pub fn check(flow: &Value, script: &str) {
    check_program(&compile(flow), "en", script);
}

#[track_caller]
pub fn check_program(program: &[u8], language: &str, script: &str) {
    let expected: Vec<&str> = script.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut setting = Setting::new(language, Channel::Webchat, NOW_MS);
    setting.customer.name = "Hana".to_owned();
    let mut player = Player::new(program, setting);
    let mut found = Vec::new();
    for act in expected.iter().filter(|line| is_act(line)) {
        found.push((*act).to_owned());
        let before = player.lines().len();
        run(&mut player, act, &mut found);
        let waited = |line: &str| line.starts_with("~ ") && line.ends_with(" s");
        let echo = |line: &&String| !line.starts_with("> ") && !waited(line) && *line != "~ ←";
        let lines: Vec<String> = player.lines()[before..].iter().map(ToString::to_string).collect();
        found.extend(lines.iter().filter(echo).flat_map(|line| line.lines()).map(str::to_owned));
    }
    assert_eq!(found.join("\n"), expected.join("\n"), "left: what happened, right: the script");
}

fn is_act(line: &str) -> bool {
    ["start", "> ", "* ", "+ ", "back", "answer ", "fail ", "? "].iter().any(|act| line.starts_with(act))
}

fn run(player: &mut Player<&[u8]>, act: &str, found: &mut Vec<String>) {
    let (verb, rest) = act.split_once(' ').unwrap_or((act, ""));
    match verb {
        "start" => player.start(Some(rest).filter(|text| !text.is_empty())),
        ">" => player.say(rest),
        "*" => player.receive(conversation::Content::Picked { id: rest.to_owned(), label: String::new() }),
        "+" => player.advance(TestDuration::parse(rest).expect("a length of time").seconds),
        "back" => player.hand_back(),
        "answer" => {
            let (status, body) = rest.split_once(' ').unwrap_or((rest, ""));
            player.answer(HttpResult::Answered {
                status: status.parse().expect("a status"),
                content_type: "application/json; charset=utf-8".to_owned(),
                body: body.as_bytes().to_vec(),
            });
        }
        "fail" => {
            player.answer(HttpResult::Failed { reason: rest.to_owned() });
        }
        "?" => {
            let state = player.state();
            let value = state.variables.iter().find(|(name, _)| name == rest);
            found.push(value.map_or("unset".to_owned(), |(_, value)| value.to_json().to_string()));
        }
        other => panic!("no act is called {other}"),
    }
}

/// A question for `answer`, saved in `x`, then the end; `invalid` leads to a message.
pub fn question(answer: Value) -> Value {
    flow(json!({
        "a": { "kind": "ask", "settings": { "text": { "en": "Well?" }, "answer": answer, "save_as": "x",
            "retry": { "max": 1, "text": { "en": "Again?" } } },
            "exits": { "answered": "end", "invalid": "bad" } },
        "bad": message("Bad.", "end"),
        "end": { "kind": "end", "settings": {} },
    }))
}

pub fn message(text: &str, next: &str) -> Value {
    json!({ "kind": "message", "settings": { "text": { "en": text } }, "exits": { "next": next } })
}

pub fn end() -> Value {
    json!({ "kind": "end", "settings": {} })
}

pub fn set(variable: &str, value: &str, next: &str) -> Value {
    json!({ "kind": "set", "settings": { "assignments": [{ "variable": variable, "value": value }] },
        "exits": { "next": next } })
}

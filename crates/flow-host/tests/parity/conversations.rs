//! Conversations to compare hosts by: every kind of node, every flow of the repository, led by chance from a seed.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use conversation::{Channel, Content, HttpResult};
use flow_engine::{
    CustomerFacts, Effect, Event, EventKind, WaitsFor, decode_result, encode_input, inspect, step_bytes,
};
use flow_host::Program;
use serde_json::{Value, json};

use crate::guest::root;

/// One step: what goes in and what natively comes out.
pub struct Case {
    pub program: Program,
    pub input: Vec<u8>,
    pub output: Vec<u8>,
}

/// Steps of conversations with every flow.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for program in programs() {
        for seed in 1..=12 {
            converse(&program, seed, &mut cases);
        }
    }
    cases
}

fn converse(program: &Program, seed: u64, cases: &mut Vec<Case>) {
    let mut chance = Chance(seed);
    let mut session: Option<Vec<u8>> = None;
    let mut options = Vec::new();
    for number in 0..40 {
        let kind = match &session {
            None => EventKind::Started { opening: chance.of(&[None, Some(Content::text("こんにちは"))]) },
            Some(session) => next(session, &options, &mut chance),
        };
        let event = event(kind, seed, number);
        let input = encode_input(session.as_deref(), &event);
        let output = step_bytes(&&**program, &input);
        let result = decode_result(&output).expect("a result");
        for effect in &result.effects {
            if let Effect::Send { content: Content::Choice { options: shown, .. }, .. } = effect {
                options = shown.iter().map(|option| (option.id.clone(), option.label.clone())).collect();
            }
        }
        session = result.session;
        cases.push(Case { program: program.clone(), input, output });
    }
}

/// An event that the session may wait for.
fn next(session: &[u8], options: &[(String, String)], chance: &mut Chance) -> EventKind {
    let state = inspect(session).expect("a session");
    match state.waits_for {
        _ if chance.below(8) == 0 => EventKind::Message { content: chance.message(options) },
        WaitsFor::Answer if state.timer.is_some() && chance.below(6) == 0 => timer(state.timer),
        WaitsFor::Answer => EventKind::Message { content: chance.message(options) },
        WaitsFor::Time => timer(state.timer),
        WaitsFor::Call => EventKind::HttpFinished { call: state.call.unwrap_or_default(), result: chance.result() },
        WaitsFor::Person => EventKind::HandedBack,
    }
}

fn timer(generation: Option<u32>) -> EventKind {
    EventKind::TimerFired { generation: generation.unwrap_or_default() }
}

fn event(kind: EventKind, seed: u64, number: u64) -> Event {
    let languages = ["ja", "en-US", "fr"];
    Event {
        // Through a day and a change of the year.
        now_ms: 1_798_700_000_000 + seed * 1_234_567 + number * 2_345_678,
        seed: seed * 1_000_003 + number,
        customer: CustomerFacts {
            name: "佐藤 花".into(),
            language: languages[(seed % 3) as usize].into(),
            channel: Channel::ALL[(seed % 4) as usize],
            phone: "+819012345678".into(),
            email: "hana@example.com".into(),
        },
        kind,
    }
}

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }

    fn of<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    fn message(&mut self, options: &[(String, String)]) -> Content {
        const WORDS: &[&str] = &[
            "1",
            "２",
            "①",
            "1182",
            "１，２００円",
            "3.5",
            "hana@example.com",
            "090-1234-5678",
            "明日",
            "12/24",
            "2026-12-24",
            "やり直し",
            "人と話したい",
            "はい",
            "no",
            "ありがとう",
            "",
            "👍",
            "What do you mean by that?",
        ];
        match self.below(5) {
            0 | 1 if !options.is_empty() => {
                let (id, label) = self.of(options);
                match self.below(3) {
                    0 => Content::Text(label),
                    1 => Content::Picked { id, label },
                    _ => Content::Picked { id, label: String::new() },
                }
            }
            2 if self.below(3) == 0 => Content::Location { latitude: 35.68, longitude: 139.76, label: "東京".into() },
            _ => Content::text(self.of(WORDS)),
        }
    }

    fn result(&mut self) -> HttpResult {
        let json = |status: u16, body: &str| HttpResult::Answered {
            status,
            content_type: "application/json".into(),
            body: body.as_bytes().to_vec(),
        };
        self.of(&[
            json(200, r#"{"item":"信楽焼","number":1182,"status":"shipped","total":3960,"arrives_on":"2026-12-24","rate":0.1}"#),
            json(200, r#"{"big":18446744073709551615,"small":1e-9,"deep":[[[{"a":null}]]]}"#),
            json(404, "{}"),
            json(200, "{oops"),
            HttpResult::Failed { reason: "no answer within 10 s".into() },
        ])
    }
}

/// The repository's flows and one with everything.
pub fn programs() -> Vec<Program> {
    let folder = root().join("flows");
    let mut flows = BTreeMap::new();
    for folder in [folder.clone(), folder.join("examples")] {
        for file in fs::read_dir(&folder).expect("flows") {
            let path = file.expect("a file").path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                let text = fs::read_to_string(&path).expect("a flow");
                flows.insert(name, flow_model::read(&text).unwrap_or_else(|errors| panic!("{errors:?}")));
            }
        }
    }
    let mut programs: Vec<Program> =
        flows.values().map(|flow| compile(flow, &|name| flows.get(name).cloned())).collect();
    let inner = document(&inner());
    programs.push(compile(&document(&everything()), &|name| (name == "inner").then(|| inner.clone())));
    programs
}

fn document(flow: &Value) -> flow_model::Document {
    flow_model::read(&flow.to_string()).unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn compile(flow: &flow_model::Document, others: &dyn Fn(&str) -> Option<flow_model::Document>) -> Program {
    Arc::from(flow_model::compile(flow, others).unwrap_or_else(|problems| panic!("{problems:#?}")).bytes)
}

fn ask(text: &str, answer: Value, next: &str) -> Value {
    json!({ "kind": "ask", "settings": { "text": { "en": text }, "answer": answer, "save_as": "x",
        "no_reply_after_s": 600, "retry": { "max": 1, "text": { "en": "Again, {{ customer.name }}?" } } },
        "exits": { "answered": next, "invalid": next, "no_reply": next } })
}

/// Every kind of node, every kind of answer, every function.
fn everything() -> Value {
    let assign: Vec<Value> = [
        ("n", "n + 1"),
        ("f", "(n * 1.1 + 0.7) / 3"),
        ("t", "number('１，２００円') + length('東京') + ([3, 1, 2] | sort | first)"),
        ("d", "[date_add(today, n), date_diff(today, '2027-03-01'), weekday(now), format_date(today), format_date(today, 'en')]"),
        ("s", "format_number(f, 3) ~ yen(f * 1000) ~ format_phone(customer.phone) ~ url_encode(customer.name)"),
        ("r", "[random_int(1, 6), random_int(-5, 5)]"),
        ("o", "{'a': n, 'b': [f, none, true], 'c': text(f) | upper}"),
        ("j", "json(o) | replace('a', 'b')"),
        ("m", "matches(customer.email, '@') and contains(['Ａ', 'b'], 'a') and starts_with('Tokyo', 'to')"),
    ]
    .iter()
    .map(|(variable, value)| json!({ "variable": variable, "value": value }))
    .collect();
    json!({
        "format": "tsunagi.flow/1", "languages": ["en", "ja"], "time_zone": "America/New_York", "start": "hello",
        "variables": [{ "name": "n", "type": "number", "initial": 0 }],
        "commands": [{ "keywords": { "en": ["help"], "ja": ["やり直し"] }, "to": "hello" }],
        "handlers": { "error": "sorry" },
        "nodes": {
            "hello": { "kind": "message", "settings": { "text": { "en": "Hello {{ customer.name }} ({{ message.text }})", "ja": "こんにちは {{ now }}" },
                "image": { "url": "https://img.example/{{ n }}.png", "alt": { "en": "A picture" } },
                "choices": [{ "id": "a", "label": { "en": "First", "ja": "一つ目" } }, { "id": "b", "label": { "en": "Second" } }] },
                "exits": { "next": "text" } },
            "text": ask("Text?", json!({ "type": "text", "max_length": 20 }), "set"),
            "set": { "kind": "set", "settings": { "assignments": assign }, "exits": { "next": "show" } },
            "show": { "kind": "message", "settings": { "text": { "en": "{{ n }} {{ f }} {{ t }} {{ s }} {{ j }} {{ m }}{% for day in d %} {{ day }}{% endfor %} {{ r | join(',') }}" } },
                "exits": { "next": "number" } },
            "number": ask("Number?", json!({ "type": "number", "min": 0 }), "branch"),
            "branch": { "kind": "branch", "settings": { "conditions": [
                { "id": "odd", "when": "n is odd" }, { "id": "big", "when": "f > 2 and 'x' in text(o)" }] },
                "exits": { "case:odd": "email", "case:big": "phone", "else": "date" } },
            "email": ask("E-mail?", json!({ "type": "email" }), "wait"),
            "phone": ask("Phone?", json!({ "type": "phone", "country": "JP" }), "wait"),
            "date": ask("Date?", json!({ "type": "date", "min": "today" }), "wait"),
            "wait": { "kind": "wait", "settings": { "for_s": 30 }, "exits": { "next": "choice" } },
            "choice": ask("Choice?", json!({ "type": "choice", "options": [
                { "id": "call", "label": { "en": "Call", "ja": "電話" }, "keywords": ["1182"] },
                { "id": "hours", "label": { "en": "Hours {{ n }}" } }, { "id": "desk", "label": { "en": "Person" } }] }), "switch"),
            "switch": { "kind": "switch", "settings": { "value": "x", "cases": [
                { "id": "call", "equals": ["CALL"] }, { "id": "hours", "equals": ["hours"] }] },
                "exits": { "case:call": "http", "case:hours": "hours", "else": "pause" } },
            "http": { "kind": "http", "settings": { "method": "POST", "url": "https://api.example/{{ url_encode(text(x)) }}",
                "headers": [{ "name": "x-n", "value": "{{ n }}" }], "body": "{\"n\": {{ json(o) }}}", "save_as": "got" },
                "exits": { "success": "got", "failure": "jump" } },
            "got": { "kind": "message", "settings": { "text": { "en": "{{ got.status }} {{ got.body.total }} {{ json(got.body) }}" } },
                "exits": { "next": "jump" } },
            "hours": { "kind": "schedule_check", "settings": { "time_zone": "Asia/Tokyo", "hours": [
                { "days": ["mon", "wed", "thu", "fri"], "from": "09:00", "to": "18:00" }, { "days": ["tue"], "from": "20:00", "to": "04:00" }],
                "holidays": ["2027-01-01"] }, "exits": { "open": "desk", "closed": "sub" } },
            "pause": { "kind": "wait", "settings": { "until": "date_add(today, 1) ~ 'T09:00'", "on_message": "interrupt" },
                "exits": { "next": "sub", "message": "desk" } },
            "desk": { "kind": "handover", "settings": { "text": { "en": "One moment." }, "queue": "support", "reason": "{{ s }}" },
                "exits": { "returned": "sub" } },
            "sub": { "kind": "subflow", "settings": { "flow": "inner", "params": [{ "name": "given", "value": "n * 2" }],
                "results": [{ "variable": "back", "value": "x ~ given" }] }, "exits": { "returned": "jump" } },
            "jump": { "kind": "jump", "settings": { "to": "often" } },
            "often": { "kind": "branch", "settings": { "conditions": [{ "id": "enough", "when": "n > 4" }] },
                "exits": { "case:enough": "end", "else": "hello" } },
            "sorry": { "kind": "message", "settings": { "text": { "en": "Sorry." } }, "exits": { "next": "jump" } },
            "end": { "kind": "end", "settings": {} },
        },
    })
}

fn inner() -> Value {
    json!({
        "format": "tsunagi.flow/1", "languages": ["en"], "time_zone": "Asia/Tokyo", "start": "a",
        "variables": [{ "name": "given", "type": "number", "initial": 1 }],
        "nodes": { "a": ask("Inside {{ given }} {{ today }}?", json!({ "type": "text" }), "b"),
            "b": { "kind": "set", "settings": { "assignments": [{ "variable": "x", "value": "text(given) ~ '!'" }] },
                "exits": { "next": "end" } },
            "end": { "kind": "end", "settings": {} } },
    })
}

//! What holds for every input.

use conversation::{Content, HttpResult};
use flow_engine::{Damaged, Effect, EventKind, ReadProgram, Value, decode_result, encode_input, step, step_bytes};
use proptest::prelude::*;
use serde_json::json;
use std::cell::Cell;

use crate::script::{compile, end, flow, message, set, with};
use crate::waiting::{event, said, started};

/// A flow with most kinds of nodes, which waits, loops and calls.
fn busy() -> Vec<u8> {
    compile(&with(
        flow(json!({
            "a": { "kind": "ask", "settings": { "text": { "en": "What?" }, "save_as": "what", "no_reply_after_s": 60,
                "answer": { "type": "choice", "options": [{ "id": "one", "label": { "en": "One" } },
                    { "id": "two", "label": { "en": "Two" } }] }, "retry": { "max": 2 } },
                "exits": { "option:one": "call", "option:two": "pause", "answered": "count", "invalid": "count", "no_reply": "count" } },
            "call": { "kind": "http", "settings": { "method": "GET", "url": "https://x.example/{{ what }}", "save_as": "got" },
                "exits": { "success": "count", "failure": "desk" } },
            "pause": { "kind": "wait", "settings": { "for_s": 5 }, "exits": { "next": "count" } },
            "desk": { "kind": "handover", "settings": { "queue": "q" }, "exits": { "returned": "count" } },
            "count": set("n", "n + 1", "check"),
            "check": { "kind": "branch", "settings": { "conditions": [{ "id": "many", "when": "n > 300" }] },
                "exits": { "case:many": "end", "else": "say" } },
            "say": message("{{ n }} {{ customer.name | upper }}", "a"),
            "end": end(),
        })),
        json!({ "variables": [{ "name": "n", "type": "number", "initial": 0 }],
            "commands": [{ "keywords": { "en": ["again"] }, "to": "a" }] }),
    ))
}

fn any_kind() -> impl Strategy<Value = EventKind> {
    let content = prop_oneof![
        prop::sample::select(vec!["1", "two", "again", "what", "", "①"]).prop_map(Content::text),
        ".{0,40}".prop_map(Content::Text),
        prop::sample::select(vec!["one", "two", "x"])
            .prop_map(|id| Content::Picked { id: id.into(), label: String::new() }),
        Just(Content::Sticker { name: "s".into() }),
    ];
    let result = prop_oneof![
        (100..600_u16, prop::collection::vec(any::<u8>(), 0..60)).prop_map(|(status, body)| HttpResult::Answered {
            status,
            content_type: "application/json".into(),
            body
        }),
        Just(HttpResult::Answered {
            status: 200,
            content_type: "application/json".into(),
            body: b"{\"a\":[1]}".to_vec()
        }),
        Just(HttpResult::Failed { reason: "x".into() }),
    ];
    prop_oneof![
        4 => content.prop_map(|content| EventKind::Message { content }),
        2 => (0..40_u32).prop_map(|generation| EventKind::TimerFired { generation }),
        2 => (0..10_u32, result).prop_map(|(call, result)| EventKind::HttpFinished { call, result }),
        1 => Just(EventKind::HandedBack),
    ]
}

/// What a flow says that gives `x` the opening words and then says `text`.
fn says(text: &str, opening: &str) -> Content {
    let program = compile(&flow(json!({
        "a": set("x", "{'a': {'b': message.text, 'n': 3}}", "say"),
        "say": message(text, "end"),
        "end": end(),
    })));
    let opening = Some(Content::Text(opening.to_owned()));
    match step(&program.as_slice(), None, &event(EventKind::Started { opening })).effects.swap_remove(0) {
        Effect::Send { content, .. } => content,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn fe1_a_step_is_a_function_of_its_input(kinds in prop::collection::vec(any_kind(), 1..30)) {
        let program = busy();
        let mut session = started(&program).session;
        for kind in kinds {
            let event = event(kind);
            let input = encode_input(session.as_deref(), &event);
            let output = step_bytes(&program.as_slice(), &input);
            prop_assert_eq!(&output, &step_bytes(&program.as_slice(), &input));
            let result = step(&program.as_slice(), session.as_deref(), &event);
            prop_assert_eq!(decode_result(&output), Ok(result.clone()));
            let damaged = result.effects.iter().any(|effect| matches!(effect, Effect::Fail { .. }));
            prop_assert!(!damaged, "{:?}", result.effects);
            session = result.session;
            if let Some(session) = &session {
                prop_assert!(session.len() < 2_000, "{} bytes", session.len());
            }
        }
    }

    #[test]
    fn what_is_written_without_the_template_engine_is_what_it_would_write(
        opening in any::<String>(),
        name in prop::sample::select(vec!["message.text", "x.a.b"]),
        filters in prop::sample::subsequence(vec![" | lower", "|upper", "| trim "], 0..=3).prop_shuffle(),
    ) {
        let filters = filters.concat();
        let short = says(&format!("<{{{{ {name}{filters} }}}} {{{{x.a.n}}}}>"), &opening);
        // Brackets lead through the template engine.
        let full = says(&format!("<{{{{ ({name}){filters} }}}} {{{{(x).a.n}}}}>"), &opening);
        prop_assert_eq!(short, full);
    }

    #[test]
    fn fe30_no_bytes_make_a_step_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let program = busy();
        step_bytes(&program.as_slice(), &bytes);
        step_bytes(&bytes.as_slice(), &encode_input(None, &said("x")));
        step(&program.as_slice(), Some(&bytes), &said("x"));
        let _ = decode_result(&bytes);
        let _ = flow_engine::inspect(&bytes);
    }

    #[test]
    fn fe30_no_damage_makes_a_step_panic(at in any::<prop::sample::Index>(), bit in 0..8_u8, text in ".{0,20}") {
        let program = busy();
        let session = started(&program).session.expect("it waits");
        let flip = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            let place = at.index(bytes.len());
            bytes[place] ^= 1 << bit;
            bytes
        };
        let kinds = [EventKind::Message { content: Content::Text(text) }, EventKind::TimerFired { generation: 1 },
            EventKind::Started { opening: None }];
        for kind in kinds {
            let event = event(kind);
            step(&flip(&program).as_slice(), Some(&session), &event);
            step(&program.as_slice(), Some(&flip(&session)), &event);
        }
    }

    #[test]
    fn values_survive_both_of_their_forms(json in any_json()) {
        let value = Value::from_json(json.clone());
        prop_assert_eq!(&value.to_json(), &json);
        let bytes = postcard::to_allocvec(&value).expect("a value");
        prop_assert_eq!(postcard::from_bytes::<Value>(&bytes).expect("a value"), value.clone());
        prop_assert_eq!(serde_json::from_str::<Value>(&json.to_string()).expect("a value"), value);
    }
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|v| json!(v)),
        any::<i64>().prop_map(|v| json!(v)),
        (-1_000_000..1_000_000_i64).prop_map(|v| json!(v as f64 / 64.0 + 0.001)),
        ".{0,10}".prop_map(|v| json!(v)),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(serde_json::Value::Array),
            prop::collection::btree_map(".{0,5}", inner, 0..5)
                .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
        ]
    })
}

#[test]
fn fe30_a_value_nested_beyond_the_limit_is_damage_and_not_a_stack_overflow() {
    let mut bytes = [5, 1].repeat(50_000);
    bytes.push(0);
    assert!(postcard::from_bytes::<Value>(&bytes).is_err());
    assert!(serde_json::from_str::<Value>(&("[".repeat(100) + &"]".repeat(100))).is_err());
}

#[test]
fn fe3_a_session_does_not_grow_with_the_conversation() {
    let program = busy();
    let mut session = started(&program).session.expect("it waits");
    let mut sizes = Vec::new();
    for _ in 0..250 {
        let result = step(&program.as_slice(), Some(&session), &said("again"));
        session = result.session.expect("it waits");
        sizes.push(session.len());
    }
    // Counters are written in as few bytes as they need.
    assert!(sizes[249] <= sizes[0] + 1, "{} and {}", sizes[0], sizes[249]);
}

/// Counts what is read.
struct Counting<'p> {
    program: &'p [u8],
    bytes: Cell<usize>,
}

impl ReadProgram for Counting<'_> {
    fn read(&self, offset: u32, out: &mut [u8]) -> Result<(), Damaged> {
        self.bytes.set(self.bytes.get() + out.len());
        self.program.read(offset, out)
    }
}

#[test]
fn fe4_a_step_reads_only_the_nodes_it_enters() {
    let read = |beside: usize| {
        let mut nodes = json!({ "a": message("x", "end"), "end": end() });
        for at in 0..beside {
            nodes[format!("z{at}")] = message("beside the way", "end");
        }
        // Nodes that nothing leads to are warnings, so this compiles.
        let program = compile(&flow(nodes));
        let counting = Counting { program: &program, bytes: Cell::new(0) };
        step(&counting, None, &event(EventKind::Started { opening: None }));
        counting.bytes.get()
    };
    assert_eq!(read(0), read(5_000));
}

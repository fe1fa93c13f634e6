//! What programs look like, and what is refused.

use serde_json::{Value, json};

use super::{Program, compile};
use crate::document::Document;
use crate::nodes::Delivery;
use crate::program::{AnswerRule, Header, MAGIC, Operation, PREAMBLE_BYTES, PROGRAM_FORMAT, ProgramNode};
use crate::read::read;

fn document(mut value: Value) -> Document {
    for (key, default) in
        [("format", json!("tsunagi.flow/1")), ("languages", json!(["en", "ja"])), ("time_zone", json!("Asia/Tokyo"))]
    {
        if value.get(key).is_none() {
            value[key] = default;
        }
    }
    read(&value.to_string()).expect("a document")
}

fn drinks() -> Value {
    json!({
        "start": "hello",
        "variables": [{ "name": "box", "type": "object", "initial": { "b": 1, "a": [true, null] } }],
        "commands": [{ "keywords": { "en": ["Agent"], "ja": ["担当者", "AGENT"] }, "to": "hello" }],
        "nodes": {
            "hello": { "kind": "message", "settings": { "text": { "ja": "やあ", "en": "Hi" } }, "exits": { "next": "drink" } },
            "drink": {
                "kind": "ask",
                "settings": {
                    "text": { "en": "Which?", "ja": "どれ?" },
                    "save_as": "drink",
                    "answer": { "type": "choice", "options": [
                        { "id": "tea", "label": { "en": "Tea", "ja": "お茶" }, "keywords": ["ティー", "TEA"] }
                    ] }
                },
                "exits": { "invalid": "finish", "answered": "finish", "option:tea": "finish" }
            },
            "finish": { "kind": "end", "settings": {} },
            "remark": { "kind": "comment", "settings": { "text": "hm" } }
        }
    })
}

fn program(value: Value) -> Program {
    compile(&document(value), &|_| None).expect("it compiles")
}

/// Reads a program as its description says, as the engine does.
fn take_apart(program: &Program) -> (Header, Vec<ProgramNode>) {
    let bytes = &program.bytes;
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize;
    assert_eq!(bytes[..4], MAGIC);
    assert_eq!(number(4), PROGRAM_FORMAT as usize);
    let (header, count, index) = (number(8), number(12), number(16));
    assert_eq!(bytes.len(), index + count * 8);
    let header = postcard::from_bytes(&bytes[PREAMBLE_BYTES..PREAMBLE_BYTES + header]).expect("a header");
    let nodes = (0..count)
        .map(|at| {
            let (offset, length) = (number(index + at * 8), number(index + at * 8 + 4));
            ProgramNode::from_record(&bytes[offset..offset + length]).expect("a node")
        })
        .collect();
    (header, nodes)
}

#[test]
fn fm6_a_program_is_laid_out_as_described() {
    let (header, nodes) = take_apart(&program(drinks()));
    let unit = &header.units[0];
    assert_eq!(nodes.iter().map(|node| node.id.as_str()).collect::<Vec<_>>(), ["drink", "finish", "hello"]);
    assert_eq!((unit.start, unit.name.as_str(), unit.posix_zone.as_str()), (2, "", "JST-9"));
    assert_eq!(unit.commands, [("agent".to_owned(), 2), ("担当者".to_owned(), 2)]);
    assert_eq!(unit.initial, [("box".to_owned(), r#"{"a":[true,null],"b":1}"#.to_owned())]);
    assert_eq!(nodes[0].exits, [("option:tea".to_owned(), 1), ("answered".to_owned(), 1), ("invalid".to_owned(), 1)]);
    let Operation::Ask(ask) = &nodes[0].operation else {
        panic!("{:?}", nodes[0].operation);
    };
    let AnswerRule::Choice { options } = &ask.answer else {
        panic!("{:?}", ask.answer);
    };
    assert_eq!(options[0].keywords, ["tea", "お茶", "ティー"]);
    assert_eq!(ask.text[0], ("en".to_owned(), "Which?".to_owned()));
}

#[test]
fn fm7_layout_comments_and_key_order_change_no_hash() {
    let plain = program(drinks());
    let mut moved = drinks();
    moved["layout"] = json!({ "nodes": { "hello": { "x": 9, "y": 9, "title": "Hello", "note": "first" } } });
    moved["nodes"]["remark"]["settings"]["text"] = json!("other words");
    assert_eq!(program(moved), plain);
    let mut said = drinks();
    said["nodes"]["hello"]["settings"]["text"]["en"] = json!("Hello");
    assert_ne!(program(said).hash, plain.hash);
    assert_eq!(plain.hash_hex().len(), 64);
}

#[test]
fn at_most_once_costs_a_byte_and_the_default_none() {
    let plain = program(drinks());
    let mut said = drinks();
    said["nodes"]["hello"]["settings"]["delivery"] = json!("at_least_once");
    assert_eq!(program(said.clone()), plain, "the default is the same program as saying nothing");
    said["nodes"]["hello"]["settings"]["delivery"] = json!("at_most_once");
    let once = program(said);
    assert_eq!(once.bytes.len(), plain.bytes.len() + 1);
    let deliveries = |program: &Program| take_apart(program).1.iter().map(|node| node.delivery).collect::<Vec<_>>();
    assert_eq!(deliveries(&plain), [Delivery::AtLeastOnce; 3]);
    assert_eq!(deliveries(&once), [Delivery::AtLeastOnce, Delivery::AtLeastOnce, Delivery::AtMostOnce]);
}

#[test]
fn fm8_subflows_are_linked_once_and_recursion_ends() {
    let ask = json!({ "kind": "ask", "settings": { "text": { "en": "?", "ja": "?" }, "answer": { "type": "text" }, "save_as": "x" },
        "exits": { "answered": "again", "invalid": "done" } });
    let inner = json!({ "start": "q", "nodes": {
        "q": ask,
        "again": { "kind": "subflow", "settings": { "flow": "inner" }, "exits": { "returned": "done" } },
        "done": { "kind": "end", "settings": {} }
    } });
    let outer = json!({ "start": "one", "nodes": {
        "one": { "kind": "subflow", "settings": { "flow": "inner", "results": [{ "variable": "y", "value": "x" }] }, "exits": { "returned": "two" } },
        "two": { "kind": "subflow", "settings": { "flow": "inner" }, "exits": { "returned": "done" } },
        "done": { "kind": "end", "settings": {} }
    } });
    let program =
        compile(&document(outer), &|name| (name == "inner").then(|| document(inner.clone()))).expect("it compiles");
    let (header, nodes) = take_apart(&program);
    assert_eq!(header.units.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>(), ["", "inner"]);
    assert_eq!(nodes.len(), 6);
    assert!(nodes.iter().filter(|node| node.unit == 1).count() == 3);
    let Operation::Subflow(call) = &nodes[1].operation else {
        panic!("{:?}", nodes[1]);
    };
    assert_eq!((call.unit, call.results.len()), (1, 1));
}

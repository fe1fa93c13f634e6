//! Documents that are read, and those that are refused with a path.

use serde_json::json;

use super::{read, write};

/// Reads a document made of `changes` over a small sound one; gives the errors as lines.
fn check(changes: serde_json::Value, expected: &[&str]) {
    let mut document = json!({
        "format": "tsunagi.flow/1",
        "languages": ["en"],
        "time_zone": "Asia/Tokyo",
        "start": "a",
        "nodes": { "a": { "kind": "end", "settings": {} } }
    });
    for (key, value) in changes.as_object().expect("changes") {
        document[key] = value.clone();
    }
    let errors = read(&document.to_string()).err().unwrap_or_default();
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(lines, expected);
    for error in errors {
        assert!(!error.message.ja.is_empty() && error.message.ja != error.message.en);
    }
}

fn ask(answer: serde_json::Value) -> serde_json::Value {
    json!({ "nodes": { "q": { "kind": "ask", "settings": { "text": {}, "answer": answer, "save_as": "x" } } } })
}

#[test]
fn fm1_a_sound_document_reads() {
    check(json!({}), &[]);
}

#[test]
fn fm1_what_is_not_json_has_line_and_column() {
    let errors = read("{\n  \"format\": \"tsunagi.flow/1\"\n  \"start\": 1\n}").expect_err("not JSON");
    assert_eq!(errors[0].to_string(), "line 3, column 3: this is not a JSON document: expected `,` or `}`");
    let twice = read("{\"a\": 1,\n \"a\": 2}").expect_err("a key stands twice");
    assert!(twice[0].to_string().contains("the key `a` stands here twice"), "{}", twice[0]);
    let deep = "[".repeat(70) + &"]".repeat(70);
    assert!(read(&deep).expect_err("too deep")[0].to_string().contains("nested deeper than 64"));
    let large = " ".repeat(limits::FLOW_DOCUMENT_BYTES + 1);
    assert!(read(&large).expect_err("too large")[0].to_string().contains("at most"));
}

#[test]
fn fm2_formats_are_named() {
    check(
        json!({ "format": "tsunagi.flow/9" }),
        &[
            "format: the format `tsunagi.flow/9` is newer than this program, which reads tsunagi.flow/0, tsunagi.flow/1: update the program",
        ],
    );
    check(
        json!({ "format": "node-red" }),
        &["format: unknown format `node-red`: this program reads tsunagi.flow/0, tsunagi.flow/1"],
    );
    let errors = read("[]").expect_err("no format");
    assert_eq!(errors[0].to_string(), "this is not a flow document: it needs `\"format\": \"tsunagi.flow/1\"`");
}

#[test]
fn fm3_unknown_fields_have_a_path_and_a_suggestion() {
    check(
        json!({
            "nodez": {},
            "nodes": {
                "a": { "kind": "message", "settings": { "txt": {}, "chioces": [] }, "exit": {} },
                "b": { "kind": "mesage", "settings": {} },
                "c": { "kind": "end", "settings": { "colour": "red" } }
            },
            "layout": { "nodes": { "a": { "x": 1, "y": 2, "z": 3 } } }
        }),
        &[
            "nodez: unknown field `nodez`: did you mean `nodes`?",
            "nodes.a.exit: unknown field `exit`: did you mean `exits`?",
            "nodes.a.settings.chioces: unknown field `chioces`: did you mean `choices`?",
            "nodes.a.settings.txt: unknown field `txt`: did you mean `text`?",
            "nodes.b.kind: unknown node kind `mesage`: did you mean `message`?",
            "nodes.c.settings.colour: unknown field `colour`: there are no fields here",
            "layout.nodes.a.z: unknown field `z`: use one of `x`, `y`, `title`, `note`",
        ],
    );
}

#[test]
fn fm3_errors_inside_an_answer_keep_their_path() {
    check(
        ask(json!({ "type": "chioce" })),
        &["nodes.q.settings.answer.type: unknown value `chioce`: did you mean `choice`?"],
    );
    check(ask(json!({})), &["nodes.q.settings.answer: the field `type` is missing"]);
    check(
        ask(
            json!({ "type": "choice", "options": [{ "id": "a", "label": {} }, { "id": "b", "lable": {}, "label": {} }] }),
        ),
        &["nodes.q.settings.answer.options[1].lable: unknown field `lable`: did you mean `label`?"],
    );
    check(
        ask(json!({ "type": "number", "min": "one" })),
        &["nodes.q.settings.answer.min: invalid type: string \"one\", expected a number"],
    );
    check(
        ask(json!({ "type": "email", "min": 1 })),
        &["nodes.q.settings.answer.min: unknown field `min`: there are no fields here"],
    );
}

#[test]
fn fm3_missing_and_mistyped_fields_are_all_found() {
    check(
        json!({
            "languages": "en",
            "start": 1,
            "nodes": {
                "a": { "settings": {} },
                "b": { "kind": "jump", "settings": {} },
                "c": { "kind": "wait", "settings": { "for_s": -1 } }
            },
            "variables": [{ "name": "n", "type": "int" }],
            "commands": {}
        }),
        &[
            "languages: invalid type: string \"en\", expected a list",
            "variables[0].type: unknown value `int`: use one of `text`, `number`, `boolean`, `date`, `list`, `object`",
            "start: invalid type: integer `1`, expected a string",
            "nodes.a: the field `kind` is missing",
            "nodes.b.settings: the field `to` is missing",
            "nodes.c.settings.for_s: invalid value: integer `-1`, expected a whole number, 0 or more",
            "commands: this should be a list, not an object",
        ],
    );
}

#[test]
fn fm5_writing_and_reading_gives_the_same_document() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../flows/upgrades/v0.json");
    let text = std::fs::read_to_string(folder).expect("a document");
    let document = read(&text).expect("it reads");
    let written = write(&document);
    assert_eq!(read(&written).expect("what we write reads"), document);
    assert_eq!(write(&read(&written).expect("it reads")), written);
}

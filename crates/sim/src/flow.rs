//! The flow that the simulated customers talk to. Whatever it says holds its workspace, its revision and what the
//! customer said last, so that every message can be told from every other.

use serde_json::{Value, json};

use crate::world::WORKSPACES;

/// Seconds of silence after which each question gives up.
pub const SILENCE_S: u64 = 60;

/// What a question that nobody answered says, before what it was asked after.
pub const SILENT: &str = "silent";

/// A revision of a workspace's flow.
pub fn document(workspace: usize, revision: u32) -> Value {
    let name = WORKSPACES[workspace];
    let text = |what: &str, of: &str| json!({ "en": format!("{name} r{revision} {what} {{{{ {of} }}}}") });
    let ask = |what: &str, of: &str, save_as: &str, next: &str| {
        json!({
            "kind": "ask",
            "settings": {
                "text": text(what, of), "answer": { "type": "text" }, "save_as": save_as,
                "no_reply_after_s": SILENCE_S,
            },
            "exits": { "answered": next, "invalid": next, "no_reply": format!("silent-{save_as}") },
        })
    };
    let say = |what: &str, of: &str, delivery: &str, next: &str| {
        json!({
            "kind": "message", "settings": { "text": text(what, of), "delivery": delivery },
            "exits": { "next": next },
        })
    };
    let opening = "first | default('-')";
    // Handed back, one flow calls and the other waits: whoever hands back then leaves a call, or a timer.
    let returned = if workspace == 0 { "look" } else { "pause" };
    json!({
        "format": "tsunagi.flow/1", "languages": ["en"], "time_zone": "Asia/Tokyo", "start": "begin",
        "nodes": {
            "begin": {
                "kind": "set",
                "settings": { "assignments": [{ "variable": "first", "value": "message.text if message.text else now" }] },
                "exits": { "next": "hello" },
            },
            "hello": say("hello", opening, "at_least_once", "name"),
            "name": ask("name", opening, "a", "code"),
            "code": say("code", "a", "at_most_once", "again"),
            "again": say("again", "a", "at_least_once", "call"),
            "call": {
                "kind": "http",
                "settings": { "method": "GET", "url": "https://orders.example/{{ a }}", "timeout_s": 5, "save_as": "order" },
                "exits": { "success": "found", "failure": "lost" },
            },
            "found": say("found", "a", "at_least_once", "more"),
            "lost": say("lost", "a", "at_least_once", "more"),
            "more": ask("more", "a", "b", "who"),
            "who": {
                "kind": "branch",
                "settings": { "conditions": [{ "id": "agent", "when": "contains(b, 'agent')" }] },
                "exits": { "case:agent": "people", "else": "pause" },
            },
            "people": {
                "kind": "handover",
                "settings": { "text": text("people", "b"), "queue": "support", "reason": "asked" },
                "exits": { "returned": returned },
            },
            "look": {
                "kind": "http",
                "settings": { "method": "GET", "url": "https://orders.example/{{ b }}", "timeout_s": 5, "save_as": "order" },
                "exits": { "success": "pause", "failure": "pause" },
            },
            "pause": {
                "kind": "wait", "settings": { "for_s": 20, "on_message": "keep" }, "exits": { "next": "bye" },
            },
            "bye": say("bye", "b", "at_least_once", "end"),
            "silent-a": say(SILENT, opening, "at_least_once", "end"),
            "silent-b": say(SILENT, "a", "at_least_once", "end"),
            "end": { "kind": "end", "settings": {} },
        },
    })
}

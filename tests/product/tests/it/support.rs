//! What the tests share: small flows, and a timeline as lines.

use conversation::{Author, Channel, Entry, EntryBody};
use testkit::World;

pub const LINE_USER: &str = "U0123456789abcdef0123456789abcdef";

/// Asks a colour, saves it, thanks, and hands over on "agent".
pub const COLOUR: &str = r#"{
    "format": "tsunagi.flow/1", "languages": ["en"], "time_zone": "Asia/Tokyo", "start": "ask",
    "nodes": {
        "ask": {
            "kind": "ask",
            "settings": { "text": { "en": "Which colour?" }, "answer": { "type": "text" }, "save_as": "colour" },
            "exits": { "answered": "thanks", "invalid": "thanks" }
        },
        "thanks": {
            "kind": "message", "settings": { "text": { "en": "You like {{ colour | default('nothing') }}." } },
            "exits": { "next": "end" }
        },
        "end": { "kind": "end", "settings": {}, "exits": {} }
    }
}"#;

/// Hands over at once; says goodbye when handed back.
pub const HANDOVER: &str = r#"{
    "format": "tsunagi.flow/1", "languages": ["en"], "time_zone": "Asia/Tokyo", "start": "people",
    "nodes": {
        "people": {
            "kind": "handover",
            "settings": { "text": { "en": "One moment." }, "queue": "support", "reason": "asked for a person" },
            "exits": { "returned": "bye" }
        },
        "bye": { "kind": "message", "settings": { "text": { "en": "Goodbye." } }, "exits": { "next": "end" } },
        "end": { "kind": "end", "settings": {}, "exits": {} }
    }
}"#;

/// A world with one flow that every channel starts.
pub async fn world(flow: &str) -> World {
    let world = World::new().await;
    world.publish("main", flow).await;
    world.connect("main").await;
    world
}

/// The timeline as lines: who said what.
pub async fn lines(world: &World, channel: Channel, address: &str) -> Vec<String> {
    let customer = world.customer(channel, address);
    world.timeline(&customer).await.iter().map(line).collect()
}

pub fn line(entry: &Entry) -> String {
    let who = match &entry.author {
        Author::Customer => "customer",
        Author::Flow { .. } => "flow",
        Author::Agent(_) => "agent",
        Author::System => "system",
    };
    match &entry.body {
        EntryBody::Message { content, .. } => format!("{who}: {}", content.preview()),
        EntryBody::Note { text } => format!("{who} notes: {text}"),
        EntryBody::Event { kind, .. } => format!("{who}: [{}]", kind.as_str()),
    }
}

//! Bad input is normal input: a clear answer, nothing lost, nothing leaked.

use conversation::Channel;

use crate::support::{COLOUR, LINE_USER, lines, world};

#[tokio::test]
async fn a_body_of_ten_megabytes_is_refused_before_anything_else() {
    let world = world(COLOUR).await;
    let mut webhook = world.text_webhook(Channel::Line, LINE_USER, "hello");
    webhook.body = vec![b'x'; 10 * 1024 * 1024];
    assert_eq!(world.post(&webhook).await, 413);
    world.finish().await;
}

#[tokio::test]
async fn a_signed_body_that_cannot_be_read_is_kept_answered_and_shown() {
    use app::records::FailureRecord;
    let world = world(COLOUR).await;
    for body in [&b"{\"events\": 7"[..], b"\xff\xfe not utf-8", &deep()] {
        let mut webhook = world.text_webhook(Channel::Line, LINE_USER, "x");
        webhook.body = body.to_vec();
        let signature = signed(body);
        for (name, value) in &mut webhook.headers {
            if name == "x-line-signature" {
                value.clone_from(&signature);
            }
        }
        assert_eq!(world.post(&webhook).await, 200, "a vendor must not disable the webhook");
        world.advance(1).await;
    }
    let kept = world.services.read_all(world.services.workspace(), FailureRecord::PARTITION).await.expect("read");
    assert_eq!(kept.len(), 2, "no JSON, no UTF-8");
    // The deep one is a body with one event that nobody can read: it stands in the account's own thread.
    assert_eq!(lines(&world, Channel::Line, "").await, ["system: [unknown_event]"]);
    world.finish().await;
}

fn signed(body: &[u8]) -> String {
    testkit::line_signature(body)
}

fn deep() -> Vec<u8> {
    let start = format!("{{\"destination\":\"{}\",\"events\":", testkit::BOT);
    [start.as_bytes(), &b"[".repeat(5_000), &b"]".repeat(5_000), b"}"].concat()
}

#[tokio::test]
async fn an_unknown_account_and_a_wrong_method_are_told_apart() {
    let world = world(COLOUR).await;
    let mut webhook = world.text_webhook(Channel::Custom, "u", "x");
    webhook.channel = Channel::Line;
    assert_eq!(world.post(&webhook).await, 401, "another channel's signature is no signature");
}

#[tokio::test]
async fn a_session_that_grows_too_large_ends_safely_with_a_note() {
    // Each answer doubles the hoard.
    let flow = r#"{
        "format": "tsunagi.flow/1", "languages": ["en"], "time_zone": "Asia/Tokyo", "start": "ask",
        "variables": [{ "name": "hoard", "type": "text", "initial": "0123456789" }],
        "nodes": {
            "ask": {
                "kind": "ask",
                "settings": { "text": { "en": "More?" }, "answer": { "type": "text" }, "save_as": "more" },
                "exits": { "answered": "grow", "invalid": "grow" }
            },
            "grow": {
                "kind": "set", "settings": { "assignments": [{ "variable": "hoard", "value": "hoard ~ hoard" }] },
                "exits": { "next": "ask" }
            }
        }
    }"#;
    let world = world(flow).await;
    for _ in 0..16 {
        world.says(Channel::Custom, "user-1", "yes").await;
        // Time for retries of nothing; the thread must never be stuck.
    }
    let seen = lines(&world, Channel::Custom, "user-1").await;
    assert!(seen.contains(&"system: [flow_problem]".to_owned()), "{seen:?}");
    world.finish().await;
}

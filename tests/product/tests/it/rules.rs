//! Rules that no other file shows: secrets (R7), options that can be typed (R9), limits (R10).

use std::io::Write;
use std::sync::{Arc, Mutex};

use app::people::create_token;
use conversation::Channel;
use protocol::people::Role;
use serde_json::{Value, json};
use testkit::{CUSTOM_SECRET, LINE_SECRET, LINE_TOKEN, Reaction, TWILIO_TOKEN};

use crate::support::{COLOUR, LINE_USER, lines, world};

/// Everything that is logged, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("one thread").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
pub(crate) async fn r7_secrets_reach_no_log_no_answer_and_no_timeline() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let world = world(COLOUR).await;
    let (_, owner) = create_token(&world.services, "o", Role::Owner).await.expect("a token");
    // What goes well, what is refused, what breaks, and what the vendor says about it.
    let echo = format!(r#"{{"message":"Authentication failed for Bearer {LINE_TOKEN}"}}"#);
    world.provider.react([Reaction::status(401, &echo), Reaction::Refuse, Reaction::TooLarge]);
    for (channel, from) in [(Channel::Line, LINE_USER), (Channel::Sms, "+819012345678"), (Channel::Custom, "u1")] {
        world.says(channel, from, "hello").await;
        let mut forged = world.text_webhook(channel, from, "hello");
        forged.body.push(b' ');
        assert_eq!(world.post(&forged).await, 401);
    }
    world.advance(60_000).await;
    let mut seen = String::from_utf8_lossy(&log.0.lock().expect("one thread")).into_owned();
    assert!(!seen.is_empty(), "something is logged");
    for path in
        ["/api/v1/channels", "/api/v1/conversations?state=open", "/api/v1/flows", "/api/v1/users", "/api/v1/tokens"]
    {
        let (status, answer) = world.call(&owner, "GET", path, None).await;
        assert_eq!(status, 200, "{path}: {answer}");
        seen.push_str(&answer.to_string());
    }
    for (channel, from) in [(Channel::Line, LINE_USER), (Channel::Sms, "+819012345678"), (Channel::Custom, "u1")] {
        let path = format!("/api/v1/customers/{}/timeline", world.customer(channel, from));
        seen.push_str(&world.call(&owner, "GET", &path, None).await.1.to_string());
    }
    for secret in [LINE_SECRET, LINE_TOKEN, TWILIO_TOKEN, CUSTOM_SECRET, &owner] {
        assert!(!seen.contains(secret), "a secret was shown: {secret}");
    }
}

/// A choice of twenty: more than any channel has buttons for.
#[tokio::test]
async fn r9_every_option_can_be_typed_on_every_channel() {
    let options: Vec<Value> = (1..=20)
        .map(|number| json!({ "id": format!("o{number}"), "label": { "en": format!("Option number {number}") } }))
        .collect();
    let mut flow: Value = serde_json::from_str(COLOUR).expect("a flow");
    flow["nodes"]["ask"]["settings"]["answer"] = json!({ "type": "choice", "options": options });
    flow["nodes"]["thanks"]["settings"]["text"]["en"] = "You took {{ colour }}.".into();
    let world = world(&flow.to_string()).await;
    for (channel, from) in [(Channel::Line, LINE_USER), (Channel::Sms, "+819012345678"), (Channel::Custom, "u1")] {
        world.says(channel, from, "hello").await;
        world.says(channel, from, "17").await;
        assert!(lines(&world, channel, from).await.contains(&"flow: You took o17.".to_owned()), "{channel:?}");
        world.says(channel, from, "again").await;
        world.says(channel, from, "option number 4").await;
        assert!(lines(&world, channel, from).await.contains(&"flow: You took o4.".to_owned()), "{channel:?}");
    }
    world.finish().await;
}

#[tokio::test]
async fn r10_what_is_too_large_is_refused_with_its_limit_and_nothing_is_cut() {
    let world = world(COLOUR).await;
    let (_, owner) = create_token(&world.services, "o", Role::Owner).await.expect("a token");
    let (_, flows) = world.call(&owner, "GET", "/api/v1/flows", None).await;
    let path = format!("/api/v1/flows/{}", flows[0]["id"].as_str().expect("an id"));
    let (_, before) = world.call(&owner, "GET", &path, None).await;
    let mut document = before["document"].clone();
    document["nodes"]["thanks"]["settings"]["text"]["en"] = "x".repeat(limits::FLOW_DOCUMENT_BYTES).into();
    let change = json!({ "document": document, "version": before["version"] });
    let (status, problem) = world.call(&owner, "PATCH", &path, Some(change)).await;
    assert_eq!(status, 413, "{problem}");
    assert_eq!(world.call(&owner, "GET", &path, None).await.1, before, "the draft is as it was");

    world.open_chat("one", "https://chat.example.com").await;
    world.frame("one", json!({ "type": "hello", "v": 1, "after": 0 })).await;
    let long = json!({ "type": "message", "client_id": "m1", "text": "x".repeat(5_001) });
    let answer = world.frame("one", long).await;
    assert_eq!((&answer[0]["code"], &answer[0]["client_id"]), (&json!("too_long"), &json!("m1")));
    assert!(answer[0]["message"].as_str().is_some_and(|text| text.contains("5000")), "{answer:?}");

    let whole = "長い話。".repeat(1_500);
    world.says(Channel::Line, LINE_USER, &whole).await;
    let stored = lines(&world, Channel::Line, LINE_USER).await;
    assert!(stored.contains(&format!("customer: {whole}")), "what the vendor delivered is kept whole");
    world.finish().await;
}

#[tokio::test]
async fn a_template_that_breaks_leaves_a_note_and_no_empty_message() {
    let broken = COLOUR.replace("{{ colour | default('nothing') }}", "{{ 1 // (colour | length - 4) }}");
    let world = world(&broken).await;
    world.says(Channel::Sms, "+819012345678", "hello").await;
    world.says(Channel::Sms, "+819012345678", "blue").await;
    let seen = lines(&world, Channel::Sms, "+819012345678").await;
    assert!(seen.contains(&"system: [flow_problem]".to_owned()), "{seen:?}");
    assert!(!seen.iter().any(|line| line == "flow: " || line == "flow: You like ."), "{seen:?}");
    let customer = world.customer(Channel::Sms, "+819012345678");
    let conversation = world.thread(&customer).await.and_then(|thread| thread.conversation).expect("one");
    assert_eq!(conversation.state, conversation::State::Queued, "people take over where a flow breaks");
    world.finish().await;
}

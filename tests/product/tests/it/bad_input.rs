//! Bad input is normal input: a clear answer, nothing lost, nothing leaked.

use app::people::create_token;
use app::records::{FailureKind, FailureRecord, decode};
use conversation::Channel;
use protocol::people::Role;
use serde_json::{Value, json};
use testkit::{ACCOUNT, BOT, TWILIO_SID, World};

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
    let world = world(COLOUR).await;
    for body in [&b"{\"events\": 7"[..], b"\xff\xfe not utf-8", b"\xfe\xff not utf-8", &deep()] {
        let webhook = world.signed_webhook(Channel::Line, body);
        assert_eq!(world.post(&webhook).await, 200, "a vendor must not disable the webhook");
        world.advance(1).await;
    }
    assert_eq!(kept_aside(&world).await.len(), 4, "no JSON, no UTF-8 twice, one event that nobody can read");
    assert_eq!(lines(&world, Channel::Line, "").await, Vec::<String>::new());
    world.finish().await;
}

#[tokio::test]
async fn a_setting_that_keeps_customers_out_is_shown_once_a_day() {
    let world = world(COLOUR).await;
    let form =
        |sid: &str, to: &str| format!("AccountSid={TWILIO_SID}&MessageSid={sid}&From=%2B8190&To={to}&Body=Hanako");
    let line = |id: &str| {
        let event = line_event(id, LINE_USER, &json!({ "id": "1", "type": "text", "text": "Hanako" }));
        json!({ "destination": "Uother", "events": [event] }).to_string()
    };
    for (channel, body) in [
        (Channel::Line, line("a")),
        (Channel::Line, line("b")),
        (Channel::Sms, form("SM1", "%2B15550000000")),
        (Channel::Sms, form("SM2", "%2B15550000000")),
    ] {
        assert_eq!(world.post(&world.signed_webhook(channel, body)).await, 200);
        world.advance(1).await;
    }
    let shown = failures(&world).await;
    let kinds: Vec<&FailureKind> = shown.iter().map(|failure| &failure.kind).collect();
    let for_another = |channel: Channel, setting: &str| FailureKind::WebhookForAnother {
        channel: channel.as_str().to_owned(),
        account: ACCOUNT.to_owned(),
        setting: setting.to_owned(),
    };
    let (bot, from) = (for_another(Channel::Line, "bot_user_id"), for_another(Channel::Sms, "from"));
    assert!(kinds.len() == 2 && kinds.contains(&&bot) && kinds.contains(&&from), "{kinds:?}");
    assert!(!format!("{shown:?}").contains("Hanako"));

    world.advance(24 * 60 * 60 * 1000).await;
    assert_eq!(world.post(&world.signed_webhook(Channel::Line, line("c"))).await, 200);
    assert_eq!(failures(&world).await.len(), 3, "tomorrow it is said again");
    world.finish().await;
}

fn deep() -> Vec<u8> {
    let start = format!("{{\"destination\":\"{}\",\"events\":", testkit::BOT);
    [start.as_bytes(), &b"[".repeat(5_000), &b"]".repeat(5_000), b"}"].concat()
}

/// What is shown of the bodies that were kept aside, the oldest first.
async fn kept_aside(world: &World) -> Vec<String> {
    failures(world).await.into_iter().map(|failure| failure.detail).collect()
}

async fn failures(world: &World) -> Vec<FailureRecord> {
    let items = world.services.read_all(world.services.workspace(), FailureRecord::PARTITION).await.expect("read");
    items.iter().map(|item| decode(item).expect("a failure")).collect()
}

pub(crate) fn line_event(id: &str, user: &str, message: &Value) -> Value {
    json!({
        "type": "message", "webhookEventId": id, "timestamp": 1_795_482_000_000_u64, "mode": "active",
        "source": { "type": "user", "userId": user }, "message": message,
    })
}

pub(crate) fn line_body(events: &[Value]) -> Vec<u8> {
    json!({ "destination": BOT, "events": events }).to_string().into_bytes()
}

#[tokio::test]
async fn an_event_that_does_not_fit_is_kept_aside_and_the_others_of_its_body_are_taken() {
    let world = world(COLOUR).await;
    let text = |text: &str| json!({ "id": "1", "type": "text", "text": text });
    let body = line_body(&[
        line_event("a", "Ularge", &text(&"x".repeat(900_000))),
        line_event("b", LINE_USER, &text("hello")),
        line_event("c", &"U".repeat(10_000), &text("hello")),
    ]);
    let webhook = world.signed_webhook(Channel::Line, body);
    assert_eq!(world.post(&webhook).await, 200);
    world.settle().await;
    let seen = lines(&world, Channel::Line, LINE_USER).await;
    assert_eq!(seen[2..], ["customer: hello", "flow: Which colour?"]);
    assert_eq!(lines(&world, Channel::Line, "Ularge").await, Vec::<String>::new());
    assert_eq!(
        kept_aside(&world).await,
        ["2 of 3 events not taken: the message has 900000 bytes; at most 131072 are taken"]
    );
    world.finish().await;
}

#[tokio::test]
async fn an_event_that_cannot_be_read_is_kept_aside_and_the_others_of_its_body_are_taken() {
    let world = world(COLOUR).await;
    let hello = line_event("a", LINE_USER, &json!({ "id": "1", "type": "text", "text": "hello" }));
    // Half of a surrogate pair: the body is JSON, and this text is none.
    let broken = hello.to_string().replace("hello", r"Hanako\ud83d");
    let body = format!(r#"{{"destination":"{BOT}","events":[{broken},{hello}]}}"#);
    assert_eq!(world.post(&world.signed_webhook(Channel::Line, body)).await, 200);
    world.settle().await;
    assert_eq!(lines(&world, Channel::Line, LINE_USER).await[2..], ["customer: hello", "flow: Which colour?"]);
    let kept = kept_aside(&world).await;
    assert!(kept.len() == 1 && kept[0].starts_with("1 of 2 events not taken: event 1: it is no JSON"), "{kept:?}");
    assert!(!kept[0].contains("Hanako"));
    world.finish().await;
}

#[tokio::test]
pub(crate) async fn what_a_vendor_sends_too_long_or_strange_is_kept_aside_and_never_a_dead_letter() {
    let world = world(COLOUR).await;
    let custom = |kind: &str, data: Value| (Channel::Custom, json!({ "type": kind, "data": data }).to_string());
    let sms = |from: &str, more: &str| {
        let form = format!("AccountSid={TWILIO_SID}&MessageSid=SM1&To=%2B15005550006&From={from}&{more}");
        (Channel::Sms, form)
    };
    let quotes = json!({ "id": "1", "type": "text", "text": "\"".repeat(140_000) });
    let line = String::from_utf8(line_body(&[line_event("a", LINE_USER, &quotes)])).expect("JSON is UTF-8");
    let bodies = [
        custom("message.received", json!({ "from": "u", "text": "\u{1}".repeat(120_000) })),
        custom("message.received", json!({ "from": "u", "text": "x", "name": "N".repeat(300_000) })),
        custom("message.received", json!({ "from": "u", "text": "x", "name": "N".repeat(201) })),
        custom("message.received", json!({ "from": "u", "choice": { "id": "c", "label": "L".repeat(200_000) } })),
        custom("message.delivered", json!({ "from": "u", "message_id": "m".repeat(100_000) })),
        custom(&"T".repeat(400_000), json!({ "from": "u" })),
        (Channel::Line, line),
        sms("%2B819012345678", &format!("Body={}", "x".repeat(300_000))),
        sms(&"%2B".repeat(5_000), "Body=x"),
        sms("%2B819012345678", "Latitude=NaN&Longitude=1"),
        sms("%2B819012345678", "Latitude=1&Longitude=1e999"),
    ];
    for (at, (channel, body)) in bodies.iter().enumerate() {
        let webhook = world.signed_webhook(*channel, body.as_bytes());
        assert_eq!(world.post(&webhook).await, 200, "{at}");
        world.advance(1).await;
        let kept = kept_aside(&world).await;
        assert_eq!(kept.len(), at + 1, "{channel:?} {:?}", kept.last());
    }
    assert_eq!(lines(&world, Channel::Custom, "u").await, Vec::<String>::new());
    assert_eq!(lines(&world, Channel::Sms, "+819012345678").await, Vec::<String>::new());
    world.finish().await;
}

#[tokio::test]
async fn what_is_shown_of_a_body_kept_aside_quotes_nothing_of_it() {
    let world = world(COLOUR).await;
    for (channel, body) in [
        (Channel::Line, json!({ "destination": BOT, "events": "what Hanako wrote" }).to_string()),
        (Channel::Line, r#"{"destination": Hanako"#.to_owned()),
        (Channel::Custom, r#""Hanako" and more"#.to_owned()),
    ] {
        assert_eq!(world.post(&world.signed_webhook(channel, body)).await, 200);
        world.advance(1).await;
    }
    let kept = kept_aside(&world).await;
    assert_eq!(kept.len(), 3);
    assert!(kept.iter().all(|detail| detail.contains("JSON") && !detail.contains("Hanako")), "{kept:?}");
    world.finish().await;
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

#[tokio::test]
async fn an_address_that_is_called_wrongly_says_what_it_takes() {
    let world = world(COLOUR).await;
    let (_, token) = create_token(&world.services, "o", Role::Owner).await.expect("a token is made");
    for (method, path, status, code, said) in [
        ("GET", "/api/v1/customers/cus_x/timeline?limit=many", 400, "query_invalid", "limit: invalid digit"),
        ("GET", "/api/v1/customers/cus_x/timeline?before=-1", 400, "query_invalid", "before: invalid digit"),
        ("DELETE", "/api/v1/conversations", 405, "method_not_allowed", "`allow`"),
    ] {
        let (answered, problem) = world.call(&token, method, path, None).await;
        assert_eq!((answered, &problem["code"]), (status, &json!(code)), "{method} {path}: {problem}");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(said)), "{problem}");
    }
    world.finish().await;
}

//! What reads bytes of strangers, or bytes that came through a place where they may have been damaged.

use std::collections::BTreeMap;

use channels::{Account, WebhookRequest, custom, line, sms};
use conversation::{Channel, Content};
use flow_engine::{CustomerFacts, Event, EventKind};
use protocol::webchat::ClientFrame;

use crate::check;

const NOW_MS: u64 = 1_795_482_000_000;

fn webhook(channel: Channel, kind: &str, samples: Vec<Vec<u8>>) {
    let settings = BTreeMap::from([("account_sid", "AC1"), ("from", "+15005550006")]);
    let settings = settings.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let headers: Vec<_> = [("content-type", kind), ("webhook-id", "msg_1"), ("webhook-timestamp", "1795482000")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
    let account = Account { id: "main", settings: &settings, secrets: &BTreeMap::new() };
    check(channel.as_str(), &samples, |body| {
        let public_url = "https://chat.example.com/webhooks/x/main";
        let request = WebhookRequest { method: "POST", public_url, headers: &headers, body };
        let module = channels::module(channel);
        // Nothing unsigned is let in, whatever it holds.
        assert!(module.verify(&account, &request, NOW_MS).is_err());
        let _ = module.parse(&account, &request, NOW_MS);
    });
}

#[test]
fn webhooks_of_line() {
    let (destination, user_id, event_id, reply_token) = ("U0", "U1", "E1", "r1");
    let deed = line::simulate::Deed { destination, user_id, event_id, reply_token, at_ms: NOW_MS };
    let samples = vec![
        line::simulate::text_message_body(&deed, "こんにちは"),
        line::simulate::image_message_body(&deed, Some("https://a.example/b")),
        line::simulate::sticker_message_body(&deed, "1", "2"),
        line::simulate::location_message_body(&deed, "here", 35.6, 139.7),
        line::simulate::postback_body(&deed, "red"),
        line::simulate::follow_body(&deed),
        line::simulate::unsend_body(&deed, "1"),
    ];
    webhook(Channel::Line, "application/json", samples);
}

#[test]
fn webhooks_of_sms() {
    let (account_sid, message_sid, from, to) = ("AC1", "SM1", "+819012345678", "+15005550006");
    let wire = sms::simulate::Wire { account_sid, message_sid, from, to };
    let report = sms::simulate::Wire { from: to, to: from, ..wire.clone() };
    let samples = vec![
        sms::simulate::form(&wire, "hello 日本", &[("https://api.twilio.com/m/1", "image/png")]).into_bytes(),
        sms::simulate::form(&wire, "STOP", &[]).into_bytes(),
        sms::simulate::status_form(&report, "delivered", Some(30003)).into_bytes(),
    ];
    webhook(Channel::Sms, "application/x-www-form-urlencoded", samples);
}

#[test]
fn webhooks_of_custom() {
    let samples = vec![
        custom::simulate::text_body("user-1", "hello", NOW_MS),
        custom::simulate::image_body("user-1", "https://a.example/b.png", "a picture", NOW_MS),
        custom::simulate::choice_body("user-1", "red", "Red", NOW_MS),
    ];
    webhook(Channel::Custom, "application/json", samples);
}

#[test]
fn frames_of_the_web_chat() {
    let samples: Vec<Vec<u8>> = [
        r#"{"type":"hello","v":1,"token":"a.b","after":3,"language":"ja"}"#,
        r#"{"type":"message","client_id":"m1","text":"hello"}"#,
        r#"{"type":"pick","client_id":"m1","id":"red","label":"Red"}"#,
        r#"{"type":"ping"}"#,
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    check("webchat", &samples, |bytes| {
        if let Ok(frame) = serde_json::from_slice::<ClientFrame>(bytes) {
            let again = serde_json::to_vec(&frame).expect("frames are JSON");
            assert_eq!(serde_json::from_slice::<ClientFrame>(&again).ok(), Some(frame), "it reads what it wrote");
        }
    });
}

fn flows() -> Vec<Vec<u8>> {
    vec![
        include_bytes!("../../../../flows/order-support.json").to_vec(),
        include_bytes!("../../../../flows/contact-details.json").to_vec(),
        include_bytes!("../../../../flows/examples/colour-drink.json").to_vec(),
        include_bytes!("../../../../flows/upgrades/v0.json").to_vec(),
    ]
}

#[test]
fn flow_documents() {
    check("flow", &flows(), |bytes| {
        let Ok(text) = std::str::from_utf8(bytes) else { return };
        let Ok(document) = flow_model::read(text) else { return };
        let context = flow_model::Context { flows: None, queues: None, languages: Vec::new(), channels: Vec::new() };
        let _ = flow_model::analyse(&document, &context);
        let _ = flow_model::compile(&document, &|_| None);
    });
}

/// A flow that says a template and asks.
fn saying(template: &str) -> String {
    serde_json::json!({
        "format": "tsunagi.flow/1", "languages": ["en"], "time_zone": "Asia/Tokyo", "start": "ask",
        "nodes": {
            "ask": {
                "kind": "ask",
                "settings": { "text": { "en": template }, "answer": { "type": "text" }, "save_as": "a" },
                "exits": { "answered": "end", "invalid": "end" },
            },
            "end": { "kind": "end", "settings": {} },
        },
    })
    .to_string()
}

fn program(flow: &str) -> Option<Vec<u8>> {
    let document = flow_model::read(flow).ok()?;
    flow_model::compile(&document, &|_| None).ok().map(|program| program.bytes)
}

fn event(kind: EventKind) -> Event {
    let customer = CustomerFacts {
        name: "Hana".to_owned(),
        language: "en".to_owned(),
        channel: Channel::Line,
        phone: String::new(),
        email: String::new(),
    };
    Event { now_ms: NOW_MS, seed: 1, customer, kind }
}

fn started() -> Event {
    event(EventKind::Started { opening: Some(Content::text("hello")) })
}

#[test]
fn templates() {
    let samples: Vec<Vec<u8>> = [
        "Hello {{ customer.name | default('you') }}, {{ now | format_date('yyyy-MM-dd') }}.",
        "{% for i in range(5) %}{{ i }}, {% endfor %}{% if message.text == 'x' %}a{% else %}b{% endif %}",
        "{{ [1, 2, {'a': 3}][2].a + 1 }} {{ 'a' ~ 'b' | upper }} {{ format_number(1234567.5) }}",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    check("template", &samples, |bytes| {
        if let Some(program) = std::str::from_utf8(bytes).ok().and_then(|text| program(&saying(text))) {
            flow_engine::step(&program.as_slice(), None, &started());
        }
    });
}

#[test]
fn programs() {
    let samples: Vec<Vec<u8>> =
        flows()[1..3].iter().filter_map(|flow| program(std::str::from_utf8(flow).ok()?)).collect();
    assert_eq!(samples.len(), 2);
    check("program", &samples, |bytes| {
        flow_engine::step(&bytes, None, &started());
    });
}

#[test]
fn sessions_and_what_guests_answer() {
    let program = program(&saying("What?")).expect("it compiles");
    let first = flow_engine::step(&program.as_slice(), None, &started());
    let session = first.session.expect("it waits");
    check("session", std::slice::from_ref(&session), |bytes| {
        let _ = flow_engine::inspect(bytes);
        for kind in [
            EventKind::Message { content: Content::text("answer") },
            EventKind::TimerFired { generation: 1 },
            EventKind::HandedBack,
        ] {
            flow_engine::step(&program.as_slice(), Some(bytes), &event(kind));
        }
    });
    let input = flow_engine::encode_input(Some(&session), &event(EventKind::HandedBack));
    let output = flow_engine::step_bytes(&program.as_slice(), &input);
    check("guest", &[input, output], |bytes| {
        let _ = flow_engine::decode_result(bytes);
        flow_engine::step_bytes(&program.as_slice(), bytes);
    });
}

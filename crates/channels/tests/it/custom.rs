//! The custom channel: Standard Webhooks in and out.

use channels::custom::simulate::{self, check_outgoing};
use channels::{Degraded, RejectClass, SendOutcome, custom};
use conversation::{Channel, Content, DeliveryStatus, InboundKind, Media, MediaKind, MediaSource};
use serde_json::{Value, json};

use crate::support::*;

const URL: &str = "https://x.example/";
const ID: [(&str, &str); 1] = [("Webhook-Id", "msg_1")];

fn parse(body: &Value) -> conversation::Inbound {
    let events = post(URL, &ID, body.to_string()).parse(Channel::Custom, &custom_account());
    let [event] = events.try_into().unwrap();
    event
}

fn message(content: Content, id: &str) -> InboundKind {
    InboundKind::Message { content, provider_message_id: Some(id.to_owned()), reply_token: None }
}

#[test]
fn the_smallest_payload_is_enough() {
    let event = parse(&json!({
        "type": "message.received", "timestamp": "2026-01-02T03:04:05.5+09:00", "data": { "from": "user-1", "text": "hello" },
    }));
    assert_eq!(event.identity.address, "user-1");
    assert_eq!(event.event_key, "msg_1");
    assert_eq!(event.occurred_at_ms, 1_767_290_645_500);
    assert_eq!(event.kind, message(Content::text("hello"), "msg_1"));
    assert_eq!((event.display_name, event.language), (None, None));
}

#[test]
fn every_kind_of_data_is_read() {
    let image = |alt: &str, caption: &str| {
        Content::Media(Media {
            kind: MediaKind::Image,
            source: MediaSource::Url("https://i.example/a".to_owned()),
            alt: alt.to_owned(),
            caption: caption.to_owned(),
        })
    };
    for (data, expected) in [
        (json!({"from":"u","text":"x","id":"m1"}), message(Content::text("x"), "m1")),
        (json!({"from":"u","text":""}), message(Content::text(""), "msg_1")),
        (
            json!({"from":"u","image":{"url":"https://i.example/a","alt":"cat"},"text":"look"}),
            message(image("cat", "look"), "msg_1"),
        ),
        (json!({"from":"u","image":"https://i.example/a"}), message(image("", ""), "msg_1")),
        (
            json!({"from":"u","choice":{"id":"y","label":"Yes"}}),
            message(Content::Picked { id: "y".to_owned(), label: "Yes".to_owned() }, "msg_1"),
        ),
        (
            json!({"from":"u","choice":"y","text":"Yes"}),
            message(Content::Picked { id: "y".to_owned(), label: "Yes".to_owned() }, "msg_1"),
        ),
    ] {
        assert_eq!(parse(&json!({"type":"message.received","data":data})).kind, expected, "{data}");
    }
    let event = parse(
        &json!({"type":"message.received","timestamp":"yesterday","data":{"from":"u","text":"x","name":"Aki","language":"ja-JP","extra":1}}),
    );
    assert_eq!((event.display_name.as_deref(), event.language.as_deref()), (Some("Aki"), Some("ja-JP")));
    assert_eq!(event.occurred_at_ms, NOW_MS);
    let event = parse(&json!({"type":"message.received","data":{"from":"u","text":"x","language":"not a tag"}}));
    assert_eq!(event.language, None);
}

#[test]
fn reports_and_unknown_types() {
    for (name, status) in [
        ("message.delivered", DeliveryStatus::Delivered),
        ("message.read", DeliveryStatus::Read),
        ("message.failed", DeliveryStatus::Rejected),
    ] {
        let event = parse(&json!({"type":name,"data":{"from":"u","message_id":"msg_9","error":"gone"}}));
        let expected =
            InboundKind::Receipt { provider_message_id: "msg_9".to_owned(), status, error: Some("gone".to_owned()) };
        assert_eq!(event.kind, expected);
    }
    let event = parse(&json!({"type":"order.created","data":{"from":"u"}}));
    assert_eq!((event.kind, event.identity.address.as_str()), (unknown("order.created"), "u"));
    assert_eq!(parse(&json!({"type":"ping"})).identity.address, "");
}

#[test]
fn bodies_that_say_too_little_are_unreadable() {
    for body in [
        "".to_owned(),
        "[]".to_owned(),
        "{".to_owned(),
        json!({"data":{"from":"u","text":"x"}}).to_string(),
        json!({"type":"message.received","data":{"text":"x"}}).to_string(),
        json!({"type":"message.received","data":{"from":5,"text":"x"}}).to_string(),
        json!({"type":"message.received","data":{"from":"u"}}).to_string(),
        json!({"type":"message.received","data":{"from":"u","image":{"url":"http://i.example/a"}}}).to_string(),
        json!({"type":"message.received","data":{"from":"u","choice":{"id":""}}}).to_string(),
        json!({"type":"message.read","data":{"from":"u"}}).to_string(),
        format!("{}{}", "[".repeat(500), "]".repeat(500)),
    ] {
        let request = post(URL, &ID, body.clone());
        let outcome = channels::module(Channel::Custom).parse(&custom_account().view(), &request.view(), NOW_MS);
        assert!(outcome.is_err(), "{}", &body[..body.len().min(200)]);
    }
}

#[test]
fn bodies_that_say_too_much_are_out_of_bounds() {
    let long = "x".repeat(limits::MESSAGE_BYTES + 1);
    for (body, what) in [
        (json!({"type":"message.received","data":{"from":"u","text":long}}), "message"),
        (json!({"type":"message.received","data":{"from":"u","choice":{"id":"c","label":long}}}), "message"),
        (json!({"type":"message.received","data":{"from":"u".repeat(513),"text":"x"}}), "sender's address"),
        (json!({"type":"message.received","data":{"from":"u","text":"x","name":long}}), "sender's name"),
        (json!({"type":"message.delivered","data":{"from":"u","message_id":long}}), "message's id"),
        (json!({"type":long,"data":{"from":"u"}}), "event's type"),
    ] {
        let reason = channels::out_of_bounds(&parse(&body)).expect(what);
        assert!(reason.starts_with(&format!("the {what} has ")), "{reason}");
    }
}

#[test]
fn the_simulated_customer_is_understood() {
    for (body, expected) in [
        (simulate::text_body("u", "やあ", NOW_MS), message(Content::text("やあ"), "msg_1")),
        (
            simulate::choice_body("u", "y", "はい", NOW_MS),
            message(Content::Picked { id: "y".to_owned(), label: "はい".to_owned() }, "msg_1"),
        ),
        (
            simulate::image_body("u", "https://i.example/a", "猫", NOW_MS),
            message(
                Content::Media(Media {
                    kind: MediaKind::Image,
                    source: MediaSource::Url("https://i.example/a".to_owned()),
                    alt: "猫".to_owned(),
                    caption: String::new(),
                }),
                "msg_1",
            ),
        ),
    ] {
        let event = parse(&serde_json::from_slice(&body).unwrap());
        assert_eq!((event.kind, event.occurred_at_ms), (expected, NOW_MS));
    }
}

#[test]
fn messages_are_rendered_exactly() {
    for (content, data, degraded) in [
        (Content::text("hi"), json!({"to":"to-1","text":"hi"}), vec![]),
        (
            choice("OK?", &[("y", "はい"), ("n", "いいえ")]),
            json!({"to":"to-1","text":"OK?\n1 はい\n2 いいえ","prompt":"OK?",
                "options":[{"id":"y","label":"はい"},{"id":"n","label":"いいえ"}]}),
            vec![],
        ),
        (
            media(MediaKind::Image, "https://i.example/a", "cat", ""),
            json!({"to":"to-1","text":"cat\nhttps://i.example/a",
                "media":{"kind":"image","url":"https://i.example/a","alt":"cat","caption":""}}),
            vec![],
        ),
        (
            Content::Location { latitude: 1.5, longitude: 2.5, label: "HQ".to_owned() },
            json!({"to":"to-1","text":"HQ\nhttps://www.google.com/maps/search/?api=1&query=1.5,2.5",
                "location":{"latitude":1.5,"longitude":2.5,"label":"HQ"}}),
            vec![],
        ),
        (
            Content::Sticker { name: "s".to_owned() },
            json!({"to":"to-1","text":"[s]"}),
            vec![Degraded::UnsupportedAsText],
        ),
    ] {
        let rendered = render(Channel::Custom, &custom_account(), &content, None);
        let [attempt] = last_attempts(&rendered)[..] else { panic!("{rendered:?}") };
        let body: Value = serde_json::from_slice(&attempt.body).unwrap();
        assert_eq!(body, json!({"type":"message.sent","timestamp":"2021-02-25T15:02:10Z","data":data}));
        assert_eq!(rendered.degraded.concat(), degraded);
        assert_eq!((attempt.method, attempt.path.as_str()), ("POST", "https://hooks.example/in"));
        assert!(attempt.idempotent);
    }
    let rendered = render(Channel::Custom, &custom_account(), &Content::text(""), None);
    assert_eq!((rendered.parts, rendered.degraded.concat()), (vec![], vec![Degraded::NothingToShow]));
}

#[test]
fn what_we_send_passes_our_own_check_and_repeats_keep_their_id() {
    let rendered = render(Channel::Custom, &custom_account(), &Content::text("hi"), None);
    let attempt = last_attempts(&rendered)[0];
    let request = Posted {
        method: "POST".to_owned(),
        url: URL.to_owned(),
        headers: attempt.headers.clone(),
        body: attempt.body.clone(),
    };
    assert_eq!(request.verify(Channel::Custom, &custom_account()), Ok(()));
    assert_eq!(request.view().header("webhook-id"), Some("msg_123e4567-e89b-42d3-a456-426614174000"));

    // While the secret changes, receivers that know only one of the two can check the message.
    let mut rotating = custom_account();
    rotating.secrets.insert("secret_previous".to_owned(), WHSEC.to_owned());
    rotating.secrets.insert("secret".to_owned(), "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned());
    let rendered = render(Channel::Custom, &rotating, &Content::text("hi"), None);
    let attempt = last_attempts(&rendered)[0];
    let request = Posted { headers: attempt.headers.clone(), body: attempt.body.clone(), ..request };
    for account in [custom_account(), rotating] {
        assert_eq!(request.verify(Channel::Custom, &account), Ok(()));
    }
}

#[test]
fn without_an_endpoint_or_a_secret_there_is_no_attempt() {
    for (settings, secrets) in [
        (vec![], vec![("secret", WHSEC)]),
        (vec![("endpoint_url", "not a url")], vec![("secret", WHSEC)]),
        (vec![("endpoint_url", "ftp://x.example/")], vec![("secret", WHSEC)]),
        (vec![("endpoint_url", "https://x.example/")], vec![]),
        (vec![("endpoint_url", "https://x.example/")], vec![("secret", "whsec_")]),
    ] {
        let rendered = render(Channel::Custom, &account(&settings, &secrets), &Content::text("x"), None);
        assert!(rendered.parts[0].attempts.is_empty());
    }
}

#[test]
fn answers_are_read() {
    let rendered = render(Channel::Custom, &custom_account(), &Content::text("x"), None);
    let attempt = last_attempts(&rendered)[0];
    let outcome = |status, headers: &[(&str, &str)]| read(&custom::Custom, attempt, status, headers, "");
    for status in [200, 202, 204] {
        let provider_message_ids = vec!["msg_123e4567-e89b-42d3-a456-426614174000".to_owned()];
        assert_eq!(outcome(status, &[]), SendOutcome::Accepted { provider_message_ids });
    }
    for (status, headers, expected) in [
        (429, &[("retry-after", "9")][..], (9_000, false)),
        (408, &[], (1_000, true)),
        (500, &[], (1_000, true)),
        (502, &[], (1_000, true)),
        (503, &[("retry-after", "999999999999")], (39_600_000, false)),
        (301, &[], (1_000, false)),
        (400, &[], (1_000, false)),
        (401, &[], (1_000, false)),
        (403, &[], (1_000, false)),
        (404, &[("retry-after", "60")], (60_000, false)),
        (409, &[], (1_000, false)),
        (415, &[], (1_000, false)),
    ] {
        let SendOutcome::RetryLater { after_ms, maybe_taken, .. } = outcome(status, headers) else {
            panic!("{status}")
        };
        assert_eq!((after_ms, maybe_taken), expected, "{status}");
    }
    for (status, expected) in
        [(410, RejectClass::AccountRestricted), (413, RejectClass::InvalidContent), (422, RejectClass::InvalidContent)]
    {
        let SendOutcome::Rejected { class, code, .. } = outcome(status, &[]) else { panic!("{status}") };
        assert_eq!((class, code), (expected, status.to_string()));
    }
}

#[test]
fn the_simulated_client_shows_options_and_pictures() {
    let rendered = render(Channel::Custom, &custom_account(), &choice("OK?", &[("y", "はい")]), None);
    let shown = check_outgoing(&last_attempts(&rendered)[0].body).unwrap();
    assert_eq!(
        (shown.text.as_str(), shown.options.len(), shown.tap_texts.as_slice()),
        ("OK?", 1, &["はい".to_owned()][..])
    );
    let cat = media(MediaKind::Image, "https://i.example/a", "cat", "look");
    let shown =
        check_outgoing(&last_attempts(&render(Channel::Custom, &custom_account(), &cat, None))[0].body).unwrap();
    assert_eq!((shown.text.as_str(), shown.image_url.as_deref()), ("look", Some("https://i.example/a")));
    assert!(check_outgoing(b"{}").is_err());
}

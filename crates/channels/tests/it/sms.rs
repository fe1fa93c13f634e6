//! SMS by Twilio: signatures, forms, messages and answers.

use channels::sms::simulate::{self, Wire, check_outgoing};
use channels::{Degraded, NotTaken, RejectClass, SendOutcome, sms};
use conversation::{Channel, Content, DeliveryStatus, InboundKind, Media, MediaKind, MediaSource};

use crate::support::*;

const URL: &str = "https://x.example/";

fn parse(form: &str) -> Vec<conversation::Inbound> {
    post(URL, &[], form).parse(Channel::Sms, &sms_account())
}

/// An inbound form of our account and number, with more fields.
fn inbound(more: &str) -> Vec<conversation::Inbound> {
    parse(&format!("MessageSid=SM1&SmsSid=SM1&AccountSid=AC1&From=%2B14017122661&To=%2B15558675310&{more}"))
}

fn message(content: Content) -> InboundKind {
    InboundKind::Message { content, provider_message_id: Some("SM1".to_owned()), reply_token: None }
}

fn picture(source: MediaSource, kind: MediaKind, caption: &str) -> Content {
    Content::Media(Media { kind, source, alt: String::new(), caption: caption.to_owned() })
}

#[test]
fn messages_are_read() {
    let media = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1";
    let provider = || MediaSource::Provider(media.to_owned());
    for (form, expected) in [
        ("Body=Hi+there%21&NumMedia=0&FromCountry=US", vec![message(Content::text("Hi there!"))]),
        ("Body=%E3%81%AF%E3%81%84", vec![message(Content::text("はい"))]),
        ("NumMedia=0", vec![message(Content::text(""))]),
        (
            &format!("Body=look&NumMedia=1&MediaUrl0={media}&MediaContentType0=image/jpeg"),
            vec![message(picture(provider(), MediaKind::Image, "look"))],
        ),
        (
            &format!(
                "NumMedia=3&MediaUrl0={media}&MediaContentType0=video/mp4&MediaUrl1=https://evil.example/twilio.com&MediaContentType1=text/vcard"
            ),
            vec![
                message(picture(provider(), MediaKind::Video, "")),
                message(picture(MediaSource::Url("https://evil.example/twilio.com".to_owned()), MediaKind::File, "")),
                message(Content::Unknown { type_name: "media without MediaUrl2".to_owned() }),
            ],
        ),
        (
            "Body=Yes&ButtonText=Yes&ButtonPayload=y",
            vec![message(Content::Picked { id: "y".to_owned(), label: "Yes".to_owned() })],
        ),
        (
            "Body=&Latitude=35.5&Longitude=139.25&Label=Station&Address=1-1",
            vec![message(Content::Location { latitude: 35.5, longitude: 139.25, label: "Station, 1-1".to_owned() })],
        ),
        ("Body=STOP&OptOutType=STOP", vec![InboundKind::Blocked]),
        ("Body=Arret&OptOutType=STOP", vec![InboundKind::Blocked]),
        ("Body=+stop%0A", vec![InboundKind::Blocked]),
        ("Body=please+stop", vec![message(Content::text("please stop"))]),
        ("Body=START&OptOutType=START", vec![InboundKind::Opened { reply_token: None }]),
        ("Body=HELP&OptOutType=HELP", vec![unknown("OptOutType HELP")]),
    ] {
        assert_eq!(kinds(&inbound(form)), expected, "{form}");
    }
}

#[test]
fn each_event_has_its_key_and_the_persons_number() {
    let events =
        inbound("NumMedia=2&MediaUrl0=https://a.twilio.com/0&MediaUrl1=https://a.twilio.com/1&ProfileName=Aki");
    let keys: Vec<&str> = events.iter().map(|event| event.event_key.as_str()).collect();
    assert_eq!(keys, ["SM1", "SM1:1"]);
    for event in &events {
        assert_eq!(event.identity.address, "+14017122661");
        assert_eq!((event.occurred_at_ms, event.display_name.as_deref()), (NOW_MS, Some("Aki")));
    }
}

#[test]
fn reports_are_receipts_for_the_person_written_to() {
    for (status, code, expected) in [
        ("queued", None, Some((DeliveryStatus::Accepted, None))),
        ("sending", None, Some((DeliveryStatus::Accepted, None))),
        ("sent", None, Some((DeliveryStatus::Sent, None))),
        ("delivered", None, Some((DeliveryStatus::Delivered, None))),
        ("read", None, Some((DeliveryStatus::Read, None))),
        ("undelivered", Some(30003), Some((DeliveryStatus::Rejected, Some("30003: the handset cannot be reached")))),
        ("failed", Some(39999), Some((DeliveryStatus::Rejected, Some("39999")))),
        ("teleported", None, None),
    ] {
        let wire = Wire { account_sid: "AC1", message_sid: "SM9", from: "+15558675310", to: "+14017122661" };
        let events = parse(&simulate::status_form(&wire, status, code));
        let [event] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(event.identity.address, "+14017122661");
        assert_eq!(event.event_key, format!("SM9:{status}"));
        let expected = match expected {
            None => unknown("MessageStatus teleported"),
            Some((status, error)) => {
                InboundKind::Receipt { provider_message_id: "SM9".to_owned(), status, error: error.map(str::to_owned) }
            }
        };
        assert_eq!(event.kind, expected);
    }
}

#[test]
fn forms_for_another_account_or_number_name_the_setting_and_unreadable_ones_do_not() {
    let for_another = |setting| Err(NotTaken::ForAnother { setting });
    for (form, setting) in [
        ("MessageSid=SM1&AccountSid=AC2&From=%2B1401&To=%2B15558675310&Body=x", "account_sid"),
        ("MessageSid=SM1&AccountSid=AC1&From=%2B1401&To=%2B15550000000&Body=x", "from"),
        ("MessageSid=SM1&AccountSid=AC1&From=%2B15550000000&To=%2B1401&MessageStatus=sent", "from"),
    ] {
        assert_eq!(post(URL, &[], form).try_parse(Channel::Sms, &sms_account()), for_another(setting), "{form}");
    }
    for form in ["", "Body=x", "MessageSid=SM1&Body=x", "MessageSid=SM1&AccountSid=AC1&Body=x", "%%%=&&&"] {
        let outcome = post(URL, &[], form).try_parse(Channel::Sms, &sms_account());
        assert!(matches!(outcome, Err(NotTaken::Unreadable(_))), "{form}");
    }
    let mut service = sms_account();
    service.settings.insert("from".to_owned(), format!("MG{}", "0".repeat(32)));
    let form = |service: &str| format!("MessageSid=SM1&AccountSid=AC1&From=%2B1401&To=%2B1999&Body=x&{service}");
    let named = |digit: &str| {
        let form = form(&format!("MessagingServiceSid=MG{}", digit.repeat(32)));
        post(URL, &[], form).try_parse(Channel::Sms, &service)
    };
    assert_eq!(named("0").map(|parsed| parsed.events.len()), Ok(1));
    assert_eq!(named("1"), for_another("from"));
}

#[test]
fn json_bodies_are_read_like_forms() {
    let json = [("content-type", "application/json; charset=utf-8")];
    let body = r#"{"MessageSid":"SM1","AccountSid":"AC1","From":"+1 401 712-2661","To":"+15558675310","Body":"hi","NumMedia":0}"#;
    let events = post(URL, &json, body).parse(Channel::Sms, &sms_account());
    assert_eq!(kinds(&events), [message(Content::text("hi"))]);
    assert_eq!(events[0].identity.address, "+14017122661");
    let request = post(URL, &json, "[]");
    assert!(channels::module(Channel::Sms).parse(&sms_account().view(), &request.view(), NOW_MS).is_err());
}

#[test]
fn calls_are_rendered_exactly() {
    let from = "To=%2B819012345678&From=%2B15558675310";
    for (content, body, degraded) in [
        (Content::text("hi & あ"), format!("{from}&Body=hi+%26+%E3%81%82"), vec![]),
        (
            choice("OK?", &[("y", "はい"), ("n", "いいえ")]),
            format!("{from}&Body=OK%3F%0A1+%E3%81%AF%E3%81%84%0A2+%E3%81%84%E3%81%84%E3%81%88"),
            vec![Degraded::ButtonsAsNumberedText],
        ),
        (
            media(MediaKind::Image, "https://i.example/a", "cat", ""),
            format!("{from}&Body=cat%0Ahttps%3A%2F%2Fi.example%2Fa"),
            vec![Degraded::ImageAsLink],
        ),
        (
            Content::Location { latitude: 1.5, longitude: -2.25, label: "HQ".to_owned() },
            format!("{from}&Body=HQ%0Ahttps%3A%2F%2Fwww.google.com%2Fmaps%2Fsearch%2F%3Fapi%3D1%26query%3D1.5%2C-2.25"),
            vec![Degraded::UnsupportedAsText],
        ),
    ] {
        let rendered = render_to(Channel::Sms, &sms_account(), "+81 90-1234-5678", &content, None);
        let [attempt] = last_attempts(&rendered)[..] else { panic!("{rendered:?}") };
        assert_eq!(String::from_utf8_lossy(&attempt.body), body);
        assert_eq!(rendered.degraded.concat(), degraded);
        assert_eq!((attempt.method, attempt.path.as_str()), ("POST", "/2010-04-01/Accounts/AC1/Messages.json"));
        assert!(!attempt.idempotent);
        let authorization = ("authorization".to_owned(), "Basic QUMxOnNtcy10b2tlbg==".to_owned());
        assert!(attempt.headers.contains(&authorization));
    }
    let rendered = render(Channel::Sms, &sms_account(), &Content::text(" "), None);
    assert_eq!((rendered.parts, rendered.degraded.concat()), (vec![], vec![Degraded::NothingToShow]));
}

#[test]
fn accounts_change_the_call() {
    let cat = media(MediaKind::Image, "https://i.example/a", "cat", "");
    let mut mms = sms_account();
    mms.settings.insert("mms".to_owned(), "true".to_owned());
    mms.settings.insert("from".to_owned(), format!("MG{}", "0".repeat(32)));
    let rendered = render_to(Channel::Sms, &mms, "+15550001111", &cat, None);
    let body = String::from_utf8(last_attempts(&rendered)[0].body.clone()).unwrap();
    let expected =
        format!("To=%2B15550001111&MessagingServiceSid=MG{}&MediaUrl=https%3A%2F%2Fi.example%2Fa", "0".repeat(32));
    assert_eq!((body, rendered.degraded.concat()), (expected, vec![]));

    for (name, value) in [("account_sid", "../evil"), ("account_sid", ""), ("from", "")] {
        let mut broken = sms_account();
        broken.settings.insert(name.to_owned(), value.to_owned());
        let rendered = render(Channel::Sms, &broken, &Content::text("x"), None);
        assert!(rendered.parts[0].attempts.is_empty(), "{name}={value}");
    }
}

#[test]
fn the_status_callback_is_passed_on() {
    let identity =
        conversation::Identity { channel: Channel::Sms, account: "main".into(), address: "+15550001111".into() };
    let outgoing = channels::Outgoing {
        identity: &identity,
        contents: &[Content::text("x")],
        retry_key: RETRY_KEY,
        reply_token: None,
        status_callback: Some("https://t.example/webhooks/sms/main"),
        now_ms: NOW_MS,
    };
    let rendered = channels::module(Channel::Sms).render(&sms_account().view(), &outgoing);
    let body = String::from_utf8(last_attempts(&rendered)[0].body.clone()).unwrap();
    assert!(body.ends_with("&StatusCallback=https%3A%2F%2Ft.example%2Fwebhooks%2Fsms%2Fmain"), "{body}");
}

fn bodies(text: &str) -> Vec<String> {
    let rendered = render(Channel::Sms, &sms_account(), &Content::text(text), None);
    last_attempts(&rendered).into_iter().map(|attempt| check_outgoing(&attempt.body).unwrap().text).collect()
}

#[test]
fn long_texts_are_split_and_say_their_place_from_three_parts_on() {
    let sentence = "これは少し長めの文です。";
    let two = bodies(&sentence.repeat(200));
    assert_eq!(two.concat(), sentence.repeat(200));
    assert_eq!(two.len(), 2);
    let three = bodies(&sentence.repeat(300));
    assert_eq!(three.len(), 3);
    for (index, body) in three.iter().enumerate() {
        assert!(body.starts_with(&format!("({}/3) {sentence}", index + 1)), "{body}");
    }
}

#[test]
fn answers_are_read() {
    let rendered = render(Channel::Sms, &sms_account(), &Content::text("x"), None);
    let attempt = last_attempts(&rendered)[0];
    let rejected = |class, code: &str, message: &str| SendOutcome::Rejected {
        class,
        code: code.to_owned(),
        message: message.to_owned(),
    };
    let unknown = |status: u16| SendOutcome::Unknown { reason: format!("the provider answered {status}") };
    let later =
        |after_ms, reason: &str| SendOutcome::RetryLater { after_ms, reason: reason.to_owned(), maybe_taken: false };
    let none: [(&str, &str); 0] = [];
    for (status, headers, body, expected) in [
        (
            201,
            &none[..],
            r#"{"sid":"SM77","status":"queued","error_code":null}"#,
            SendOutcome::Accepted { provider_message_ids: vec!["SM77".to_owned()] },
        ),
        (200, &none, "<html>", SendOutcome::Unknown { reason: "the answer names no message".to_owned() }),
        (
            400,
            &none,
            r#"{"code":21610,"message":"unsubscribed","status":400}"#,
            rejected(RejectClass::OptedOut, "21610", "unsubscribed"),
        ),
        (400, &none, r#"{"code":21211,"message":"m"}"#, rejected(RejectClass::RecipientUnreachable, "21211", "m")),
        (400, &none, r#"{"code":21602,"message":"m"}"#, rejected(RejectClass::InvalidContent, "21602", "m")),
        (400, &none, r#"{"code":21606,"message":"m"}"#, rejected(RejectClass::AccountRestricted, "21606", "m")),
        (400, &none, r#"{"code":99999,"message":"m"}"#, rejected(RejectClass::Other, "99999", "m")),
        (
            401,
            &none,
            r#"{"code":20003,"message":"Authenticate"}"#,
            rejected(RejectClass::AuthFailed, "20003", "Authenticate"),
        ),
        (401, &none, "", rejected(RejectClass::AuthFailed, "401", "")),
        (404, &none, "", rejected(RejectClass::Other, "404", "")),
        (400, &none, r#"{"code":20429,"message":"m"}"#, later(1_000, "rate limited (20429)")),
        (429, &none, "", later(1_000, "the provider answered 429")),
        (429, &[("Retry-After", "3")], "", later(3_000, "the provider answered 429")),
        (503, &[("retry-after", "3")], "", later(3_000, "the provider answered 503")),
        (503, &[("retry-after", "Fri, 31 Dec 2027 23:59:59 GMT")], "", unknown(503)),
        (503, &none, "", unknown(503)),
        (500, &[("retry-after", "3")], "", unknown(500)),
        (502, &none, "", unknown(502)),
    ] {
        assert_eq!(read(&sms::Sms, attempt, status, headers, body), expected, "{status} {body}");
    }
}

#[test]
fn the_simulated_vendor_refuses_what_twilio_refuses() {
    for (form, expected) in [
        ("To=%2B1&From=%2B2&Body=x".to_owned(), None),
        (format!("To=%2B1&From=%2B2&Body={}", "x".repeat(1_600)), None),
        (format!("To=%2B1&From=%2B2&Body={}", "x".repeat(1_601)), Some(21617)),
        ("To=%2B1&From=%2B2&Body=".to_owned(), Some(21602)),
        ("To=%2B1&From=%2B2".to_owned(), Some(21602)),
        ("To=%2B1&From=%2B2&MediaUrl=https%3A%2F%2Fa.example".to_owned(), None),
        (format!("To=%2B1&From=%2B2{}", "&MediaUrl=https%3A%2F%2Fa.example".repeat(11)), Some(21623)),
        ("From=%2B2&Body=x".to_owned(), Some(21604)),
        ("To=%2B1&Body=x".to_owned(), Some(21603)),
    ] {
        assert_eq!(check_outgoing(form.as_bytes()).err().map(|refusal| refusal.code), expected, "{form}");
    }
}

#[test]
fn the_answer_is_empty_twiml() {
    let answer = channels::module(Channel::Sms).answer();
    assert_eq!((answer.status, answer.content_type, answer.body), (200, "text/xml", "<Response/>"));
}

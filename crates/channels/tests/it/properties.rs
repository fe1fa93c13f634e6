//! What holds for every input: no panic, no lost option, no call that the vendor would refuse.

use channels::simulate::Shown;
use channels::text::{label, menu, shorten, split};
use channels::{ProviderAnswer, Rendered, TextUnit, custom, line, sms};
use conversation::{Channel, ChoiceOption, Content, Media, MediaKind, MediaSource};
use proptest::prelude::*;

use crate::support::*;

const UNITS: [TextUnit; 5] =
    [TextUnit::Utf16, TextUnit::Chars, TextUnit::Bytes, TextUnit::Graphemes, TextUnit::Septets];

fn full_account(channel: Channel) -> Owned {
    match channel {
        Channel::Webchat => account(&[("allowed_origins", "*")], &[]),
        Channel::Line => line_account(),
        Channel::Sms => sms_account(),
        Channel::Custom => custom_account(),
    }
}

/// Texts that people and attackers write: words, Japanese, emoji sequences, white space, combining marks.
fn text(longest: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z]{1,8}",
        "[ぁ-ん一-龠]{1,6}",
        Just("。".to_owned()),
        Just(". ".to_owned()),
        Just(" ".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("👨‍👩‍👧‍👦".to_owned()),
        Just("🇯🇵".to_owned()),
        Just("e\u{301}\u{302}".to_owned()),
        Just("€".to_owned()),
        "\\PC{0,4}",
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..longest).prop_map(|pieces| pieces.concat())
}

fn content() -> impl Strategy<Value = Content> {
    let option = (prop_oneof![Just(String::new()), "[a-z0-9-]{1,12}", "x{295,305}"], text(6))
        .prop_map(|(id, label)| ChoiceOption { id, label });
    let source = prop_oneof![
        Just(MediaSource::Url("https://i.example/a.png".to_owned())),
        Just(MediaSource::Blob("blob-1".to_owned())),
        any::<String>().prop_map(MediaSource::Url),
    ];
    let kind =
        prop_oneof![Just(MediaKind::Image), Just(MediaKind::Video), Just(MediaKind::Audio), Just(MediaKind::File)];
    prop_oneof![
        text(40).prop_map(Content::Text),
        (text(400), prop::collection::vec(option, 0..20)).prop_map(|(text, options)| Content::Choice { text, options }),
        (kind, source, text(5), text(5)).prop_map(|(kind, source, alt, caption)| Content::Media(Media {
            kind,
            source,
            alt,
            caption
        })),
        (any::<f64>(), any::<f64>(), text(5)).prop_map(|(latitude, longitude, label)| Content::Location {
            latitude,
            longitude,
            label
        }),
        (text(3), text(3)).prop_map(|(id, label)| Content::Picked { id, label }),
        text(3).prop_map(|name| Content::Sticker { name }),
        text(3).prop_map(|type_name| Content::Unknown { type_name }),
    ]
}

/// What the customer sees, by the channel's own simulator, which refuses what the vendor would.
fn shown(channel: Channel, rendered: &Rendered) -> Vec<Shown> {
    let attempts = rendered.parts.iter().flat_map(|part| &part.attempts);
    let bodies = attempts.map(|attempt| attempt.body.as_slice());
    bodies
        .flat_map(|body| match channel {
            Channel::Webchat => vec![],
            Channel::Line => line::simulate::check_outgoing(body).unwrap(),
            Channel::Sms => vec![sms::simulate::check_outgoing(body).unwrap()],
            Channel::Custom => vec![custom::simulate::check_outgoing(body).unwrap()],
        })
        .collect()
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

proptest! {
    #[test]
    fn pieces_fit_and_join_to_the_text(text in text(60), limit in 4_usize..200) {
        for unit in UNITS {
            let pieces = split(&text, limit, unit);
            prop_assert_eq!(pieces.concat(), text.as_str());
            for piece in pieces {
                prop_assert!(!piece.is_empty());
                prop_assert!(unit.measure(piece) <= limit, "{:?} {:?} {}", unit, piece, limit);
            }
        }
    }

    #[test]
    fn shortened_labels_fit(text in text(10), limit in 3_usize..40) {
        for unit in UNITS {
            let short = shorten(&text, limit, unit);
            prop_assert!(unit.measure(&short) <= limit, "{:?} {:?}", unit, short);
            prop_assert!(unit.measure(&text) > limit || *short == text);
        }
    }

    #[test]
    fn menus_have_one_line_for_each_option(labels in prop::collection::vec(text(5), 0..20)) {
        let options: Vec<ChoiceOption> =
            labels.into_iter().enumerate().map(|(id, label)| ChoiceOption { id: id.to_string(), label }).collect();
        let menu = menu(&options);
        let numbers: Vec<String> = menu.split('\n').filter(|line| !line.is_empty())
            .map(|line| line.split(' ').next().unwrap().to_owned()).collect();
        let expected: Vec<String> = (1..=options.len()).map(|n| n.to_string()).collect();
        prop_assert_eq!(numbers, expected);
    }

    #[test]
    fn every_call_is_one_that_the_vendor_takes_and_every_option_can_be_reached(content in content()) {
        for channel in Channel::ALL {
            let account = full_account(channel);
            let rendered = render(channel, &account, &content, None);
            let shown = shown(channel, &rendered);
            if let (Content::Choice { options, .. }, true) = (&content, channel != Channel::Webchat) {
                let tappable: Vec<(&str, &str)> = shown.iter().flat_map(|shown| &shown.options)
                    .map(|option| (option.id.as_str(), option.label.as_str())).collect();
                let words: String = shown.iter().map(|shown| squeezed(&shown.text)).collect();
                for (index, option) in options.iter().enumerate() {
                    let full = label(option);
                    let line = squeezed(&format!("{}{full}", index + 1));
                    let tapped = tappable.iter().any(|(id, label)| *id == option.id && *label == full);
                    prop_assert!(tapped || placed(&words, &line), "{:?} lost {:?}: {:?}", channel, option, shown);
                }
            }
        }
    }

    #[test]
    fn parts_do_not_depend_on_the_reply_token(content in content()) {
        let account = line_account();
        let with = render(Channel::Line, &account, &content, Some("rt"));
        let without = render(Channel::Line, &account, &content, None);
        prop_assert_eq!(&with.degraded, &without.degraded);
        prop_assert_eq!(last_attempts(&with), last_attempts(&without));
    }

    #[test]
    fn nothing_that_arrives_makes_a_panic(
        body in prop::collection::vec(any::<u8>(), 0..200),
        url in any::<String>(),
        header in any::<String>(),
        kind in prop_oneof![Just("application/json"), Just("application/x-www-form-urlencoded"), Just("")],
    ) {
        for channel in Channel::ALL {
            let account = full_account(channel);
            let names = ["x-line-signature", "x-twilio-signature", "webhook-id", "webhook-timestamp", "webhook-signature"];
            let mut headers: Vec<(&str, &str)> = names.iter().map(|name| (*name, header.as_str())).collect();
            headers.push(("content-type", kind));
            let request = post(&url, &headers, body.clone());
            prop_assert!(request.verify(channel, &account).is_err());
            let _ = channels::module(channel).parse(&account.view(), &request.view(), 0);
        }
    }

    #[test]
    fn no_json_that_arrives_makes_a_panic(event in json(), status in 100_u16..=599) {
        let body = serde_json::json!({ "destination": "Ubot", "events": [event.clone(), event.clone()] }).to_string();
        let parsed = post("https://x.example/", &[], body).try_parse(Channel::Line, &line_account()).unwrap();
        prop_assert_eq!(parsed.events.len() + parsed.unreadable.len(), 2);
        for channel in Channel::ALL {
            let account = full_account(channel);
            let request = post("https://x.example/", &[("webhook-id", "1"), ("content-type", "application/json")], event.to_string());
            let _ = channels::module(channel).parse(&account.view(), &request.view(), u64::MAX);
            let rendered = render(Channel::Line, &line_account(), &Content::text("x"), None);
            let body = event.to_string();
            let answer = ProviderAnswer { status, headers: &[], body: body.as_bytes() };
            let _ = channels::module(channel).read_answer(last_attempts(&rendered)[0], &answer);
        }
    }
}

/// Whether a menu line is in the text, also where SMS has put its `(2/3)` between two halves of it.
fn placed(words: &str, line: &str) -> bool {
    if words.contains(line) {
        return true;
    }
    let mut bare = String::new();
    let mut rest = words;
    while let Some(open) = rest.find('(') {
        bare.push_str(&rest[..open]);
        let end = rest[open..].find(')').map(|close| open + close + 1);
        let mark = end.map(|end| &rest[open..end]).filter(|mark| {
            mark[1..mark.len() - 1]
                .split_once('/')
                .is_some_and(|(a, b)| a.parse::<u8>().is_ok() && b.parse::<u8>().is_ok())
        });
        match mark {
            Some(mark) => rest = &rest[open + mark.len()..],
            None => {
                bare.push('(');
                rest = &rest[open + 1..];
            }
        }
    }
    bare.push_str(rest);
    bare.contains(line)
}

/// JSON that uses the vendors' field names with values of any type.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let name = prop_oneof![
        Just("type"),
        Just("message"),
        Just("source"),
        Just("userId"),
        Just("postback"),
        Just("data"),
        Just("text"),
        Just("from"),
        Just("image"),
        Just("url"),
        Just("choice"),
        Just("id"),
        Just("timestamp"),
        Just("mode"),
        Just("events"),
        Just("sentMessages"),
        Just("details"),
        Just("code"),
        Just("MessageSid"),
        Just("AccountSid"),
    ];
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        prop_oneof![
            Just("message"),
            Just("postback"),
            Just("text"),
            Just("image"),
            Just("message.received"),
            Just("U1")
        ]
        .prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::vec((name.clone(), inner), 0..6).prop_map(|fields| {
                serde_json::Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            }),
        ]
    })
}

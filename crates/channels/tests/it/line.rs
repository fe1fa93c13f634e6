//! LINE: signatures, events, messages and answers.

use channels::line::simulate::{self, Deed, check_outgoing};
use channels::{Attempt, Degraded, NotTaken, Outgoing, RejectClass, SendOutcome, line};
use conversation::{Channel, Content, Identity, InboundKind, Media, MediaKind, MediaSource};
use serde_json::{Value, json};

use crate::support::*;

fn parse(body: &str) -> Vec<conversation::Inbound> {
    post("https://x.example/", &[], body).parse(Channel::Line, &line_account())
}

/// One active event of a user, with the fields given.
fn event(fields: Value) -> InboundKind {
    let mut event = json!({
        "mode": "active", "timestamp": 1_692_251_666_727_u64, "webhookEventId": "01H", "replyToken": "rt",
        "source": { "type": "user", "userId": "U1" },
    });
    for (name, value) in fields.as_object().unwrap() {
        event[name] = value.clone();
    }
    let events = parse(&json!({ "destination": "Ubot", "events": [event] }).to_string());
    assert_eq!(events.len(), 1);
    events[0].kind.clone()
}

fn message(content: Content, id: Option<&str>) -> InboundKind {
    InboundKind::Message { content, provider_message_id: id.map(str::to_owned), reply_token: Some("rt".to_owned()) }
}

fn held(kind: MediaKind, source: MediaSource, alt: &str) -> Content {
    Content::Media(Media { kind, source, alt: alt.to_owned(), caption: String::new() })
}

#[test]
fn every_event_type_is_read() {
    let provider = |id: &str| MediaSource::Provider(id.to_owned());
    for (fields, expected) in [
        (
            json!({"type":"message","message":{"id":"444573844083572737","type":"text","text":"hi","quoteToken":"q"}}),
            message(Content::text("hi"), Some("444573844083572737")),
        ),
        (
            json!({"type":"message","message":{"id":"1","type":"image","contentProvider":{"type":"line"},"imageSet":{"id":"E","index":1,"total":2}}}),
            message(held(MediaKind::Image, provider("1"), ""), Some("1")),
        ),
        (
            json!({"type":"message","message":{"id":"2","type":"video","duration":60000,"contentProvider":{"type":"external","originalContentUrl":"https://v.example/a.mp4","previewImageUrl":"https://v.example/a.jpg"}}}),
            message(held(MediaKind::Video, MediaSource::Url("https://v.example/a.mp4".to_owned()), ""), Some("2")),
        ),
        (
            json!({"type":"message","message":{"id":"2","type":"image","contentProvider":{"type":"external","originalContentUrl":"http://169.254.169.254/"}}}),
            message(Content::Unknown { type_name: "image".to_owned() }, Some("2")),
        ),
        (
            json!({"type":"message","message":{"id":"6","type":"audio","duration":1,"contentProvider":{"type":"line"}}}),
            message(held(MediaKind::Audio, provider("6"), ""), Some("6")),
        ),
        (
            json!({"type":"message","message":{"id":"3","type":"file","fileName":"a.pdf","fileSize":2138}}),
            message(held(MediaKind::File, provider("3"), "a.pdf"), Some("3")),
        ),
        (
            json!({"type":"message","message":{"id":"4","type":"location","title":"t","address":"a","latitude":35.65910807,"longitude":139.70372892}}),
            message(
                Content::Location { latitude: 35.65910807, longitude: 139.70372892, label: "t, a".to_owned() },
                Some("4"),
            ),
        ),
        (
            json!({"type":"message","message":{"id":"5","type":"sticker","packageId":"446","stickerId":"1988","keywords":["hi"]}}),
            message(Content::Sticker { name: "hi".to_owned() }, Some("5")),
        ),
        (
            json!({"type":"message","message":{"id":"5","type":"sticker","packageId":"446","stickerId":"1988"}}),
            message(Content::Sticker { name: "sticker 446/1988".to_owned() }, Some("5")),
        ),
        (
            json!({"type":"message","message":{"id":"7","type":"hologram"}}),
            message(Content::Unknown { type_name: "hologram".to_owned() }, Some("7")),
        ),
        (
            json!({"type":"postback","postback":{"data":"storeId=12345"}}),
            message(Content::Picked { id: "storeId=12345".to_owned(), label: String::new() }, None),
        ),
        (
            json!({"type":"postback","postback":{"data":"when","params":{"datetime":"2017-12-25T01:00"}}}),
            message(Content::Picked { id: "when".to_owned(), label: "2017-12-25T01:00".to_owned() }, None),
        ),
        (
            json!({"type":"unsend","unsend":{"messageId":"325708"}}),
            InboundKind::Unsent { provider_message_id: "325708".to_owned() },
        ),
        (
            json!({"type":"follow","follow":{"isUnblocked":false},"replyToken":"R1"}),
            InboundKind::Opened { reply_token: Some("R1".to_owned()) },
        ),
        (json!({"type":"unfollow"}), InboundKind::Blocked),
        (json!({"type":"beacon"}), unknown("beacon")),
        (json!({"type":"messageEdited","message":{"id":"1"}}), unknown("messageEdited")),
        (json!({"type":"message"}), unknown("message")),
        (json!({"type":"postback","postback":{"data":5}}), unknown("postback")),
        (json!({"type":"unsend"}), unknown("unsend")),
        (json!({"type":"message","source":null,"message":{"id":"1","type":"text","text":"x"}}), unknown("message")),
        (json!({"type":"botSuspended","source":null}), unknown("botSuspended")),
        (
            json!({"type":"message","mode":"standby","message":{"id":"1","type":"text","text":"x"}}),
            unknown("message (standby)"),
        ),
        (json!({"type":"postback","mode":"standby","postback":{"data":"x"}}), unknown("postback (standby)")),
        (json!({"type":"unfollow","mode":"standby"}), InboundKind::Blocked),
    ] {
        assert_eq!(event(fields.clone()), expected, "{fields}");
    }
}

#[test]
fn events_are_in_the_order_of_time_and_what_cannot_be_read_is_told_one_by_one() {
    let body = r#"{"destination":"Ubot","events":[
        {"type":"message","timestamp":30,"source":{"userId":"U3"},"webhookEventId":"C","message":{"id":"3","type":"text","text":"c"}},
        {"type":"message","timestamp":10,"source":{"userId":"U1"},"webhookEventId":"A","message":{"id":"1","type":"text","text":"a"}},
        {"type":"message","timestamp":20,"source":{"userId":"U2"},"webhookEventId":"B","message":{"id":"2","type":"text","text":"\ud800"}},
        5, null, "x", [], {}, {"type":7}
    ]}"#;
    let parsed = post("https://x.example/", &[], body).try_parse(Channel::Line, &line_account()).unwrap();
    let seen: Vec<(&str, &str, u64)> = parsed
        .events
        .iter()
        .map(|event| (event.event_key.as_str(), event.identity.address.as_str(), event.occurred_at_ms))
        .collect();
    assert_eq!(seen, [("A", "U1", 10), ("C", "U3", 30)]);
    let untyped = |number: usize| format!("event {number}: it has no `type`");
    assert!(parsed.unreadable[0].starts_with("event 3: it is no JSON, at line 1, "), "{:?}", parsed.unreadable);
    assert_eq!(parsed.unreadable[1..], [4, 5, 6, 7, 8, 9].map(untyped));
}

#[test]
fn a_redelivery_has_the_same_key() {
    let body = |id: &str, again: bool| {
        format!(
            r#"{{"destination":"Ubot","events":[{{"type":"follow","timestamp":1,{id}"source":{{"userId":"U1"}},"deliveryContext":{{"isRedelivery":{again}}}}}]}}"#
        )
    };
    for id in ["", r#""webhookEventId":"01H","#] {
        assert_eq!(parse(&body(id, false))[0].event_key, parse(&body(id, true))[0].event_key);
    }
}

#[test]
fn groups_and_rooms_are_answered_as_a_whole() {
    for (source, address) in [
        (json!({"type":"group","groupId":"C1","userId":"U1"}), "C1"),
        (json!({"type":"group","groupId":"C1"}), "C1"),
        (json!({"type":"room","roomId":"R1","userId":"U1"}), "R1"),
        (json!({"type":"user","userId":"U1"}), "U1"),
    ] {
        let body = json!({"destination":"Ubot","events":[{"type":"message","source":source,"message":{"type":"text","text":"x"}}]});
        assert_eq!(parse(&body.to_string())[0].identity.address, address);
    }
}

#[test]
fn bodies_for_another_bot_name_the_setting_and_unreadable_ones_do_not() {
    let outcome = |body: &str| post("https://x.example/", &[], body).try_parse(Channel::Line, &line_account());
    let body = r#"{"destination":"Uother","events":[{"type":"follow","source":{"userId":"U1"}}]}"#;
    let for_another = Err(NotTaken::ForAnother { setting: "bot_user_id" });
    assert_eq!(outcome(body), for_another);
    assert_eq!(outcome(r#"{"events":[{"type":"follow","source":{"userId":"U1"}}]}"#), for_another);
    assert_eq!(parse(r#"{"destination":"Ubot","events":[]}"#), []);
    let unpinned = account(&[], &[("channel_secret", "s")]);
    assert_eq!(post("https://x.example/", &[], body).parse(Channel::Line, &unpinned).len(), 1);
    for body in
        ["", "{", "[]", "{}", r#"{"destination":"Ubot"}"#, r#"{"destination":"Ubot","events":{}}"#, "\u{feff}{}"]
    {
        assert!(matches!(outcome(body), Err(NotTaken::Unreadable(_))), "{body}");
    }
}

#[test]
fn the_simulated_customer_is_understood() {
    let deed = Deed { destination: "Ubot", user_id: "U1", event_id: "E1", reply_token: "rt", at_ms: 5 };
    let image = |source| message(held(MediaKind::Image, source, ""), Some("E1"));
    for (body, expected) in [
        (simulate::text_message_body(&deed, "やあ"), message(Content::text("やあ"), Some("E1"))),
        (simulate::image_message_body(&deed, None), image(MediaSource::Provider("E1".to_owned()))),
        (
            simulate::image_message_body(&deed, Some("https://i.example/a.png")),
            image(MediaSource::Url("https://i.example/a.png".to_owned())),
        ),
        (
            simulate::sticker_message_body(&deed, "446", "1988"),
            message(Content::Sticker { name: "sticker 446/1988".to_owned() }, Some("E1")),
        ),
        (
            simulate::location_message_body(&deed, "駅", 35.5, 139.5),
            message(Content::Location { latitude: 35.5, longitude: 139.5, label: "駅".to_owned() }, Some("E1")),
        ),
        (
            simulate::postback_body(&deed, "yes"),
            message(Content::Picked { id: "yes".to_owned(), label: String::new() }, None),
        ),
        (simulate::follow_body(&deed), InboundKind::Opened { reply_token: Some("rt".to_owned()) }),
        (simulate::unfollow_body(&deed), InboundKind::Blocked),
        (simulate::unsend_body(&deed, "M1"), InboundKind::Unsent { provider_message_id: "M1".to_owned() }),
    ] {
        let signature = simulate::sign("line-secret", &body);
        let request = post("https://x.example/", &[("x-line-signature", &signature)], body);
        assert_eq!(request.verify(Channel::Line, &line_account()), Ok(()));
        let events = request.parse(Channel::Line, &line_account());
        assert_eq!(kinds(&events), [expected]);
        assert_eq!((events[0].identity.address.as_str(), events[0].occurred_at_ms), ("U1", 5));
    }
}

fn sent_messages(content: &Content) -> (Vec<Value>, Vec<Degraded>) {
    let rendered = render(Channel::Line, &line_account(), content, None);
    let messages = last_attempts(&rendered)
        .into_iter()
        .flat_map(|attempt| {
            check_outgoing(&attempt.body).unwrap();
            let body: Value = serde_json::from_slice(&attempt.body).unwrap();
            assert_eq!(body["to"], "to-1");
            body["messages"].as_array().unwrap().clone()
        })
        .collect();
    (messages, rendered.degraded.concat())
}

fn postback(label: &str, data: &str, display: &str) -> Value {
    json!({"type":"postback","label":label,"data":data,"displayText":display})
}

#[test]
fn messages_are_rendered_exactly() {
    let text = |text: &str| json!({"type":"text","text":text});
    let long_label = "営業時間とご予約の変更方法について詳しく知りたい";
    let long_url = format!("https://i.example/{}", "a".repeat(2_000));
    for (content, messages, degraded) in [
        (Content::text("こんにちは"), vec![text("こんにちは")], vec![]),
        (Content::text(" \n"), vec![], vec![Degraded::NothingToShow]),
        (
            choice("よろしいですか？", &[("y", "はい"), ("n", "いいえ")]),
            vec![json!({
                "type":"template","altText":"よろしいですか？\n1 はい\n2 いいえ",
                "template":{"type":"buttons","text":"よろしいですか？","actions":[
                    postback("はい","y","はい"), postback("いいえ","n","いいえ")]},
            })],
            vec![],
        ),
        (
            choice("どれ？", &[("a", long_label), ("b", "終了")]),
            vec![json!({
                "type":"template","altText":format!("どれ？\n1 {long_label}\n2 終了"),
                "template":{"type":"buttons","text":format!("どれ？\n1 {long_label}\n2 終了"),"actions":[
                    postback("1 営業時間とご予約の変更方法について…","a",long_label), postback("2 終了","b","終了")]},
            })],
            vec![Degraded::LabelsShortened],
        ),
        (
            choice(&"長".repeat(161), &[("y", "はい")]),
            vec![json!({"type":"text","text":"長".repeat(161),"quickReply":{"items":[
                {"type":"action","action":postback("はい","y","はい")}]}})],
            vec![Degraded::ButtonsAsQuickReplies],
        ),
        (
            choice("", &[("y", "はい"), ("n", "いいえ")]),
            vec![json!({
                "type":"template","altText":"1 はい\n2 いいえ",
                "template":{"type":"buttons","text":"1 はい\n2 いいえ","actions":[
                    postback("はい","y","はい"), postback("いいえ","n","いいえ")]},
            })],
            vec![],
        ),
        (
            choice("どれ？", &[(&"x".repeat(301), "A"), ("b", "B")]),
            vec![text("どれ？\n1 A\n2 B")],
            vec![Degraded::ButtonsAsNumberedText],
        ),
        (choice("どれ？", &[("", "A")]), vec![text("どれ？\n1 A")], vec![Degraded::ButtonsAsNumberedText]),
        (choice("だけ", &[]), vec![text("だけ")], vec![]),
        (
            media(MediaKind::Image, "https://i.example/a.jpg", "猫", ""),
            vec![
                json!({"type":"image","originalContentUrl":"https://i.example/a.jpg","previewImageUrl":"https://i.example/a.jpg"}),
            ],
            vec![],
        ),
        (
            media(MediaKind::Image, "https://i.example/a.jpg", "猫", "うちの猫"),
            vec![
                json!({"type":"image","originalContentUrl":"https://i.example/a.jpg","previewImageUrl":"https://i.example/a.jpg"}),
                text("うちの猫"),
            ],
            vec![],
        ),
        (
            media(MediaKind::Image, "http://i.example/a.jpg", "猫", ""),
            vec![text("猫\nhttp://i.example/a.jpg")],
            vec![Degraded::ImageAsLink],
        ),
        (media(MediaKind::Image, &long_url, "", ""), vec![text(&long_url)], vec![Degraded::ImageAsLink]),
        (
            media(MediaKind::Video, "https://i.example/a.mp4", "", "動画"),
            vec![text("動画\nhttps://i.example/a.mp4")],
            vec![Degraded::UnsupportedAsText],
        ),
        (media(MediaKind::Image, "javascript:alert(1)", "猫", ""), vec![text("猫")], vec![Degraded::UnsupportedAsText]),
        (
            Content::Location { latitude: 35.5, longitude: 139.25, label: "東京駅".to_owned() },
            vec![
                json!({"type":"location","title":"東京駅","address":"35.5, 139.25","latitude":35.5,"longitude":139.25}),
            ],
            vec![],
        ),
        (
            Content::Location { latitude: f64::NAN, longitude: 0.0, label: "どこか".to_owned() },
            vec![text("どこか")],
            vec![Degraded::UnsupportedAsText],
        ),
        (
            Content::Location { latitude: 1e-300, longitude: -0.1234567, label: String::new() },
            vec![
                json!({"type":"location","title":"0, -0.123457","address":"0, -0.123457","latitude":1e-300,"longitude":-0.1234567}),
            ],
            vec![],
        ),
        (
            Content::Location { latitude: 0.0, longitude: 0.0, label: "x".repeat(101) },
            vec![text(&format!("{}\nhttps://www.google.com/maps/search/?api=1&query=0,0", "x".repeat(101)))],
            vec![Degraded::UnsupportedAsText],
        ),
        (Content::Sticker { name: "smile".to_owned() }, vec![text("[smile]")], vec![Degraded::UnsupportedAsText]),
    ] {
        assert_eq!(sent_messages(&content), (messages, degraded), "{content:?}");
    }
}

#[test]
fn options_step_down_from_buttons_to_quick_replies_to_numbers() {
    for (count, expected) in [
        (4, vec![]),
        (5, vec![Degraded::ButtonsAsQuickReplies]),
        (13, vec![Degraded::ButtonsAsQuickReplies]),
        (14, vec![Degraded::ButtonsAsNumberedText]),
        (50, vec![Degraded::ButtonsAsNumberedText]),
    ] {
        let (messages, degraded) = sent_messages(&many("どれ？", count));
        assert_eq!(degraded, expected, "{count}");
        let [message] = messages.as_slice() else { panic!("{messages:?}") };
        let items = message["quickReply"]["items"].as_array().map_or(0, Vec::len);
        let actions = message["template"]["actions"].as_array().map_or(0, Vec::len);
        let lines = message["text"].as_str().unwrap_or_default().lines().count();
        let shown = match expected.as_slice() {
            [] => actions,
            [Degraded::ButtonsAsQuickReplies] => items,
            _ => lines - 1,
        };
        assert_eq!(shown, count);
    }
}

#[test]
fn quick_replies_hang_on_the_last_piece_of_a_split_text() {
    let (messages, degraded) = sent_messages(&many(&"長い文です。".repeat(900), 3));
    assert_eq!(degraded, [Degraded::ButtonsAsQuickReplies, Degraded::TextSplit]);
    assert_eq!(messages.len(), 2);
    assert!(messages[0]["quickReply"].is_null() && messages[1]["quickReply"]["items"].is_array());
}

#[test]
fn a_reply_is_tried_first_and_push_carries_the_retry_key() {
    let content = Content::text("a".repeat(5_000 * 6));
    let rendered = render(Channel::Line, &line_account(), &content, Some("rt-1"));
    let shape: Vec<Vec<(&str, bool)>> = rendered
        .parts
        .iter()
        .map(|part| part.attempts.iter().map(|attempt| (attempt.path.as_str(), attempt.idempotent)).collect())
        .collect();
    let (reply, push) = (("/v2/bot/message/reply", false), ("/v2/bot/message/push", true));
    assert_eq!(shape, [vec![reply, push], vec![push]], "a reply token works once");

    let header = |attempt: &Attempt, name: &str| {
        attempt.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    };
    let (reply, push, second) =
        (&rendered.parts[0].attempts[0], &rendered.parts[0].attempts[1], &rendered.parts[1].attempts[0]);
    assert_eq!(header(reply, "x-line-retry-key"), None, "LINE answers 400 to it on a reply");
    assert_eq!(header(push, "x-line-retry-key").as_deref(), Some(RETRY_KEY));
    let second_key = header(second, "x-line-retry-key").unwrap();
    assert_ne!(second_key, RETRY_KEY);
    let groups: Vec<usize> = second_key.split('-').map(str::len).collect();
    assert_eq!(groups, [8, 4, 4, 4, 12], "{second_key}");
    assert!(second_key.split('-').nth(2).unwrap().starts_with('8'), "{second_key}");
    assert!(second_key.split('-').nth(3).unwrap().starts_with(['8', '9', 'a', 'b']), "{second_key}");
    for attempt in [reply, push, second] {
        assert_eq!(header(attempt, "authorization").as_deref(), Some("Bearer line-token"));
        assert!(!format!("{attempt:?}").contains("line-token"));
    }
    let body: Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!((body["replyToken"].as_str(), body["messages"].as_array().map(Vec::len)), (Some("rt-1"), Some(5)));
    assert_eq!(rendered, render(Channel::Line, &line_account(), &content, Some("rt-1")), "repeats are the same");
}

#[test]
fn without_a_token_there_is_no_attempt() {
    let account = account(&[], &[("channel_secret", "s"), ("channel_access_token", " ")]);
    let rendered = render(Channel::Line, &account, &Content::text("x"), Some("rt"));
    assert_eq!(rendered.parts, [channels::Part { attempts: vec![], shows: vec![0] }]);
}

#[test]
fn answers_are_read() {
    let rendered = render(Channel::Line, &line_account(), &Content::text("x"), Some("rt"));
    let [reply, push] = rendered.parts[0].attempts.as_slice() else { panic!() };
    let accepted =
        |ids: &[&str]| SendOutcome::Accepted { provider_message_ids: ids.iter().map(|id| id.to_string()).collect() };
    let rejected = |class, code: &str, message: &str| SendOutcome::Rejected {
        class,
        code: code.to_owned(),
        message: message.to_owned(),
    };
    let later = |after_ms, status: u16| SendOutcome::RetryLater {
        after_ms,
        reason: format!("the provider answered {status}"),
        maybe_taken: status == 500 || status == 502,
    };
    let unknown = |status: u16| SendOutcome::Unknown { reason: format!("the provider answered {status}") };
    let sent = r#"{"sentMessages":[{"id":"461230966842064897","quoteToken":".."},{"id":"2"}]}"#;
    let invalid_token = r#"{"message":"Invalid reply token"}"#;
    let accepted_id = [("X-Line-Accepted-Request-Id", "abc")];
    let retry_after = [("retry-after", "7")];
    let none: [(&str, &str); 0] = [];
    for (attempt, status, headers, body, expected) in [
        (reply, 200, &none[..], sent, accepted(&["461230966842064897", "2"])),
        (push, 200, &none, sent, accepted(&["461230966842064897", "2"])),
        (push, 200, &none, "{}", accepted(&[])),
        (reply, 400, &none, invalid_token, SendOutcome::TryNext),
        (push, 400, &none, invalid_token, rejected(RejectClass::InvalidContent, "400", "Invalid reply token")),
        (
            push,
            400,
            &none,
            r#"{"message":"The request body has 1 error(s)","details":[{"message":"May not be empty","property":"messages[0].text"}]}"#,
            rejected(
                RejectClass::InvalidContent,
                "400",
                "The request body has 1 error(s); messages[0].text: May not be empty",
            ),
        ),
        (push, 409, &accepted_id, sent, accepted(&["461230966842064897", "2"])),
        (push, 409, &none, r#"{"message":"conflict"}"#, rejected(RejectClass::Other, "409", "conflict")),
        (push, 401, &none, r#"{"message":"m"}"#, rejected(RejectClass::AuthFailed, "401", "m")),
        (push, 403, &none, r#"{"message":"m"}"#, rejected(RejectClass::AccountRestricted, "403", "m")),
        (push, 404, &none, "", rejected(RejectClass::Other, "404", "")),
        (push, 302, &none, "", rejected(RejectClass::Other, "302", "redirects are not followed")),
        (
            push,
            429,
            &none,
            r#"{"message":"The API rate limit has been exceeded. Try again later."}"#,
            later(1_000, 429),
        ),
        (
            push,
            429,
            &none,
            r#"{"message":"You have reached your monthly limit."}"#,
            rejected(RejectClass::AccountRestricted, "429", "You have reached your monthly limit."),
        ),
        (reply, 429, &retry_after, "", later(7_000, 429)),
        (push, 500, &none, "oops", later(1_000, 500)),
        (push, 503, &retry_after, "", later(7_000, 503)),
        (reply, 500, &none, "", unknown(500)),
        (reply, 503, &none, "", unknown(503)),
        (reply, 503, &retry_after, "", later(7_000, 503)),
    ] {
        assert_eq!(read(&line::Line, attempt, status, headers, body), expected, "{} {status} {body}", attempt.path);
    }
}

#[test]
fn the_simulated_vendor_refuses_what_line_refuses() {
    let text = |text: &str| json!({"type":"text","text":text});
    let quick = |count: usize, label: &str| {
        let items: Vec<Value> =
            (0..count).map(|_| json!({"type":"action","action":postback(label, "d", "x")})).collect();
        json!({"type":"text","text":"x","quickReply":{"items":items}})
    };
    let image = |url: &str| json!({"type":"image","originalContentUrl":url,"previewImageUrl":url});
    let buttons = |text: &str, count: usize| {
        let actions: Vec<Value> = (0..count).map(|_| postback("l", "d", "x")).collect();
        json!({"type":"template","altText":"a","template":{"type":"buttons","text":text,"actions":actions}})
    };
    for (messages, expected) in [
        (vec![text("x"); 5], None),
        (vec![text("x"); 6], Some("messages: size must be between 1 and 5")),
        (vec![], Some("messages: size")),
        (vec![text(&"x".repeat(5_000))], None),
        (vec![text(&"x".repeat(5_001))], Some("messages[0]: text: size")),
        (vec![text("ok"), text(&"👍".repeat(2_501))], Some("messages[1]: text: size")),
        (vec![text("  ")], Some("may not be empty")),
        (vec![quick(13, "12345678901234567890")], None),
        (vec![quick(14, "x")], Some("quickReply.items: size")),
        (vec![quick(1, "123456789012345678901")], Some("label: size")),
        (vec![image("https://i.example/a")], None),
        (vec![image("http://i.example/a")], Some("must be an https URL")),
        (vec![buttons(&"あ".repeat(160), 4)], None),
        (vec![buttons(&"あ".repeat(161), 4)], Some("text: size")),
        (vec![buttons("x", 5)], Some("actions: size")),
        (vec![buttons("x", 0)], Some("actions: size")),
        (vec![json!({"type":"flex"})], Some("not supported")),
    ] {
        let outcome = check_outgoing(json!({"to":"U1","messages":messages}).to_string().as_bytes());
        match expected {
            None => assert!(outcome.is_ok(), "{outcome:?}"),
            Some(expected) => {
                let reason = outcome.unwrap_err();
                assert!(reason.contains(expected), "{reason}");
            }
        }
    }
    assert!(check_outgoing(b"not json").is_err());
}

#[test]
fn messages_that_leave_together_share_a_call_and_its_free_reply() {
    let identity = Identity { channel: Channel::Line, account: "main".to_owned(), address: "U1".to_owned() };
    let contents: Vec<Content> =
        ["one", "two", " ", "four", "five", "six", "seven"].into_iter().map(Content::text).collect();
    let outgoing = Outgoing {
        identity: &identity,
        contents: &contents,
        retry_key: RETRY_KEY,
        reply_token: Some("rt"),
        status_callback: None,
        now_ms: NOW_MS,
    };
    let rendered = channels::module(Channel::Line).render(&line_account().view(), &outgoing);
    let [first, second] = &rendered.parts[..] else { panic!("{rendered:?}") };
    assert_eq!(first.shows, [0, 1, 3, 4, 5]);
    assert_eq!(second.shows, [6]);
    assert!(first.attempts[0].path.ends_with("/reply"));
    assert_eq!(second.attempts.len(), 1, "a reply token works once");
    assert_ne!(first.attempts[1].headers, second.attempts[0].headers, "each call has its own retry key");
    assert_eq!(rendered.degraded[2], [Degraded::NothingToShow]);
}

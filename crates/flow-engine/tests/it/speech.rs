//! What a flow says: languages, pictures, templates.

use conversation::{Channel, Content, MediaSource};
use flow_engine::play::{Line, Player, Setting};
use flow_engine::{Effect, EventKind, step};
use flow_model::nodes::Delivery;
use serde_json::json;

use crate::script::{NOW_MS, check, check_program, compile, end, flow, message};
use crate::waiting::event;

#[test]
fn fe18_texts_are_in_the_customers_language_or_the_nearest() {
    let flow = flow(json!({
        "a": { "kind": "message", "settings": { "text": { "en": "Hello", "ja": "こんにちは" } }, "exits": { "next": "end" } },
        "end": end() }));
    let program = compile(&flow);
    for (language, text) in [
        ("ja", "こんにちは"),
        ("ja-JP", "こんにちは"),
        ("JA_jp", "こんにちは"),
        ("en-GB", "Hello"),
        ("fr", "Hello"),
        ("", "Hello"),
    ] {
        check_program(&program, language, &format!("start\n< {text}\n~ end"));
    }
}

#[test]
fn fe19_a_message_that_says_nothing_is_an_error() {
    let flow = flow(json!({ "a": message("{% if customer.phone %}x{% endif %}  ", "end"), "end": end() }));
    check(
        &flow,
        "start
        ! a: the message is empty",
    );
}

#[test]
fn plain_and_full_templates_say_the_same() {
    let say = |text: &str| {
        let program = compile(&flow(json!({ "a": message(text, "end"), "end": end() })));
        let result = step(&program.as_slice(), None, &event(EventKind::Started { opening: Some(Content::text("hi")) }));
        match &result.effects[0] {
            Effect::Send { content: Content::Text(text), .. } => text.clone(),
            other => panic!("{other:?}"),
        }
    };
    for text in ["{{ now }}", "{{today}} }} {", "a { b {{ message.text }}", "{{ customer.language }}\n"] {
        // A filter that changes nothing leads the second one through the template engine.
        let full = text.replacen("}}", "| string }}", 1);
        assert_eq!(say(text), say(&full), "{text}");
    }
    for text in
        ["{{ message.text | upper }}", "{{message.text|trim|lower}}", "{{ today | lower }} {{ now | upper | trim }}"]
    {
        let full = text.replacen("}}", "| string }}", 1);
        assert_eq!(say(text), say(&full), "{text}");
    }
    assert_eq!(say("{{ now }}"), "2026-11-22T10:00:00+09:00");
    assert_eq!(say("<b>{{ '<i>' }} &"), "<b><i> &");
}

#[test]
fn fe33_a_send_carries_its_nodes_delivery() {
    let mut said = message("Paid", "b");
    said["settings"]["delivery"] = json!("at_most_once");
    let flow = flow(json!({ "a": said, "b": message("Thanks", "end"), "end": end() }));
    let result = step(&compile(&flow).as_slice(), None, &event(EventKind::Started { opening: None }));
    let deliveries: Vec<Delivery> = result
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Send { delivery, .. } => Some(*delivery),
            _ => None,
        })
        .collect();
    assert_eq!(deliveries, [Delivery::AtMostOnce, Delivery::AtLeastOnce]);
}

#[test]
fn fe32_message_text_is_what_the_customer_wrote_last() {
    let flow = flow(json!({
        "a": message("{{ message.text }}", "b"),
        "b": { "kind": "wait", "settings": { "for_s": 60 }, "exits": { "next": "c" } },
        "c": message("{{ message.text }}", "end"), "end": end() }));
    check(
        &flow,
        "start first
        < first
        + 1m
        < first
        ~ end",
    );
    check(
        &flow,
        "start first
        < first
        > second
        + 1m
        < second
        ! end: a message came while the flow was waiting; no question took it before the flow ended
        ~ end",
    );
}

#[test]
fn pictures_with_text_and_choices() {
    let picture = |text: &str, choices: serde_json::Value| {
        let flow = flow(json!({ "a": { "kind": "message", "settings": { "text": { "en": text },
            "image": { "url": "https://img.example/{{ customer.language }}.png", "alt": { "en": "A cup" } },
            "choices": choices }, "exits": { "next": "end" } }, "end": end() }));
        let program = compile(&flow);
        let mut player = Player::new(program.as_slice(), Setting::new("en", Channel::Line, NOW_MS));
        player.start(None);
        let sent = player.lines().iter().filter_map(|line| match line {
            Line::Flow { content, .. } => Some(content.clone()),
            _ => None,
        });
        sent.collect::<Vec<_>>()
    };
    let [Content::Media(alone)] = &picture("Nice", json!([]))[..] else { panic!("one picture") };
    assert_eq!(alone.source, MediaSource::Url("https://img.example/en.png".to_owned()));
    assert_eq!((alone.alt.as_str(), alone.caption.as_str()), ("A cup", "Nice"));
    let choices = json!([{ "id": "y", "label": { "en": "Yes" } }]);
    let [Content::Media(above), Content::Choice { text, .. }] = &picture("Buy?", choices)[..] else { panic!("two") };
    assert_eq!((above.caption.as_str(), text.as_str()), ("", "Buy?"));
}

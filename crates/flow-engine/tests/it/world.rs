//! Services, subflows, people, opening hours.

use std::collections::BTreeMap;

use conversation::Channel;
use flow_engine::play::{Player, Setting};
use serde_json::{Value, json};

use crate::script::{NOW_MS, check, check_program, compile, compile_with, end, flow, message, set, with};

fn lookup() -> Value {
    flow(json!({
        "a": { "kind": "http", "settings": { "method": "GET", "url": "https://api.example/{{ customer.name }}",
            "save_as": "found" }, "exits": { "success": "good", "failure": "bad" } },
        "good": message("{{ found.body.item.name }} x {{ found.body.count + 1 }}", "more"),
        "bad": message("{{ found.status }} {{ found.error }}", "more"),
        "more": { "kind": "ask", "settings": { "text": { "en": "More?" }, "answer": { "type": "text" }, "save_as": "x" },
            "exits": { "answered": "end", "invalid": "end" } },
        "end": end(),
    }))
}

#[test]
fn fe11_an_answer_of_a_service_is_data() {
    check(
        &lookup(),
        r#"start
        ~ GET https://api.example/Hana
        answer 200 {"item":{"name":"Cup"},"count":2}
        < Cup x 3
        < More?
        ? found
        {"body":{"count":2,"item":{"name":"Cup"}},"error":null,"status":200}"#,
    );
}

#[test]
fn fe11_failures_of_every_kind_leave_by_failure() {
    check(
        &lookup(),
        "start
        ~ GET https://api.example/Hana
        answer 404
        < 404
        < More?",
    );
    check(
        &lookup(),
        "start
        ~ GET https://api.example/Hana
        fail no answer within 10 s
         <  no answer within 10 s
        < More?",
    );
    check(
        &lookup(),
        "start
        ~ GET https://api.example/Hana
        answer 200 {oops
        < 200 the answer is not the JSON it says it is
        < More?",
    );
    let huge = "9".repeat(limits::SESSION_BYTES);
    check(
        &lookup(),
        &format!(
            "start
        ~ GET https://api.example/Hana
        answer 200 \"{huge}\"
        < 200 the answer is too large to keep
        < More?"
        ),
    );
    let deep = "[".repeat(100) + &"]".repeat(100);
    check(
        &lookup(),
        &format!(
            "start
        ~ GET https://api.example/Hana
        answer 200 {deep}
        < 200 the answer nests too deeply
        < More?"
        ),
    );
}

#[test]
fn fe9_what_is_written_during_a_call_answers_no_question_that_was_not_put() {
    check(
        &lookup(),
        r#"start
        ~ GET https://api.example/Hana
        > hurry up
        answer 404
        < 404
        ! more: a message came while the flow was calling a service; it did not take it as an answer
        < More?
        > no
        ~ end"#,
    );
}

#[test]
fn a_request_that_cannot_be_made_is_an_error() {
    let mut flow = lookup();
    flow["nodes"]["a"]["settings"]["url"] = json!("{{ customer.name }}");
    check(
        &flow,
        "start
        ! a: the address is not an https: address",
    );
    flow["nodes"]["a"]["settings"]["url"] = json!("https://api.example/");
    flow["nodes"]["a"]["settings"]["headers"] = json!([{ "name": "x", "value": "{{ 'a\\nb: c' }}" }]);
    check(
        &flow,
        "start
        ! a: a header's value has a line break in it",
    );
}

#[test]
fn what_a_customer_wrote_stays_inside_its_part_of_an_address() {
    let asked = |url: &str, answer: &str| {
        let flow = flow(json!({
            "a": { "kind": "ask", "settings": { "text": { "en": "Which?" }, "answer": { "type": "text" }, "save_as": "x" },
                "exits": { "answered": "call", "invalid": "end" } },
            "call": { "kind": "http", "settings": { "method": "GET", "url": url, "save_as": "y" }, "exits": { "success": "end", "failure": "end" } },
            "end": end(),
        }));
        let program = compile(&flow);
        let mut player = Player::new(program.as_slice(), Setting::new("en", Channel::Webchat, NOW_MS));
        player.start(None);
        player.say(answer);
        player.open_call().map(|call| call.url.clone())
    };
    for (url, answer, wanted) in [
        ("https://api.example/o/{{ x }}", "A 12", Some("https://api.example/o/A%2012")),
        (
            "https://api.example/o/{{ x }}?all={{ x }}",
            "a/b?c#d&e=%2e",
            Some("https://api.example/o/a%2Fb%3Fc%23d%26e%3D%252e?all=a%2Fb%3Fc%23d%26e%3D%252e"),
        ),
        ("https://api.example/o/{{ x }}", "注文", Some("https://api.example/o/%E6%B3%A8%E6%96%87")),
        ("https://api.example/o/{{ x | url_encode }}", "a b", Some("https://api.example/o/a%20b")),
        ("https://api.example/{{ x | safe }}", "o/12", Some("https://api.example/o/12")),
        ("{{ 'https://api.example' }}/o/{{ x }}", "a b", Some("https://api.example/o/a%20b")),
        ("{{ none }}{{ x }}", "https://evil.example", None),
        (" {{ x }}/o/{{ x }}", "https://a", Some("https://a/o/https%3A%2F%2Fa")),
        ("https://api.example/o/{{ x }}", "..", None),
        ("https://api.example/o/{{ x }}/items", ".", None),
        ("https://{{ x }}.example/o", "a@evil", Some("https://a%40evil.example/o")),
    ] {
        assert_eq!(asked(url, answer).as_deref(), wanted, "{url} with {answer}");
    }
}

#[test]
fn a_body_is_json_unless_a_header_says_otherwise() {
    let mut flow = lookup();
    flow["nodes"]["a"]["settings"]["method"] = json!("POST");
    flow["nodes"]["a"]["settings"]["body"] = json!("{\"name\": {{ json(customer.name) }}}");
    let program = compile(&flow);
    let mut player = Player::new(program.as_slice(), Setting::new("en", Channel::Webchat, NOW_MS));
    player.start(None);
    let call = player.open_call().expect("a call");
    assert_eq!(call.body.as_deref(), Some("{\"name\": \"\"}"));
    assert_eq!(call.headers, [("content-type".to_owned(), "application/json".to_owned())]);
}

fn calling() -> (Value, BTreeMap<&'static str, Value>) {
    let main = flow(json!({
        "a": set("x", "'outer'", "call"),
        "call": { "kind": "subflow", "settings": { "flow": "inner", "params": [{ "name": "who", "value": "x ~ '!'" }],
            "results": [{ "variable": "got", "value": "x" }] }, "exits": { "returned": "b" } },
        "b": message("{{ x }} {{ got }}", "end"),
        "end": end(),
    }));
    let main = with(
        main,
        json!({ "commands": [{ "keywords": { "en": ["help"] }, "to": "b" }],
        "variables": [{ "name": "got", "type": "text", "initial": "-" }] }),
    );
    let inner = with(
        flow(json!({
            "a": { "kind": "ask", "settings": { "text": { "en": "{{ who }}?" }, "answer": { "type": "text" },
                "save_as": "x" }, "exits": { "answered": "end", "invalid": "end" } },
            "end": end(),
        })),
        json!({ "variables": [{ "name": "who", "type": "text", "initial": "nobody" }] }),
    );
    (main, BTreeMap::from([("inner", inner)]))
}

#[test]
fn fe12_a_subflow_has_variables_of_its_own() {
    let (main, others) = calling();
    check_program(
        &compile_with(&main, &others),
        "en",
        "start
        < outer!?
        ? x
        unset
        > inner
        < outer inner
        ~ end",
    );
}

#[test]
fn fe12_a_command_of_the_caller_leaves_the_subflow_without_results() {
    let (main, others) = calling();
    check_program(
        &compile_with(&main, &others),
        "en",
        "start
        < outer!?
        > HELP
        < outer -
        ~ end",
    );
}

#[test]
fn fe12_nodes_of_subflows_are_named_with_their_flow() {
    let (main, others) = calling();
    let program = compile_with(&main, &others);
    let mut player = Player::new(program.as_slice(), Setting::new("en", Channel::Webchat, NOW_MS));
    player.start(None);
    player.say("x");
    let visited: Vec<String> = player
        .visits()
        .iter()
        .map(|visit| format!("{} {}", visit.node, visit.exit.as_deref().unwrap_or("-")))
        .collect();
    assert_eq!(
        visited,
        ["a next", "call subflow", "inner/a -", "inner/a answered", "inner/end -", "call returned", "b next", "end -"]
    );
}

fn desk(returned: bool) -> Value {
    let exits = if returned { json!({ "returned": "b" }) } else { json!({}) };
    flow(json!({
        "a": { "kind": "handover", "settings": { "text": { "en": "One moment." }, "queue": "support",
            "reason": "{{ customer.name }} asks" }, "exits": exits },
        "b": message("Anything else?", "end"),
        "end": end(),
    }))
}

#[test]
fn fe26_people_own_the_conversation_until_they_hand_it_back() {
    check(
        &desk(true),
        "start
        < One moment.
        ~ → support Hana asks
        > hello?
        + 1h
        back
        < Anything else?
        ~ end",
    );
    let mut open = desk(false);
    open["nodes"] = json!({ "a": open["nodes"]["a"] });
    check(
        &open,
        "start
        < One moment.
        ~ → support Hana asks
        back
        ~ end",
    );
}

/// `at` is a moment in Tokyo.
#[track_caller]
fn check_hours(at: &str, expected: &str) {
    let flow = flow(json!({
        "a": { "kind": "schedule_check", "settings": {
            "hours": [{ "days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "18:00" },
                { "days": ["sat"], "from": "22:00", "to": "02:00" }, { "days": ["tue"], "from": "20:00", "to": "24:00" }],
            "holidays": ["2026-11-23"] }, "exits": { "open": "b", "closed": "c" } },
        "b": message("open", "end"), "c": message("closed", "end"), "end": end() }));
    let program = compile(&flow);
    let at: jiff::civil::DateTime = at.parse().expect("a moment");
    let at = at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(9))).expect("a moment").timestamp();
    let setting = Setting::new("en", Channel::Webchat, u64::try_from(at.as_millisecond()).expect("after 1970"));
    let mut player = Player::new(program.as_slice(), setting);
    player.start(None);
    assert_eq!(player.lines()[0].to_string(), format!("< {expected}"), "{at}");
}

#[test]
fn fe27_opening_hours_with_holidays_and_past_midnight() {
    check_hours("2026-11-24T09:00", "open");
    check_hours("2026-11-24T08:59", "closed");
    check_hours("2026-11-24T18:00", "closed");
    check_hours("2026-11-24T23:59", "open");
    check_hours("2026-11-25T00:00", "closed");
    check_hours("2026-11-23T12:00", "closed");
    check_hours("2026-11-21T22:00", "open");
    check_hours("2026-11-22T01:59", "open");
    check_hours("2026-11-22T02:00", "closed");
    check_hours("2026-11-22T22:00", "closed");
}

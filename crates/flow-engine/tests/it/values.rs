//! Expressions, functions, and the values they make.

use conversation::Channel;
use flow_engine::play::{Player, Setting};
use serde_json::{Value, json};

use crate::script::{NOW_MS, compile, end, flow, set};

/// The value of an expression, or the problem.
fn evaluated(expression: &str, language: &str) -> Result<Value, String> {
    let program = compile(&flow(json!({ "a": set("x", expression, "end"), "end": end() })));
    let mut player = Player::new(program.as_slice(), Setting::new(language, Channel::Webchat, NOW_MS));
    player.start(None);
    let state = player.state();
    match state.variables.iter().find(|(name, _)| name == "x") {
        Some((_, value)) => Ok(value.to_json()),
        None => Err(player.lines()[0].to_string()),
    }
}

#[track_caller]
fn check(expression: &str, expected: Value) {
    assert_eq!(evaluated(expression, "ja"), Ok(expected), "{expression}");
}

#[track_caller]
fn check_problem(expression: &str, expected: &str) {
    assert_eq!(evaluated(expression, "ja"), Err(format!("! a: {expected}")), "{expression}");
}

#[test]
fn fe28_whole_numbers_stay_whole_and_what_is_no_number_is_an_error() {
    check("1 + 2", json!(3));
    check("7 // 2", json!(3));
    check("7 / 2", json!(3.5));
    check("6 / 2", json!(3.0));
    check("9223372036854775807", json!(i64::MAX));
    check_problem("9223372036854775807 + 1", "the whole number is too large");
    check_problem("1 / 0.0", "the result is not a number");
    check("2 ** 10", json!(1024));
    check("[1, 'a', none, {'b': 1.5}]", json!([1, "a", null, { "b": 1.5 }]));
    check("true and not false", json!(true));
}

#[test]
fn functions_read_numbers_and_texts() {
    check("number('１，２００円') + 1", json!(1201));
    check("'2.5' | number", json!(2.5));
    check_problem("number('many')", "invalid operation: number() needs a number, or a text that holds one");
    check("text(12) ~ '!'", json!("12!"));
    check("length('東京') + ([1, 2] | length)", json!(4));
    check("contains('ＡＢＣ商店', 'abc')", json!(true));
    check("contains(['Tea', 'coffee'], 'TEA')", json!(true));
    check("starts_with('Tokyo', 'to')", json!(true));
    check("matches('A-123', '[0-9]{3}')", json!(true));
    check("json({'a': [1, 'x']})", json!("{\"a\":[1,\"x\"]}"));
    check("url_encode('a b/日')", json!("a%20b%2F%E6%97%A5"));
    check("format_phone('+81312345678')", json!("03-1234-5678"));
    check("[3, 1, 2] | sort | join('-')", json!("1-2-3"));
    check("[{}] | map(attribute='a') | first | default('none')", json!("none"));
    check("text(none)", json!(""));
    check("'x' is startingwith('x')", json!(true));
}

#[test]
fn functions_know_dates() {
    check("date_add('2026-11-22', 10)", json!("2026-12-02"));
    check("date_add(today, -1)", json!("2026-11-21"));
    check("date_diff('2026-11-22', '2027-01-01')", json!(40));
    check("weekday(today)", json!("sun"));
    check("weekday(now)", json!("sun"));
    check("format_date(today)", json!("2026年11月22日(日)"));
    check("format_date(today, 'en')", json!("Sunday 22 November 2026"));
    check_problem("weekday('soon')", "invalid operation: this needs a date such as 2026-11-22");
    check_problem("date_add(today, 99999999)", "invalid operation: date_add() leaves the calendar");
}

#[test]
fn functions_write_numbers() {
    check("format_number(1234567)", json!("1,234,567"));
    check("format_number(-1234.5)", json!("-1,234.5"));
    check("format_number(2, 2)", json!("2.00"));
    check("yen(1980)", json!("1,980円"));
    check("yen(0.4 - 0.5)", json!("0円"));
    assert_eq!(evaluated("yen(-1980)", "en"), Ok(json!("-¥1,980")));
}

#[test]
fn fe1_chance_comes_from_the_seed_of_the_event() {
    let draw = |seed: u64| {
        let program =
            compile(&flow(json!({ "a": set("x", "[random_int(1, 6), random_int(1, 1000000)]", "end"), "end": end() })));
        let mut setting = Setting::new("en", Channel::Webchat, NOW_MS);
        setting.seed = seed;
        let mut player = Player::new(program.as_slice(), setting);
        player.start(None);
        player.state().variables[0].1.to_json()
    };
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    let faces: std::collections::BTreeSet<i64> = (0..200).filter_map(|seed| draw(seed)[0].as_i64()).collect();
    assert_eq!(faces.into_iter().collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn fe28_ids_beyond_64_bits_keep_their_digits() {
    let value = flow_engine::Value::from_json(serde_json::from_str("[18446744073709551615, 1e30, -5]").expect("JSON"));
    assert_eq!(value.to_json(), json!(["18446744073709551615", 1e30, -5]));
}

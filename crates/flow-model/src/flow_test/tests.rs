//! Reading and writing flow tests.

use serde_json::{Value, json};

use super::time::moment_ms;
use super::{HttpMatch, TestDuration, read_test, write_test};

fn base() -> Value {
    json!({
        "format": "tsunagi.flow-test/1", "flow": "order-support", "name": "x", "channel": "webchat", "language": "ja",
        "start_at": "2026-11-20T10:00:00+09:00",
        "steps": [
            { "expect": { "contains": "ようこそ", "options": ["a", "b"] } },
            { "pick": "a" },
            { "wait": "1h30m" },
            { "say": "1182" },
            { "expect_variable": { "name": "n", "value": 1182 } },
            { "expect_handover": { "queue": "general" } },
            { "hand_back": true },
            { "expect_end": true }
        ],
        "mocks": { "http": [
            { "match": { "method": "GET", "url": "https://x.example/*" }, "times": 1, "fail": "timeout" },
            { "match": { "url": "*" }, "answer": { "status": 200, "body": { "a": 1 } } }
        ] }
    })
}

fn check(change: impl FnOnce(&mut Value), expected: &[&str]) {
    let mut test = base();
    change(&mut test);
    let errors = read_test(&test.to_string()).err().unwrap_or_default();
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(lines, expected);
}

#[test]
fn fm12_a_test_reads_and_writes() {
    check(|_| {}, &[]);
    let test = read_test(&base().to_string()).expect("it reads");
    assert_eq!(read_test(&write_test(&test)).expect("what we write reads"), test);
    assert_eq!(test.start_at_ms(), Some(1_795_136_400_000));
}

#[test]
fn fm12_errors_have_a_path_and_a_suggestion() {
    check(
        |test| {
            test["chanel"] = json!("line");
            test["start_at"] = json!("tomorrow");
            test["steps"] = json!([
                { "sya": "x" }, { "expect": { "txt": "x" } }, { "wait": "10 minutes" }, { "expect_end": false }, { "say": "x", "pick": "y" }
            ]);
            test["mocks"]["http"] =
                json!([{ "match": { "url": "*" } }, { "match": { "url": "*" }, "fail": "x", "answr": {} }]);
        },
        &[
            "chanel: unknown field `chanel`: did you mean `channel`?",
            "start_at: `tomorrow` is not a moment: write 2026-11-20T10:00:00+09:00",
            "steps[0]: unknown value `sya`: did you mean `say`?",
            "steps[1].expect.txt: unknown field `txt`: did you mean `text`?",
            "steps[2].wait: invalid value: string \"10 minutes\", expected a time such as 90s, 10m or 1h30m",
            "steps[3].expect_end: invalid value: boolean `false`, expected `true`",
            "steps[4]: this should be an object with exactly one key",
            "mocks.http[0]: the field `answer` is missing",
            "mocks.http[1].answr: unknown field `answr`: did you mean `answer`?",
        ],
    );
    check(
        |test| test["format"] = json!("tsunagi.flow/1"),
        &["format: this is not a flow test: it needs `\"format\": \"tsunagi.flow-test/1\"`"],
    );
}

#[test]
fn fm12_times_are_read_and_written() {
    for (text, seconds) in [("90s", 90), ("10m", 600), ("1h30m", 5400), ("1d", 86_400), ("0s", 0)] {
        assert_eq!(TestDuration::parse(text), Some(TestDuration { seconds }), "{text}");
    }
    assert_eq!(TestDuration { seconds: 5400 }.to_string(), "1h30m");
    assert_eq!(TestDuration { seconds: 0 }.to_string(), "0s");
    for wrong in ["", "10", "m", "1m1h", "1m1m", "-1s", "1.5h", "10分"] {
        assert_eq!(TestDuration::parse(wrong), None, "{wrong}");
    }
    assert_eq!(moment_ms("1970-01-01T00:00:00Z"), Some(0));
    assert_eq!(moment_ms("2000-02-29T23:59:59-05:00"), Some(951_886_799_000));
    assert_eq!(moment_ms("2026-11-20T10:00+09:00"), Some(1_795_136_400_000));
    for wrong in ["2026-11-20", "2026-11-20T10:00", "2026-11-20T25:00Z", "2026-02-30T10:00Z", "1969-12-31T00:00Z"] {
        assert_eq!(moment_ms(wrong), None, "{wrong}");
    }
}

#[test]
fn fm12_mocks_match_addresses_by_stars() {
    let covers = |method: Option<&str>, pattern: &str, url| {
        HttpMatch { method: method.map(str::to_owned), url: pattern.to_owned() }.covers("GET", url)
    };
    assert!(covers(Some("get"), "https://x.example/orders/*", "https://x.example/orders/1182"));
    assert!(covers(None, "*/orders/*?x=*", "https://x.example/orders/1182?x=1"));
    assert!(covers(None, "https://x.example/a", "https://x.example/a"));
    assert!(!covers(Some("POST"), "*", "https://x.example/a"));
    assert!(!covers(None, "https://x.example/a", "https://x.example/ab"));
    assert!(!covers(None, "https://x.example/*/z", "https://x.example/z"));
}

//! How checks are tested: a flow in short, and the problems as lines.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{CODES, ChannelLimits, Context, Severity, analyse, apply_fix};
use crate::document::Document;
use crate::read::read_value;

/// Nodes as `"id": ["kind", settings, exits]`, starting at `a`; fields of the document under `$`. Texts may be
/// plain strings: the short form is a document of format 0 unless it names its languages.
pub(super) fn flow(short: &Value) -> Document {
    let mut document = json!({ "format": "tsunagi.flow/0", "lang": "en", "time_zone": "Asia/Tokyo", "start": "a" });
    let mut nodes = json!({});
    for (key, value) in short.as_object().expect("an object") {
        if key == "$" {
            for (field, value) in value.as_object().expect("an object") {
                document[field] = value.clone();
            }
        } else {
            let or_empty = |value: &Value| if value.is_null() { json!({}) } else { value.clone() };
            nodes[key] = json!({ "kind": value[0], "settings": or_empty(&value[1]), "exits": or_empty(&value[2]) });
        }
    }
    document["nodes"] = nodes;
    if document.get("languages").is_some() {
        document["format"] = json!("tsunagi.flow/1");
        document.as_object_mut().expect("an object").remove("lang");
    }
    read_value(document).expect("the test's flow reads")
}

/// The context of most tests: the queue `general` and no other flows.
pub(super) fn context() -> Context {
    Context {
        flows: Some(BTreeMap::new()),
        queues: Some(BTreeSet::from(["general".to_owned()])),
        languages: Vec::new(),
        channels: Vec::new(),
    }
}

pub(super) fn line() -> ChannelLimits {
    ChannelLimits {
        name: "LINE".to_owned(),
        text_units: Some(20),
        text_bytes: None,
        options: Some(2),
        label_chars: Some(5),
        images: false,
    }
}

pub(super) fn webchat() -> ChannelLimits {
    ChannelLimits {
        name: "Web chat".to_owned(),
        text_units: None,
        text_bytes: Some(20),
        options: None,
        label_chars: None,
        images: true,
    }
}

/// Analyses a flow and compares the problems, each as `severity code place`. Applies every fix that is offered
/// and holds that its problem is gone then.
pub(super) fn check(short: Value, expected: &[&str]) {
    check_in(&context(), short, expected);
}

pub(super) fn check_in(context: &Context, short: Value, expected: &[&str]) {
    let document = flow(&short);
    let problems = analyse(&document, context);
    let lines: Vec<String> = problems.iter().map(show).collect();
    assert_eq!(lines, expected);
    for problem in problems {
        assert!(CODES.contains(&problem.code), "{} is not in the list of codes", problem.code);
        for words in [&problem.message, &problem.mend] {
            assert!(words.en.ends_with(['.', '?']), "{}", words.en);
            assert!(words.ja.ends_with('。') || words.ja.ends_with("。)"), "{}", words.ja);
        }
        if let Some(fix) = &problem.fix {
            let value = serde_json::to_value(&document).expect("JSON");
            let mended = apply_fix(&value, fix).unwrap_or_else(|| panic!("{fix:?} does not fit"));
            let mended = read_value(mended).unwrap_or_else(|errors| panic!("{fix:?}: {errors:?}"));
            let left = analyse(&mended, context);
            assert!(!left.iter().any(|other| show(other) == show(&problem)), "{fix:?} mends nothing");
        }
    }
}

fn show(problem: &super::Problem) -> String {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    format!("{severity} {} {}", problem.code, problem.place)
}

#[test]
fn every_code_stands_in_the_readme() {
    let readme = include_str!("../../README.md");
    for code in CODES {
        assert!(readme.contains(&format!("`{code}`")), "{code}");
    }
}

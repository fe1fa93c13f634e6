//! Text to flow test.

use serde_json::Value;

use super::time::moment_ms;
use super::{FlowTest, Mocks, Step, TEST_FORMAT};
use crate::read::{ReadError, Reader, read_json};
use crate::suggest::nearest;
use crate::words::words;

/// Longest text of a test: a conversation of a thousand steps takes 100 KB.
const TEST_BYTES: usize = 1024 * 1024;

const FIELDS: &[&str] =
    &["format", "flow", "name", "channel", "language", "start_at", "customer", "opening", "seed", "steps", "mocks"];

/// Reads a flow test, finding every error that it can.
pub fn read_test(text: &str) -> Result<FlowTest, Vec<ReadError>> {
    let value = read_json(text, TEST_BYTES)?;
    let mut reader = Reader::default();
    match test(&value, &mut reader) {
        Some(test) if reader.errors.is_empty() => Ok(test),
        _ => Err(reader.errors),
    }
}

/// The canonical text of a test.
pub fn write_test(test: &FlowTest) -> String {
    // Nothing in a test can fail to become JSON.
    let mut text = serde_json::to_string_pretty(test).unwrap_or_default();
    text.push('\n');
    text
}

/// JSON Schema (draft 2020-12) of a flow test.
pub fn test_schema() -> Value {
    let generator = schemars::generate::SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<FlowTest>();
    schema.insert("$id".to_owned(), "https://tsunagi.invalid/schemas/flow-test-1.json".into());
    schema.to_value()
}

fn test(value: &Value, reader: &mut Reader) -> Option<FlowTest> {
    let Value::Object(object) = value else {
        reader.wrong_type("", value, "an object", "オブジェクト");
        return None;
    };
    if object.get("format").and_then(Value::as_str) != Some(TEST_FORMAT) {
        let written = object.get("format").and_then(Value::as_str).unwrap_or_default();
        reader.errors.push(ReadError {
            suggestion: nearest(written, [TEST_FORMAT]).map(str::to_owned),
            ..ReadError::new(
                "format",
                words(
                    format!("this is not a flow test: it needs `\"format\": \"{TEST_FORMAT}\"`"),
                    format!("フローのテストではありません。`\"format\": \"{TEST_FORMAT}\"` が必要です。"),
                ),
            )
        });
        return None;
    }
    reader.only(object, "", FIELDS);
    let flow = reader.required(object, "", "flow");
    let name = reader.required(object, "", "name");
    let channel = reader.required(object, "", "channel");
    let language = reader.required(object, "", "language");
    let start_at: Option<String> = reader.required(object, "", "start_at");
    if let Some(moment) = start_at.as_ref().filter(|moment| moment_ms(moment).is_none()) {
        reader.errors.push(ReadError::new(
            "start_at",
            words(
                format!("`{moment}` is not a moment: write 2026-11-20T10:00:00+09:00"),
                format!("`{moment}` は日時として読み取れません。2026-11-20T10:00:00+09:00 のように書いてください。"),
            ),
        ));
    }
    let customer = reader.optional(object, "", "customer");
    let opening = reader.optional(object, "", "opening");
    let seed = reader.optional(object, "", "seed");
    if !object.contains_key("steps") {
        let _: Option<Value> = reader.required(object, "", "steps");
    }
    let steps: Vec<Step> = reader.items(object, "", "steps");
    let mocks = match object.get("mocks") {
        Some(Value::Object(mocks)) => {
            reader.only(mocks, "mocks", &["http"]);
            Mocks { http: reader.items(mocks, "mocks", "http") }
        }
        Some(other) => {
            reader.wrong_type("mocks", other, "an object", "オブジェクト");
            Mocks::default()
        }
        None => Mocks::default(),
    };
    Some(FlowTest {
        format: TEST_FORMAT.to_owned(),
        flow: flow?,
        name: name?,
        channel: channel?,
        language: language?,
        start_at: start_at?,
        customer,
        opening,
        seed,
        steps,
        mocks,
    })
}

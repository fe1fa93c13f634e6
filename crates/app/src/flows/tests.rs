//! Runs a flow's tests before it is published.

use axum::http::StatusCode;
use flow_engine::play::{Failure, run_test};
use protocol::flows::{TestResult, Words};
use serde_json::Value;

use crate::ApiError;

pub(super) fn run_tests(program: &[u8], tests: &[Value]) -> Result<Vec<TestResult>, ApiError> {
    tests.iter().enumerate().map(|(place, test)| run_one(program, place, test)).collect()
}

fn run_one(program: &[u8], place: usize, test: &Value) -> Result<TestResult, ApiError> {
    let test = flow_model::read_test(&test.to_string()).map_err(|errors| {
        let lines: Vec<_> = errors.iter().map(ToString::to_string).collect();
        ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "flow_tests_invalid")
            .at(format!("tests[{place}]"))
            .about(lines.join("; "))
    })?;
    let report = run_test(program, &test);
    Ok(TestResult {
        name: report.name,
        passed: report.passed,
        failure: report.failure.as_ref().map(in_words),
        transcript: report.transcript,
    })
}

fn in_words(Failure { step, expected, saw }: &Failure) -> Words {
    Words {
        en: format!("Step {step}: expected {}, saw {}", expected.en, saw.en),
        ja: format!("ステップ{step}:期待は「{}」、実際は「{}」", expected.ja, saw.ja),
        node: None,
    }
}

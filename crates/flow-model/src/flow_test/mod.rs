//! Tests of a flow: what the customer says and what must come back. Read here, run by `tsunagi flow test` and by
//! the builder.
//!
//! How a test is judged: every `expect` takes the next message that the flow sent. A message that no step expects
//! fails the test at the next `say`, `pick`, `wait`, `hand_back` or at the end, so that nothing is sent unseen.
//! HTTP nodes meet the first mock that matches and has `times` left; without one the test fails.

mod read;
#[cfg(test)]
mod tests;
mod time;

use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

pub use read::{read_test, test_schema, write_test};
pub use time::TestDuration;

use crate::nested::nested;

pub const TEST_FORMAT: &str = "tsunagi.flow-test/1";

/// A conversation with its expectations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowTest {
    /// Always `tsunagi.flow-test/1`.
    pub format: String,
    /// The flow's name.
    pub flow: String,
    /// What is tested, in a few words.
    pub name: String,
    /// `webchat`, `line`, `sms` …
    pub channel: String,
    /// The customer's language, BCP 47.
    pub language: String,
    /// When the conversation begins: `2026-11-20T10:00:00+09:00`.
    pub start_at: String,
    #[serde(default, skip_serializing_if = "TestCustomer::is_empty")]
    pub customer: TestCustomer,
    /// The message that opens the conversation, if it is not the flow that speaks first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<String>,
    /// Where `random_int` starts from.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub seed: u64,
    pub steps: Vec<Step>,
    #[serde(default, skip_serializing_if = "Mocks::is_empty")]
    pub mocks: Mocks,
}

fn is_zero(seed: &u64) -> bool {
    *seed == 0
}

/// What is known about the customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestCustomer {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
}

impl TestCustomer {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One line of a test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The customer writes this.
    Say(String),
    /// The customer taps the option with this id.
    Pick(String),
    /// The next message of the flow.
    Expect(Expectation),
    /// Time passes: `90s`, `10m`, `2h`, `1d`, `1h30m`. Timers fire in their order.
    Wait(TestDuration),
    /// The flow has ended. Always `true`.
    ExpectEnd(Yes),
    /// The conversation went to this queue.
    ExpectHandover(ExpectedHandover),
    /// An agent gives the conversation back to the flow. Always `true`.
    HandBack(Yes),
    ExpectVariable(ExpectedVariable),
}

/// What a message must be; everything that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The whole text; of an image its caption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A part of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
    /// The ids of the options, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<String>>,
    /// A part of an image's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedHandover {
    pub queue: String,
    /// A part of the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_contains: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedVariable {
    pub name: String,
    /// `null` where it must not be set.
    pub value: Value,
}

/// `true`, so that a step without content is still `{ "expect_end": true }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Yes(bool);

impl<'de> Deserialize<'de> for Yes {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        match bool::deserialize(reader)? {
            true => Ok(Self(true)),
            false => Err(D::Error::custom("invalid value: boolean `false`, expected `true`")),
        }
    }
}

/// What stands in for the world.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mocks {
    #[serde(default)]
    pub http: Vec<HttpMock>,
}

impl Mocks {
    fn is_empty(&self) -> bool {
        self.http.is_empty()
    }
}

/// An answer to calls of HTTP nodes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct HttpMock {
    #[serde(rename = "match")]
    pub matches: HttpMatch,
    /// How many calls it answers; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    #[serde(flatten)]
    pub outcome: MockOutcome,
}

/// By hand, because a flattened enum would let unknown fields pass.
impl<'de> Deserialize<'de> for HttpMock {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Parts {
            #[serde(rename = "match")]
            matches: HttpMatch,
            #[serde(default)]
            times: Option<u32>,
            #[serde(default)]
            answer: Option<MockAnswer>,
            #[serde(default)]
            fail: Option<String>,
        }
        let Parts { matches, times, answer, fail } = nested(Value::deserialize(reader)?, "")?;
        let outcome = match (answer, fail) {
            (Some(answer), None) => MockOutcome::Answer(answer),
            (None, Some(reason)) => MockOutcome::Fail(reason),
            (None, None) => return Err(D::Error::missing_field("answer")),
            (Some(_), Some(_)) => return Err(D::Error::custom("either `answer` or `fail`, not both")),
        };
        Ok(Self { matches, times, outcome })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HttpMatch {
    /// Any method when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The whole address; `*` stands for anything.
    pub url: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MockOutcome {
    Answer(MockAnswer),
    /// No answer comes: why, as the flow will find it in `error`.
    Fail(String),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MockAnswer {
    pub status: u16,
    /// A text is sent as it is, everything else as JSON.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub body: Value,
}

impl HttpMatch {
    /// Whether a call is meant.
    pub fn covers(&self, method: &str, url: &str) -> bool {
        let wanted = self.method.as_deref().unwrap_or(method);
        wanted.eq_ignore_ascii_case(method) && covers(&self.url, url)
    }
}

/// `*` stands for any number of characters.
fn covers(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

impl FlowTest {
    /// `start_at` in Unix milliseconds. `read_test` lets only tests through where this is `Some`.
    pub fn start_at_ms(&self) -> Option<u64> {
        time::moment_ms(&self.start_at)
    }
}

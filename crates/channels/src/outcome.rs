//! The part of reading an answer that is HTTP and no vendor's.

use serde_json::Value;

use crate::text::shorten;
use crate::{Attempt, ProviderAnswer, RejectClass, SendOutcome, TextUnit};

/// Where the vendor says "later" and not when. The sender's own back-off grows from there.
const DEFAULT_RETRY_MS: u64 = 1_000;

/// A provider that asks for longer is asked again after this: SQS holds a message back for half a day at most.
const LONGEST_RETRY_MS: u64 = 11 * 60 * 60 * 1_000;

/// Characters of a provider's own words that we keep.
const MESSAGE_CHARS: usize = 300;

/// The outcomes that follow from the status alone: 3xx, 429, 408 and 5xx. `None` leaves it to the channel.
///
/// A 5xx says nothing about whether the message was taken. Where the vendor drops repeats it is simply repeated;
/// elsewhere it is unknown, unless 503 names a time to come back, which says that it was not taken.
pub(crate) fn from_status(attempt: &Attempt, answer: &ProviderAnswer) -> Option<SendOutcome> {
    let reason = || format!("the provider answered {}", answer.status);
    match answer.status {
        429 => Some(later(answer, reason(), false)),
        503 if retry_after_ms(answer).is_some() => Some(later(answer, reason(), false)),
        408 | 500..=599 if attempt.idempotent => Some(later(answer, reason(), true)),
        408 | 500..=599 => Some(SendOutcome::Unknown { reason: reason() }),
        300..=399 => Some(rejected(RejectClass::Other, answer.status.to_string(), "redirects are not followed")),
        100..=199 => Some(SendOutcome::Unknown { reason: reason() }),
        _ => None,
    }
}

/// Again when the answer says so, else soon.
pub(crate) fn later(answer: &ProviderAnswer, reason: String, maybe_taken: bool) -> SendOutcome {
    SendOutcome::RetryLater { after_ms: retry_after_ms(answer).unwrap_or(DEFAULT_RETRY_MS), reason, maybe_taken }
}

pub(crate) fn rejected(class: RejectClass, code: impl Into<String>, message: &str) -> SendOutcome {
    let message = shorten(message.trim(), MESSAGE_CHARS, TextUnit::Chars).into_owned();
    SendOutcome::Rejected { class, code: code.into(), message }
}

/// The body as JSON, or null.
pub(crate) fn json(answer: &ProviderAnswer) -> Value {
    serde_json::from_slice(answer.body).unwrap_or(Value::Null)
}

pub(crate) fn header<'a>(answer: &ProviderAnswer<'a>, name: &str) -> Option<&'a str> {
    answer.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// `Retry-After` in seconds (RFC 9110, 10.2.3). Its other form, a date, would need a clock: it is not read.
fn retry_after_ms(answer: &ProviderAnswer) -> Option<u64> {
    let seconds: u64 = header(answer, "retry-after")?.trim().parse().ok()?;
    Some(seconds.saturating_mul(1_000).min(LONGEST_RETRY_MS))
}

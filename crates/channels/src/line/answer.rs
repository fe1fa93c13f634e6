//! LINE's answers to a reply or a push.

use serde_json::Value;

use super::REPLY_PATH;
use crate::outcome::{from_status, header, json, rejected};
use crate::{Attempt, ProviderAnswer, RejectClass, SendOutcome};

pub(super) fn read(attempt: &Attempt, answer: &ProviderAnswer) -> SendOutcome {
    let body = json(answer);
    let message = body["message"].as_str().unwrap_or_default();
    let is_reply = attempt.path.ends_with(REPLY_PATH);
    match answer.status {
        200..=299 => accepted(&body),
        // The retry key was used: an earlier call of this send was taken, and its message ids are told again.
        409 if header(answer, "x-line-accepted-request-id").is_some() => accepted(&body),
        // Spent or older than a minute. A reply that may have been taken leaves the same trace, so a sender that
        // repeats after `Unknown` can show a message twice: no more can be known.
        400 if is_reply && message.to_ascii_lowercase().contains("invalid reply token") => SendOutcome::TryNext,
        // The free messages of the month are used up. Replies are not counted, and waiting does not help.
        429 if message.to_ascii_lowercase().contains("monthly limit") => {
            rejected(RejectClass::AccountRestricted, "429", message)
        }
        400 | 413 | 415 => rejected(RejectClass::InvalidContent, answer.status.to_string(), &explained(&body)),
        401 => rejected(RejectClass::AuthFailed, "401", message),
        403 => rejected(RejectClass::AccountRestricted, "403", message),
        _ => from_status(attempt, answer)
            .unwrap_or_else(|| rejected(RejectClass::Other, answer.status.to_string(), message)),
    }
}

fn accepted(body: &Value) -> SendOutcome {
    let sent = body["sentMessages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let provider_message_ids = sent.iter().filter_map(|message| message["id"].as_str().map(str::to_owned)).collect();
    SendOutcome::Accepted { provider_message_ids }
}

/// The message and, behind it, which property was wrong and why.
fn explained(body: &Value) -> String {
    let mut text = body["message"].as_str().unwrap_or_default().to_owned();
    for detail in body["details"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let field = |name: &str| detail[name].as_str().unwrap_or_default().to_owned();
        text = format!("{text}; {}: {}", field("property"), field("message"));
    }
    text
}

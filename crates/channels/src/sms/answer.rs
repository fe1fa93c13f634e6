//! Twilio's answers to `Messages.json`, and its error codes.

use crate::outcome::{from_status, json, rejected};
use crate::text::shorten;
use crate::{Attempt, ProviderAnswer, RejectClass, SendOutcome, TextUnit};

/// Wait after a rate-limit code that came without `Retry-After`.
const RATE_LIMIT_MS: u64 = 1_000;

pub(super) fn read(attempt: &Attempt, answer: &ProviderAnswer) -> SendOutcome {
    let body = json(answer);
    if (200..=299).contains(&answer.status) {
        return match body["sid"].as_str() {
            Some(sid) => SendOutcome::Accepted { provider_message_ids: vec![sid.to_owned()] },
            // Something in between answered: without a SID nobody knows whether Twilio saw the call.
            None => SendOutcome::Unknown { reason: "the answer names no message".to_owned() },
        };
    }
    if let Some(outcome) = from_status(attempt, answer) {
        return outcome;
    }
    let code = body["code"].as_u64().unwrap_or_default();
    let message = body["message"].as_str().unwrap_or_default();
    if matches!(code, 20429 | 63018) {
        return SendOutcome::RetryLater {
            after_ms: RATE_LIMIT_MS,
            reason: format!("rate limited ({code})"),
            maybe_taken: false,
        };
    }
    let shown = if code == 0 { answer.status.to_string() } else { code.to_string() };
    rejected(class(code, answer.status), shown, message)
}

fn class(code: u64, status: u16) -> RejectClass {
    match code {
        21610 => RejectClass::OptedOut,
        21211 | 21214 | 21217 | 21612 | 21614 | 30003 | 30005 | 30006 | 63024 => RejectClass::RecipientUnreachable,
        21602 | 21617 | 21620 | 30007 | 63016 => RejectClass::InvalidContent,
        20003 => RejectClass::AuthFailed,
        21408 | 21603 | 21606 | 21660 | 30002 | 30034 => RejectClass::AccountRestricted,
        _ if status == 401 => RejectClass::AuthFailed,
        _ if status == 403 => RejectClass::AccountRestricted,
        _ => RejectClass::Other,
    }
}

/// What an error code means, for people at the desk. Source: Twilio, "Error and warning dictionary".
pub fn error_meaning(code: u64) -> Option<&'static str> {
    Some(match code {
        21211 | 21614 | 63024 => "the number is not one that can receive messages",
        21602 => "the message is empty",
        21610 => "the recipient opted out with STOP",
        21617 => "the message is longer than 1600 characters",
        30002 => "the Twilio account is suspended",
        30003 => "the handset cannot be reached",
        30005 => "the number does not exist",
        30006 => "the number is a landline or its carrier takes no messages",
        30007 => "a carrier filtered the message as spam",
        30008 => "the carrier gave no reason",
        30034 => "the sending number is not registered for US messaging",
        63016 => "outside the WhatsApp window only templates may be sent",
        _ => return None,
    })
}

/// A code of a report with its meaning, where we know it.
pub(super) fn explained(code: &str) -> String {
    match code.parse().ok().and_then(error_meaning) {
        Some(meaning) => format!("{code}: {meaning}"),
        None => shorten(code, 32, TextUnit::Chars).into_owned(),
    }
}

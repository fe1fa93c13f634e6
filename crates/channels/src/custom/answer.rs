//! What an endpoint's answer means (Standard Webhooks, "Deliverability and reliability"): what is no 2xx is tried again,
//! because `webhook-id` makes a repeat harmless and most refusals are those of a deployment, a proxy or a wrong secret.
//! Final is only what says that this very message will never be taken.

use super::verify::ID_HEADER;
use crate::outcome::{from_status, later, rejected};
use crate::{Attempt, ProviderAnswer, RejectClass, SendOutcome};

pub(super) fn read(attempt: &Attempt, answer: &ProviderAnswer) -> SendOutcome {
    let status = answer.status;
    let reject = |class, message| rejected(class, status.to_string(), message);
    let again = |why| later(answer, format!("the endpoint answered {status}: {why}"), false);
    match status {
        200..=299 => {
            let id = attempt.headers.iter().find(|(name, _)| name == ID_HEADER).map(|(_, id)| id.clone());
            SendOutcome::Accepted { provider_message_ids: id.into_iter().collect() }
        }
        410 => reject(RejectClass::AccountRestricted, "the endpoint asks for no more messages"),
        413 => reject(RejectClass::InvalidContent, "the message is too large for the endpoint"),
        422 => reject(RejectClass::InvalidContent, "the endpoint did not understand the message"),
        300..=399 => again("redirects are not followed"),
        401 | 403 => again("it did not accept our signature"),
        _ => from_status(attempt, answer).unwrap_or_else(|| again("it did not take the message")),
    }
}

//! What an endpoint's answer means (Standard Webhooks, "Deliverability and reliability").

use super::verify::ID_HEADER;
use crate::outcome::{from_status, rejected};
use crate::{Attempt, ProviderAnswer, RejectClass, SendOutcome};

pub(super) fn read(attempt: &Attempt, answer: &ProviderAnswer) -> SendOutcome {
    let status = answer.status;
    let reject = |class, message| rejected(class, status.to_string(), message);
    match status {
        200..=299 => {
            let id = attempt.headers.iter().find(|(name, _)| name == ID_HEADER).map(|(_, id)| id.clone());
            SendOutcome::Accepted { provider_message_ids: id.into_iter().collect() }
        }
        400 | 413 | 415 | 422 => reject(RejectClass::InvalidContent, "the endpoint did not understand the message"),
        401 | 403 => reject(RejectClass::AuthFailed, "the endpoint did not accept our signature"),
        410 => reject(RejectClass::AccountRestricted, "the endpoint asks for no more messages"),
        _ => from_status(attempt, answer)
            .unwrap_or_else(|| reject(RejectClass::Other, "the endpoint did not take the message")),
    }
}

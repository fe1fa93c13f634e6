//! What went wrong and waits for a person: dead letters, unreadable webhooks, rejected sends.

use app::ApiError;
use app::records::{FailureKind, FailureRecord, decode};
use ports::{DeadLetter, QueueName, QueueSource};
use protocol::overview::Failure;
use protocol::rfc3339;

use crate::system::System;

/// Newest first.
pub async fn list(system: &System) -> Result<Vec<Failure>, ApiError> {
    let services = &system.services;
    let mut failures = Vec::new();
    for queue in QueueName::ALL {
        let letters = system.store.dead_letters(queue).await;
        let letters = letters.map_err(|error| ApiError::internal("reading dead letters", &error))?;
        failures.extend(letters.iter().map(dead_letter));
    }
    for item in services.read_all(services.workspace(), FailureRecord::PARTITION).await? {
        failures.push(recorded(&item.key.sort, &decode(&item)?));
    }
    failures.sort_by(|a, b| b.at.cmp(&a.at));
    Ok(failures)
}

/// Puts a dead letter back to the front of its thread.
pub async fn retry(system: &System, id: &str) -> Result<(), ApiError> {
    let unknown = || ApiError::conflict("failure_unknown");
    let (queue, letter) = id.split_once('.').ok_or_else(unknown)?;
    let queue = QueueName::ALL.into_iter().find(|known| known.as_str() == queue).ok_or_else(unknown)?;
    match system.store.redrive(queue, letter).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(unknown()),
        Err(error) => Err(ApiError::internal("trying a dead letter again", &error)),
    }
}

fn dead_letter(letter: &DeadLetter) -> Failure {
    let customer = letter.message.group.split_once('/').map(|(_, customer)| customer.to_owned());
    let queue = letter.queue.as_str();
    Failure {
        id: format!("{queue}.{}", letter.id),
        kind: "dead_letter".to_owned(),
        at: rfc3339(letter.died_at_ms),
        what_en: format!("A message in `{queue}` could not be processed. Other conversations go on."),
        what_ja: format!("`{queue}` のメッセージを処理できませんでした。ほかの会話には影響ありません。"),
        customer_id: customer.filter(|id| id.starts_with("cus_")),
        can_retry: true,
    }
}

fn recorded(id: &str, record: &FailureRecord) -> Failure {
    let (kind, what_en, what_ja) = match &record.kind {
        FailureKind::UnreadableWebhook { channel, account, .. } => (
            "unreadable_webhook",
            format!("A signed webhook of {channel}/{account} could not be read; it was kept. {}", record.detail),
            format!("{channel}/{account} の署名付きWebhookを読み取れませんでした(内容は保存済み)。{}", record.detail),
        ),
        FailureKind::RejectedSend { channel, account, .. } => (
            "rejected_send",
            format!("{channel}/{account} did not take a message. {}", record.detail),
            format!("{channel}/{account} へのメッセージが拒否されました。{}", record.detail),
        ),
    };
    Failure {
        id: id.to_owned(),
        kind: kind.to_owned(),
        at: rfc3339(record.at_ms),
        what_en,
        what_ja,
        customer_id: record.customer.as_ref().map(ToString::to_string),
        can_retry: false,
    }
}

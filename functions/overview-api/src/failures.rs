//! What went wrong and waits for a person: dead letters, unreadable webhooks, rejected sends.

use app::people::{Identified, require};
use app::records::{FailureKind, FailureRecord, SendFailure, decode};
use app::{ApiError, Envelope, Services};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use conversation::HttpResult;
use futures::future::try_join_all;
use ports::{Commit, CommitOutcome, Condition, DeadLetter, Key, Op, Query, QueueError, QueueName};
use protocol::overview::Failure;
use protocol::people::Ability;
use protocol::rfc3339;

/// Newest first.
pub(crate) async fn list(
    State(services): State<Services>,
    Identified(_caller): Identified,
) -> Result<Json<Vec<Failure>>, ApiError> {
    let letters = try_join_all(QueueName::ALL.map(|queue| services.dead.dead_letters(queue))).await;
    let letters = letters.map_err(|error| ApiError::internal("reading dead letters", &error))?;
    let mut failures: Vec<Failure> = letters.iter().flatten().map(dead_letter).collect();
    let now_ms = services.now_ms();
    for item in services.store.query(services.workspace(), newest()).await?.items {
        if item.is_live(now_ms) {
            failures.push(recorded(&item.key.sort, &decode(&item)?));
        }
    }
    failures.sort_by(|a, b| b.at.cmp(&a.at));
    Ok(Json(failures))
}

/// How many `list` shows, without reading what died.
pub(crate) async fn count(services: &Services) -> Result<u64, ApiError> {
    let letters = try_join_all(QueueName::ALL.map(|queue| services.dead.dead_letter_count(queue))).await;
    let count: u64 = letters.map_err(|error| ApiError::internal("counting dead letters", &error))?.into_iter().sum();
    let now_ms = services.now_ms();
    let recorded = services.store.query(services.workspace(), newest()).await?.items;
    Ok(count + recorded.iter().filter(|item| item.is_live(now_ms)).count() as u64)
}

fn newest() -> Query {
    Query { descending: true, limit: limits::FAILURES_SHOWN, ..Query::partition(FailureRecord::PARTITION) }
}

/// What came and could not be read, byte for byte. A file, never a page: it is what somebody else sent.
pub(crate) async fn body(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    require(&caller, Ability::ManageChannels)?;
    let blob = kept_body(&services, &id).await?.ok_or_else(ApiError::not_found)?;
    let bytes = services.blobs.get(services.workspace(), &blob).await;
    let bytes = bytes.map_err(|error| ApiError::internal("reading a body that was kept", &error))?;
    let head = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"webhook.txt\""),
    ];
    Ok((head, bytes.ok_or_else(ApiError::not_found)?).into_response())
}

async fn kept_body(services: &Services, id: &str) -> Result<Option<String>, ApiError> {
    let key = Key::new(FailureRecord::PARTITION, id);
    Ok(match services.read::<FailureRecord>(services.workspace(), key).await?.map(|record| record.kind) {
        Some(FailureKind::UnreadableWebhook { blob, .. }) => Some(blob),
        _ => None,
    })
}

/// Takes a failure off the list. A dead letter is a message that was not processed, and with this it never will be; a flow that
/// waits for it goes on. A body that was kept goes with its failure.
pub(crate) async fn dismiss(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    require(&caller, Ability::ManageChannels)?;
    if let Some((queue, letter)) = dead_letter_of(&id) {
        if queue == QueueName::HttpCalls {
            give_up_call(&services, letter).await?;
        }
        return ended("discarding a dead letter", services.dead.discard(queue, letter).await);
    }
    if id.len() > limits::SORT_KEY_BYTES {
        return Err(unknown());
    }
    let body = kept_body(&services, &id).await?;
    let op = Op::Delete { key: Key::new(FailureRecord::PARTITION, &id), condition: Condition::Present };
    match services.store.commit(services.workspace(), Commit { ops: vec![op], now_ms: services.now_ms() }).await? {
        CommitOutcome::Committed => {}
        CommitOutcome::ConditionFailed { .. } => return Err(unknown()),
        _ => return Err(ApiError::unavailable()),
    }
    if let Some(name) = body
        && let Err(error) = services.blobs.delete(services.workspace(), &name).await
    {
        tracing::warn!(%error, "deleting a body that was kept");
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The flow that waits for the answer of a call goes on as if it had failed.
async fn give_up_call(services: &Services, letter: &str) -> Result<(), ApiError> {
    let found = services.dead.dead_letter(QueueName::HttpCalls, letter).await;
    let found = found.map_err(|error| ApiError::internal("reading a dead letter", &error))?;
    // Somebody else looks at it, or it is gone.
    let found = found.ok_or_else(unknown)?;
    // One that cannot be read names no flow.
    let Ok(job) = serde_json::from_slice(&found.message.body) else { return Ok(()) };
    let answer = Envelope::http_finished(&job, HttpResult::given_up()).message();
    let sent = services.queue.send(QueueName::Inbound, vec![answer]).await;
    sent.map_err(|error| ApiError::internal("telling a flow that its call is given up", &error))
}

/// Puts a dead letter back to its queue.
pub(crate) async fn retry(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    require(&caller, Ability::ManageChannels)?;
    let (queue, letter) = dead_letter_of(&id).ok_or_else(unknown)?;
    ended("trying a dead letter again", services.dead.redrive(queue, letter).await)
}

fn unknown() -> ApiError {
    ApiError::conflict("failure_unknown")
}

/// What became of a dead letter, if it was there.
fn ended(what: &'static str, found: Result<bool, QueueError>) -> Result<StatusCode, ApiError> {
    match found {
        Ok(true) => Ok(StatusCode::NO_CONTENT),
        Ok(false) => Err(unknown()),
        Err(error) => Err(ApiError::internal(what, &error)),
    }
}

/// What a failure's id says of a dead letter: its queue, and its id there.
fn dead_letter_of(id: &str) -> Option<(QueueName, &str)> {
    let (queue, letter) = id.split_once('.')?;
    Some((QueueName::ALL.into_iter().find(|known| known.as_str() == queue)?, letter))
}

fn dead_letter(letter: &DeadLetter) -> Failure {
    let customer = letter.message.group.split_once('/').map(|(_, customer)| customer.to_owned());
    let queue = letter.queue.as_str();
    let (what_en, what_ja) = match letter.queue {
        QueueName::Inbound => {
            ("What came for a conversation could not be processed", "会話に届いた内容を処理できませんでした")
        }
        QueueName::Outbound => ("A message could not be sent", "メッセージを送信できませんでした"),
        QueueName::HttpCalls => {
            ("A flow's HTTP request could not be made", "フローのHTTPリクエストを実行できませんでした")
        }
    };
    Failure {
        id: format!("{queue}.{}", letter.id),
        kind: "dead_letter".to_owned(),
        at: rfc3339(letter.died_at_ms),
        what_en: format!("{what_en} (queue `{queue}`). Other conversations go on."),
        what_ja: format!("{what_ja}(キュー `{queue}`)。ほかの会話には影響ありません。"),
        customer_id: customer.filter(|id| id.starts_with("cus_")),
        can_retry: true,
        can_dismiss: true,
        flow_waits: letter.queue == QueueName::HttpCalls,
        has_body: false,
    }
}

fn recorded(id: &str, record: &FailureRecord) -> Failure {
    let (kind, what_en, what_ja) = match &record.kind {
        FailureKind::UnreadableWebhook { channel, account, .. } => (
            "unreadable_webhook",
            format!("A signed webhook of {channel}/{account} could not be read; it was kept. {}", record.detail),
            format!("{channel}/{account} の署名付きWebhookを読み取れませんでした(内容は保存済み)。{}", record.detail),
        ),
        FailureKind::WebhookForAnother { channel, account, setting } => (
            "webhook_for_another",
            format!(
                "What customers write to {channel}/{account} is not taken: its webhooks are meant for another account or \
                 number than the setting `{setting}` names. Correct that setting."
            ),
            format!(
                "{channel}/{account} で顧客のメッセージを受け取れていません。Webhookの宛先が設定 `{setting}` と異なります。\
                 この設定を確認してください。"
            ),
        ),
        FailureKind::RejectedSend { channel, account, .. } if record.detail == SendFailure::GIVEN_UP => (
            "given_up_send",
            format!(
                "Sending a message to {channel}/{account} was given up, because of an error in this system. The log says why."
            ),
            format!(
                "{channel}/{account} へのメッセージの送信を中止しました。このシステムのエラーが原因です。詳細はログをご確認ください。"
            ),
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
        can_dismiss: true,
        flow_waits: false,
        has_body: matches!(record.kind, FailureKind::UnreadableWebhook { .. }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_keeps_customers_out_is_named_in_both_languages() {
        let (channel, account) = ("line".to_owned(), "main".to_owned());
        let kind = FailureKind::WebhookForAnother { channel, account, setting: "bot_user_id".to_owned() };
        let shown = recorded("1", &FailureRecord { kind, at_ms: 0, customer: None, detail: String::new() });
        assert_eq!(shown.kind, "webhook_for_another");
        for text in [&shown.what_en, &shown.what_ja] {
            assert!(text.contains("line/main") && text.contains("`bot_user_id`") && !text.contains("  "), "{text}");
        }
    }

    #[test]
    fn what_was_given_up_here_is_no_refusal_of_the_vendors() {
        let kind = FailureKind::RejectedSend { channel: "line".to_owned(), account: "main".to_owned(), seq: 4 };
        let shown = |detail: &str| {
            recorded("1", &FailureRecord { kind: kind.clone(), at_ms: 0, customer: None, detail: detail.to_owned() })
        };
        let [given_up, refused] = [shown(SendFailure::GIVEN_UP), shown("invalid_content (400)")];
        assert_eq!([given_up.kind.as_str(), &refused.kind], ["given_up_send", "rejected_send"]);
        assert!(given_up.what_en.contains("was given up") && given_up.what_ja.contains("中止"), "{given_up:?}");
        assert!(refused.what_en.ends_with("did not take a message. invalid_content (400)"), "{refused:?}");
    }
}

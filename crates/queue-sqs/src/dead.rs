//! Dead letters. SQS has no way to look at messages: they are received, hidden for a moment, and put back.

use aws_client::Failure;
use aws_sdk_sqs::types::{
    ChangeMessageVisibilityBatchRequestEntry, Message as SqsMessage, MessageSystemAttributeName as Attribute,
};
use ports::{DeadLetter, DeadLetters, QueueError, QueueName};

use crate::body::text_of_body;
use crate::queues::{SqsQueues, failed};
use crate::source::{attribute, attributes, message};

/// How long dead letters are hidden while they are listed or one is moved.
const HIDDEN_SECONDS: i32 = 30;

/// Dead letters listed at once.
const MOST: usize = 200;

/// How a redriven message is told from what it repeats, which SQS may still remember.
pub(crate) const REDRIVEN: &str = "~redriven";

pub(crate) async fn list(queues: &SqsQueues, queue: QueueName) -> Result<Vec<DeadLetter>, QueueError> {
    let url = queues.dead_letter_url(queue)?;
    // Mostly there are none, and the last question waits for a second.
    let count = queues.dead_letter_count(queue).await?;
    let received = take(queues, url, |all| all.len() as u64 >= count).await?;
    put_back(queues, url, &received).await;
    Ok(received.iter().map(|one| dead_letter(queue, one)).collect())
}

/// However long ago it died: the list may end before it.
pub(crate) async fn find(queues: &SqsQueues, queue: QueueName, id: &str) -> Result<Option<DeadLetter>, QueueError> {
    let url = queues.dead_letter_url(queue)?;
    let found =
        |all: &[SqsMessage]| all.iter().find(|one| one.message_id() == Some(id)).map(|one| dead_letter(queue, one));
    let received = take(queues, url, |all| found(all).is_some()).await?;
    put_back(queues, url, &received).await;
    Ok(found(&received))
}

/// Sends the message to its queue again, and then removes it here. A crash between the two leaves it in both, and
/// consumers take an event once.
pub(crate) async fn redrive(queues: &SqsQueues, queue: QueueName, id: &str) -> Result<bool, QueueError> {
    end(queues, queue, id, async |letter| move_back(queues, queue, letter).await).await
}

pub(crate) async fn discard(queues: &SqsQueues, queue: QueueName, id: &str) -> Result<bool, QueueError> {
    end(queues, queue, id, async |letter| remove(queues, queue, letter).await).await
}

/// Finds a dead letter and does with it what ends it; the others are put back.
async fn end(
    queues: &SqsQueues,
    queue: QueueName,
    id: &str,
    what: impl AsyncFnOnce(&SqsMessage) -> Result<(), QueueError>,
) -> Result<bool, QueueError> {
    let url = queues.dead_letter_url(queue)?;
    let place = |all: &[SqsMessage]| all.iter().position(|one| one.message_id() == Some(id));
    let mut received = take(queues, url, |all| place(all).is_some()).await?;
    let found = place(&received).map(|at| received.remove(at));
    let outcome = match &found {
        Some(letter) => what(letter).await.map(|()| true),
        None => Ok(false),
    };
    if outcome.is_err() {
        received.extend(found);
    }
    put_back(queues, url, &received).await;
    outcome
}

async fn move_back(queues: &SqsQueues, queue: QueueName, letter: &SqsMessage) -> Result<(), QueueError> {
    let original = message(letter);
    let call = queues.client.send_message().queue_url(queues.url(queue)?);
    let call = call.message_body(text_of_body(&original.body)).message_group_id(&original.group);
    let sent = call.message_deduplication_id(redriven(&original.dedupe, letter.message_id().unwrap_or_default()));
    sent.send().await.map_err(|error| failed(Failure::of(&error)))?;
    remove(queues, queue, letter).await
}

async fn remove(queues: &SqsQueues, queue: QueueName, letter: &SqsMessage) -> Result<(), QueueError> {
    let remove = queues.client.delete_message().queue_url(queues.dead_letter_url(queue)?);
    let remove = remove.set_receipt_handle(letter.receipt_handle.clone()).send().await;
    remove.map(drop).map_err(|error| failed(Failure::of(&error)))
}

/// A dedupe id that the queue has not seen: the same for the same dead letter, so a repeated redrive counts once.
fn redriven(dedupe: &str, message_id: &str) -> String {
    let end = format!("{REDRIVEN}{message_id}");
    // Both are ASCII, so any cut is between characters.
    let kept = dedupe.len().min(limits::QUEUE_NAME_CHARS.saturating_sub(end.len()));
    format!("{}{end}", &dedupe[..kept])
}

/// Receives until it is enough or nothing comes. SQS gives at most ten of one group while they are hidden. Without a wait it
/// asks only some of its servers, and nothing need not be all.
async fn take(
    queues: &SqsQueues,
    url: &str,
    is_enough: impl Fn(&[SqsMessage]) -> bool,
) -> Result<Vec<SqsMessage>, QueueError> {
    let mut all = Vec::new();
    while all.len() < MOST && !is_enough(&all) {
        let call = queues.client.receive_message().queue_url(url).max_number_of_messages(10);
        let call = call.visibility_timeout(HIDDEN_SECONDS).wait_time_seconds(1);
        let output = call.set_message_system_attribute_names(Some(attributes())).send().await;
        let batch = output.map_err(|error| failed(Failure::of(&error)))?.messages.unwrap_or_default();
        if batch.is_empty() {
            break;
        }
        all.extend(batch);
    }
    Ok(all)
}

/// What cannot be put back comes by itself when its time is over.
async fn put_back(queues: &SqsQueues, url: &str, received: &[SqsMessage]) {
    for batch in received.chunks(limits::QUEUE_BATCH) {
        let mut call = queues.client.change_message_visibility_batch().queue_url(url);
        for (id, one) in batch.iter().enumerate() {
            let entry = ChangeMessageVisibilityBatchRequestEntry::builder().id(id.to_string()).visibility_timeout(0);
            call = match entry.set_receipt_handle(one.receipt_handle.clone()).build() {
                Ok(entry) => call.entries(entry),
                Err(_) => call,
            };
        }
        if let Err(error) = call.send().await {
            tracing::warn!(error = %failed(Failure::of(&error)), "dead letters are hidden for a moment");
        }
    }
}

fn dead_letter(queue: QueueName, letter: &SqsMessage) -> DeadLetter {
    DeadLetter {
        queue,
        id: letter.message_id().unwrap_or_default().to_owned(),
        message: message(letter),
        died_at_ms: attribute(letter, &Attribute::SentTimestamp).parse().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redriven_dedupe_id_is_new_fits_and_stays() {
        let id = "3f2b1c4d-0000-4000-8000-00112233aabb";
        assert_eq!(redriven("event-1", id), format!("event-1~redriven{id}"));
        let long = redriven(&"d".repeat(128), id);
        assert_eq!(long.len(), 128);
        assert_eq!(long, redriven(&"d".repeat(128), id));
    }
}

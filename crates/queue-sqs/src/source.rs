//! The consuming side, for tests and for people who look after a deployment. Functions are fed by Lambda's event source
//! mapping.

use std::time::Duration;

use async_trait::async_trait;
use aws_client::Failure;
use aws_sdk_sqs::types::{
    BatchResultErrorEntry, ChangeMessageVisibilityBatchRequestEntry, DeleteMessageBatchRequestEntry,
    Message as SqsMessage, MessageSystemAttributeName as Attribute, QueueAttributeName,
};
use ports::{DeadLetter, DeadLetters, Delivery, Message, QueueError, QueueName, QueueSource};

use crate::body::body_of_text;
use crate::dead::{self, REDRIVEN};
use crate::queues::{SqsQueues, failed};

/// The longest that a message is held back. SQS counts its twelve hours from the moment at which the message was received, and
/// refuses what would be longer: this leaves twenty minutes for the work.
const LONGEST_DELAY_SECONDS: u64 = 42_000;

/// Of a receipt whose message is not in flight any more, and of a time that SQS does not keep.
const INVALID: &str = "InvalidParameterValue";

/// How long `ready` waits. SQS tells nobody that something came; asking it costs a request.
const LOOK_EVERY: Duration = Duration::from_secs(1);

#[async_trait]
impl QueueSource for SqsQueues {
    async fn receive(&self, queue: QueueName, max: usize) -> Result<Vec<Delivery>, QueueError> {
        let max = i32::try_from(max.clamp(1, limits::QUEUE_BATCH)).unwrap_or(1);
        let call = self.client.receive_message().queue_url(self.url(queue)?).max_number_of_messages(max);
        let call = call.wait_time_seconds(0).set_message_system_attribute_names(Some(attributes()));
        let output = call.send().await.map_err(|error| failed(Failure::of(&error)))?;
        Ok(output.messages.unwrap_or_default().into_iter().map(delivery).collect())
    }

    async fn ack(&self, queue: QueueName, receipts: Vec<String>) -> Result<(), QueueError> {
        let url = self.url(queue)?;
        for batch in distinct(receipts).chunks(limits::QUEUE_BATCH) {
            let mut call = self.client.delete_message_batch().queue_url(url);
            for (id, receipt) in batch.iter().enumerate() {
                let entry =
                    DeleteMessageBatchRequestEntry::builder().id(id.to_string()).receipt_handle(receipt).build();
                call = call.entries(entry.map_err(|error| QueueError::Refused(error.to_string()))?);
            }
            let output = call.send().await.map_err(|error| failed(Failure::of(&error)))?;
            unless_stale(output.failed())?;
        }
        Ok(())
    }

    async fn release(&self, queue: QueueName, receipts: Vec<String>, delay_ms: u64) -> Result<(), QueueError> {
        let url = self.url(queue)?;
        let seconds = seconds(delay_ms);
        for batch in distinct(receipts).chunks(limits::QUEUE_BATCH) {
            let mut call = self.client.change_message_visibility_batch().queue_url(url);
            for (id, receipt) in batch.iter().enumerate() {
                let entry = ChangeMessageVisibilityBatchRequestEntry::builder().id(id.to_string());
                let entry = entry.receipt_handle(receipt).visibility_timeout(seconds).build();
                call = call.entries(entry.map_err(|error| QueueError::Refused(error.to_string()))?);
            }
            let output = call.send().await.map_err(|error| failed(Failure::of(&error)))?;
            if let Some(entry) = output.failed().iter().find(|entry| entry.code() == INVALID) {
                // Most likely it is late; else the message keeps the pause of its queue.
                tracing::warn!(seconds, message = entry.message(), "saying when a message comes again");
            }
            unless_stale(output.failed())?;
        }
        Ok(())
    }

    async fn ready(&self, _queue: QueueName) {
        tokio::time::sleep(LOOK_EVERY).await;
    }

    async fn depth(&self, queue: QueueName) -> Result<u64, QueueError> {
        self.count(self.url(queue)?).await
    }
}

#[async_trait]
impl DeadLetters for SqsQueues {
    async fn dead_letters(&self, queue: QueueName) -> Result<Vec<DeadLetter>, QueueError> {
        dead::list(self, queue).await
    }

    async fn dead_letter_count(&self, queue: QueueName) -> Result<u64, QueueError> {
        self.count(self.dead_letter_url(queue)?).await
    }

    async fn dead_letter(&self, queue: QueueName, id: &str) -> Result<Option<DeadLetter>, QueueError> {
        dead::find(self, queue, id).await
    }

    async fn redrive(&self, queue: QueueName, id: &str) -> Result<bool, QueueError> {
        dead::redrive(self, queue, id).await
    }

    async fn discard(&self, queue: QueueName, id: &str) -> Result<bool, QueueError> {
        dead::discard(self, queue, id).await
    }
}

impl SqsQueues {
    /// Messages of a queue, waiting or not.
    async fn count(&self, url: &str) -> Result<u64, QueueError> {
        let parts = [
            QueueAttributeName::ApproximateNumberOfMessages,
            QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
            QueueAttributeName::ApproximateNumberOfMessagesDelayed,
        ];
        let call = self.client.get_queue_attributes().queue_url(url);
        let output = call.set_attribute_names(Some(parts.to_vec())).send().await;
        let output = output.map_err(|error| failed(Failure::of(&error)))?;
        let counts = parts.iter().filter_map(|part| output.attributes()?.get(part)?.parse::<u64>().ok());
        Ok(counts.sum())
    }
}

/// What a message carries besides its body.
pub(crate) fn attributes() -> Vec<Attribute> {
    vec![
        Attribute::MessageGroupId,
        Attribute::MessageDeduplicationId,
        Attribute::ApproximateReceiveCount,
        Attribute::SentTimestamp,
    ]
}

pub(crate) fn attribute(message: &SqsMessage, name: &Attribute) -> String {
    message.attributes().and_then(|all| all.get(name)).cloned().unwrap_or_default()
}

pub(crate) fn message(message: &SqsMessage) -> Message {
    let dedupe = attribute(message, &Attribute::MessageDeduplicationId);
    Message {
        group: attribute(message, &Attribute::MessageGroupId),
        dedupe: dedupe.split(REDRIVEN).next().unwrap_or_default().to_owned(),
        body: body_of_text(message.body().unwrap_or_default()),
    }
}

fn delivery(received: SqsMessage) -> Delivery {
    Delivery {
        message: message(&received),
        receives: attribute(&received, &Attribute::ApproximateReceiveCount).parse().unwrap_or(1),
        receipt: received.receipt_handle.unwrap_or_default(),
    }
}

/// Never too early.
fn seconds(delay_ms: u64) -> i32 {
    i32::try_from(delay_ms.div_ceil(1_000).min(LONGEST_DELAY_SECONDS)).unwrap_or(0)
}

/// A batch may name each receipt once, and none may be empty.
fn distinct(mut receipts: Vec<String>) -> Vec<String> {
    receipts.retain(|receipt| !receipt.is_empty());
    receipts.sort();
    receipts.dedup();
    receipts
}

/// A receipt whose time is over is no failure: the message is somebody else's by now.
fn unless_stale(entries: &[BatchResultErrorEntry]) -> Result<(), QueueError> {
    let stale = |code: &str| ["ReceiptHandleIsInvalid", INVALID, "MessageNotInflight"].contains(&code);
    match entries.iter().find(|entry| !stale(entry.code())) {
        Some(entry) => {
            let message = entry.message().unwrap_or_default();
            Err(QueueError::Unavailable(format!("{}: {message}", entry.code())))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_kept_to_the_second_and_below_the_half_day_that_sqs_counts_from_the_receive() {
        let day_ms = 24 * 60 * 60 * 1_000;
        for (delay_ms, expected) in [(0, 0), (1, 1), (3_600_000, 3_600), (day_ms, 42_000), (u64::MAX, 42_000)] {
            assert_eq!(seconds(delay_ms), expected, "{delay_ms}");
        }
    }
}

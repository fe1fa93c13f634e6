//! Batches of a FIFO queue.

use std::collections::BTreeMap;

use app::Services;
use app::batch::BatchReport;
use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use ports::{Delivery, Message, QueueName, QueueSource};
use queue_sqs::{SqsQueues, body_of_text};

use crate::setup::Lambda;

impl Lambda {
    /// Hands each batch of the queue to `handle`. What failed comes back after its pause.
    pub async fn serve_queue<F>(self, queue: QueueName, handle: F) -> Result<(), Error>
    where
        F: AsyncFn(&Services, Vec<Delivery>) -> BatchReport,
    {
        let Self { services, queues } = &self;
        let handle = &handle;
        lambda_runtime::run(service_fn(move |event: LambdaEvent<SqsEvent>| async move {
            let receipts: BTreeMap<String, String> = event.payload.records.iter().filter_map(names).collect();
            let batch = event.payload.records.into_iter().map(delivery).collect();
            let report = handle(services, batch).await;
            if let Some(queues) = queues {
                pause(queues, queue, &receipts, &report).await;
            }
            Ok::<_, Error>(answer(&report))
        }))
        .await
    }
}

/// Message id and receipt handle. The id names a message in Lambda's answer, the handle in calls to SQS.
fn names(message: &SqsMessage) -> Option<(String, String)> {
    Some((message.message_id.clone()?, message.receipt_handle.clone()?))
}

fn delivery(message: SqsMessage) -> Delivery {
    let attribute = |name: &str| message.attributes.get(name).cloned().unwrap_or_default();
    Delivery {
        receipt: message.message_id.unwrap_or_default(),
        receives: attribute("ApproximateReceiveCount").parse().unwrap_or(1),
        message: Message {
            group: attribute("MessageGroupId"),
            dedupe: attribute("MessageDeduplicationId"),
            body: body_of_text(&message.body.unwrap_or_default()),
        },
    }
}

/// Messages that failed become visible after their own pause instead of the queue's long one. When that cannot be said
/// they come after the long one.
async fn pause(queues: &SqsQueues, queue: QueueName, receipts: &BTreeMap<String, String>, report: &BatchReport) {
    let mut by_pause: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for (id, after_ms) in &report.failed {
        by_pause.entry(*after_ms).or_default().extend(receipts.get(id).cloned());
    }
    for (after_ms, receipts) in by_pause {
        if let Err(error) = queues.release(queue, receipts, after_ms).await {
            tracing::warn!(%error, "saying when failed messages come again");
        }
    }
}

fn answer(report: &BatchReport) -> SqsBatchResponse {
    let failure = |id: &String| {
        let mut failure = BatchItemFailure::default();
        failure.item_identifier.clone_from(id);
        failure
    };
    let mut response = SqsBatchResponse::default();
    response.batch_item_failures = report.failed.iter().map(|(id, _)| failure(id)).collect();
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rl3_what_failed_is_named_by_its_message_id() {
        let mut message = SqsMessage::default();
        message.message_id = Some("id-1".to_owned());
        message.body = Some("{}".to_owned());
        for (name, value) in
            [("MessageGroupId", "g"), ("MessageDeduplicationId", "d"), ("ApproximateReceiveCount", "3")]
        {
            message.attributes.insert(name.to_owned(), value.to_owned());
        }
        let delivery = delivery(message);
        assert_eq!((delivery.receives, delivery.message.group.as_str()), (3, "g"));
        let report = BatchReport { failed: vec![(delivery.receipt, 250)], ..BatchReport::default() };
        let json = serde_json::to_value(answer(&report)).expect("JSON");
        assert_eq!(json, serde_json::json!({ "batchItemFailures": [{ "itemIdentifier": "id-1" }] }));
    }
}

//! The queues as they have to be. The data stack's template declares the same; deployments use that, tests use this.

use std::collections::BTreeMap;

use aws_client::{Failure, SdkConfig};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::QueueAttributeName as Name;
use ports::{QueueError, QueueName};

use crate::queues::{Address, failed};

/// Two weeks, which is the longest: time to notice dead letters and to mend what killed them.
const DEAD_LETTER_SECONDS: u32 = 1_209_600;

/// Creates every queue with its dead letters, named `<prefix>-<queue>.fifo` and `<prefix>-<queue>-dead.fifo`.
pub async fn create_queues(config: &SdkConfig, prefix: &str) -> Result<BTreeMap<QueueName, Address>, QueueError> {
    let client = Client::new(config);
    let mut addresses = BTreeMap::new();
    for queue in QueueName::ALL {
        let name = format!("{prefix}-{}", queue.as_str());
        let kept = [(Name::MessageRetentionPeriod, DEAD_LETTER_SECONDS.to_string())];
        let dead_letter_url = create(&client, &format!("{name}-dead.fifo"), kept.into()).await?;
        let arn = arn(&client, &dead_letter_url).await?;
        let redrive = format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":"{}"}}"#, queue.receives());
        let attributes =
            [(Name::VisibilityTimeout, limits::QUEUE_VISIBILITY_SECONDS.to_string()), (Name::RedrivePolicy, redrive)];
        let url = create(&client, &format!("{name}.fifo"), attributes.into()).await?;
        addresses.insert(queue, Address { url, dead_letter_url: Some(dead_letter_url) });
    }
    Ok(addresses)
}

async fn create(client: &Client, name: &str, more: BTreeMap<Name, String>) -> Result<String, QueueError> {
    let fixed = [
        (Name::FifoQueue, "true"),
        (Name::DeduplicationScope, "messageGroup"),
        (Name::FifoThroughputLimit, "perMessageGroupId"),
        // A body of bytes grows by a third.
        (Name::MaximumMessageSize, "1048576"),
    ];
    let mut call = client.create_queue().queue_name(name);
    for (key, value) in fixed.map(|(key, value)| (key, value.to_owned())).into_iter().chain(more) {
        call = call.attributes(key, value);
    }
    let output = call.send().await.map_err(|error| failed(Failure::of(&error)))?;
    output.queue_url.ok_or_else(|| QueueError::Unavailable(format!("the queue {name} has no address")))
}

async fn arn(client: &Client, url: &str) -> Result<String, QueueError> {
    let call = client.get_queue_attributes().queue_url(url).attribute_names(Name::QueueArn);
    let output = call.send().await.map_err(|error| failed(Failure::of(&error)))?;
    let arn = output.attributes().and_then(|all| all.get(&Name::QueueArn)).cloned();
    arn.ok_or_else(|| QueueError::Unavailable(format!("the queue {url} has no name")))
}

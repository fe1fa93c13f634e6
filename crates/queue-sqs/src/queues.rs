//! Where the queues are.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use aws_client::{Failure, Late, SdkConfig, late};
use aws_sdk_sqs::Client;
use ports::{Message, Queue, QueueError, QueueName};

use crate::send;

/// A FIFO queue and the one that takes its dead letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub url: String,
    /// Only who looks after dead letters needs it.
    pub dead_letter_url: Option<String>,
}

/// The queues that this function may use. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct SqsQueues {
    pub(crate) client: Arc<Late<Client>>,
    addresses: BTreeMap<QueueName, Address>,
}

impl SqsQueues {
    /// A function is told of the queues that it may use, and of no other.
    pub fn new(config: &SdkConfig, addresses: BTreeMap<QueueName, Address>) -> Self {
        let config = config.clone();
        Self { client: Arc::new(late(move || Client::new(&config))), addresses }
    }

    pub(crate) fn url(&self, queue: QueueName) -> Result<&str, QueueError> {
        let address = self.addresses.get(&queue).map(|address| address.url.as_str());
        address.ok_or_else(|| QueueError::Refused(format!("no address is set for the queue `{}`", queue.as_str())))
    }

    pub(crate) fn dead_letter_url(&self, queue: QueueName) -> Result<&str, QueueError> {
        let address = self.addresses.get(&queue).and_then(|address| address.dead_letter_url.as_deref());
        address.ok_or_else(|| {
            QueueError::Refused(format!("no address is set for the dead letters of the queue `{}`", queue.as_str()))
        })
    }
}

#[async_trait]
impl Queue for SqsQueues {
    async fn send(&self, queue: QueueName, messages: Vec<Message>) -> Result<(), QueueError> {
        send::all(&self.client, self.url(queue)?, messages).await
    }
}

pub(crate) fn failed(failure: Failure) -> QueueError {
    match failure {
        Failure::Refused { .. } => QueueError::Refused(failure.to_string()),
        _ => QueueError::Unavailable(failure.to_string()),
    }
}

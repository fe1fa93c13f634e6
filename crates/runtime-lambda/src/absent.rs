//! What stands where a function has no adapter: an error that names the port.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::FlowRunner;
use async_trait::async_trait;
use flow_engine::{Event, StepResult};
use ids::WorkspaceId;
use ports::{
    BlobError, Blobs, Commit, CommitOutcome, DeadLetter, DeadLetters, Item, Key, Message, Outbound, OutboundFailure,
    Page, ProviderRequest, ProviderResponse, Query, Queue, QueueError, QueueName, SecretError, Secrets, SocketError,
    Sockets, Store, StoreError, Timer, TimerError, Timers, Topic,
};

pub struct Absent;

fn because(port: &str) -> String {
    format!("this function was given no {port}; name it in its main.rs and its role")
}

#[async_trait]
impl Store for Absent {
    async fn get(&self, _: &WorkspaceId, _: &[Key]) -> Result<Vec<Option<Item>>, StoreError> {
        Err(StoreError::Unavailable(because("store")))
    }

    async fn query(&self, _: &WorkspaceId, _: Query) -> Result<Page, StoreError> {
        Err(StoreError::Unavailable(because("store")))
    }

    async fn commit(&self, _: &WorkspaceId, _: Commit) -> Result<CommitOutcome, StoreError> {
        Err(StoreError::Unavailable(because("store")))
    }
}

#[async_trait]
impl Queue for Absent {
    async fn send(&self, _: QueueName, _: Vec<Message>) -> Result<(), QueueError> {
        Err(QueueError::Refused(because("queue")))
    }
}

#[async_trait]
impl DeadLetters for Absent {
    async fn dead_letters(&self, _: QueueName) -> Result<Vec<DeadLetter>, QueueError> {
        Err(QueueError::Refused(because("dead_letters")))
    }

    async fn dead_letter_count(&self, _: QueueName) -> Result<u64, QueueError> {
        Err(QueueError::Refused(because("dead_letters")))
    }

    async fn redrive(&self, _: QueueName, _: &str) -> Result<bool, QueueError> {
        Err(QueueError::Refused(because("dead_letters")))
    }

    async fn discard(&self, _: QueueName, _: &str) -> Result<bool, QueueError> {
        Err(QueueError::Refused(because("dead_letters")))
    }
}

#[async_trait]
impl Timers for Absent {
    async fn set(&self, _: Vec<Timer>) -> Result<(), TimerError> {
        Err(TimerError(because("timers")))
    }
}

#[async_trait]
impl Blobs for Absent {
    async fn put(&self, _: &WorkspaceId, _: &str, _: Vec<u8>) -> Result<(), BlobError> {
        Err(BlobError(because("blobs")))
    }

    async fn get(&self, _: &WorkspaceId, _: &str) -> Result<Option<Vec<u8>>, BlobError> {
        Err(BlobError(because("blobs")))
    }

    async fn delete(&self, _: &WorkspaceId, _: &str) -> Result<(), BlobError> {
        Err(BlobError(because("blobs")))
    }
}

#[async_trait]
impl Secrets for Absent {
    async fn get(&self, _: &WorkspaceId, _: &str) -> Result<BTreeMap<String, String>, SecretError> {
        Err(SecretError(because("secrets")))
    }

    async fn put(&self, _: &WorkspaceId, _: &str, _: BTreeMap<String, String>) -> Result<(), SecretError> {
        Err(SecretError(because("secrets")))
    }
}

#[async_trait]
impl Sockets for Absent {
    async fn post(&self, _: &str, _: String) -> Result<(), SocketError> {
        Err(SocketError::Failed(because("sockets")))
    }

    /// A hint that nobody gets: desks read again by themselves.
    async fn publish(&self, _: Topic, _: String) {}

    async fn present(&self, _: &Topic) -> usize {
        0
    }

    async fn close(&self, _: &str) {}
}

#[async_trait]
impl Outbound for Absent {
    async fn call(&self, request: ProviderRequest) -> Result<ProviderResponse, OutboundFailure> {
        Err(OutboundFailure::NotConnected { host: request.url, reason: because("way out") })
    }
}

impl FlowRunner for Absent {
    fn step(&self, _: &Arc<[u8]>, _: Option<&[u8]>, _: &Event) -> Result<StepResult, String> {
        Err(because("flow interpreter"))
    }
}

//! The fakes as ports that answer at once and never fail.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use async_trait::async_trait;
use ids::{TimerId, WorkspaceId};
use ports::{
    BlobError, Blobs, Clock, Commit, CommitOutcome, DeadLetter, DeadLetters, Delivery, DueTimer, Item, Key, Message,
    Page, Query, Queue, QueueError, QueueName, QueueSource, SecretError, Secrets, Store, StoreError, Timer, TimerError,
    TimerSource, Timers,
};

use super::{BlobData, QueueData, SecretData, StoreData, TimerData};

/// Store, queues, timers, blobs and secrets in memory.
pub struct Memory {
    data: Mutex<Data>,
    clock: Arc<dyn Clock>,
}

#[derive(Default)]
struct Data {
    store: StoreData,
    queues: QueueData,
    timers: TimerData,
    /// What `next_due_ms` said last; `None` once something earlier was set.
    told_due_ms: Option<Option<u64>>,
    blobs: BlobData,
    secrets: SecretData,
}

impl Memory {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { data: Mutex::default(), clock }
    }

    fn data(&self) -> MutexGuard<'_, Data> {
        self.data.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks again and again, since nothing here wakes anybody.
    async fn until(&self, holds: impl Fn(&mut Data) -> bool + Send) {
        poll_fn(|context| {
            if holds(&mut self.data()) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }
}

#[async_trait]
impl Store for Memory {
    async fn get(&self, workspace: &WorkspaceId, keys: &[Key]) -> Result<Vec<Option<Item>>, StoreError> {
        let data = self.data();
        Ok(keys.iter().map(|key| data.store.get(workspace, key)).collect())
    }

    async fn query(&self, workspace: &WorkspaceId, query: Query) -> Result<Page, StoreError> {
        Ok(self.data().store.query(workspace, &query))
    }

    async fn commit(&self, workspace: &WorkspaceId, commit: Commit) -> Result<CommitOutcome, StoreError> {
        Ok(self.data().store.commit(workspace, &commit)?.0)
    }
}

#[async_trait]
impl Queue for Memory {
    async fn send(&self, queue: QueueName, messages: Vec<Message>) -> Result<(), QueueError> {
        self.data().queues.send(queue, messages, self.clock.now_ms())
    }
}

#[async_trait]
impl QueueSource for Memory {
    async fn receive(&self, queue: QueueName, max: usize) -> Result<Vec<Delivery>, QueueError> {
        let now_ms = self.clock.now_ms();
        let mut data = self.data();
        let groups = data.queues.ready(queue, now_ms);
        Ok(data.queues.receive(queue, &groups, max, now_ms))
    }

    async fn ack(&self, queue: QueueName, receipts: Vec<String>) -> Result<(), QueueError> {
        self.data().queues.ack(queue, &receipts, self.clock.now_ms());
        Ok(())
    }

    async fn release(&self, queue: QueueName, receipts: Vec<String>, delay_ms: u64) -> Result<(), QueueError> {
        self.data().queues.release(queue, &receipts, delay_ms, self.clock.now_ms());
        Ok(())
    }

    async fn ready(&self, queue: QueueName) {
        self.until(|data| !data.queues.ready(queue, self.clock.now_ms()).is_empty()).await;
    }

    async fn depth(&self, queue: QueueName) -> Result<u64, QueueError> {
        Ok(self.data().queues.depth(queue))
    }
}

#[async_trait]
impl DeadLetters for Memory {
    async fn dead_letters(&self, queue: QueueName) -> Result<Vec<DeadLetter>, QueueError> {
        Ok(self.data().queues.dead_letters(queue))
    }

    async fn dead_letter_count(&self, queue: QueueName) -> Result<u64, QueueError> {
        Ok(self.data().queues.dead_letters(queue).len() as u64)
    }

    async fn redrive(&self, queue: QueueName, id: &str) -> Result<bool, QueueError> {
        Ok(self.data().queues.redrive(queue, id))
    }

    async fn discard(&self, queue: QueueName, id: &str) -> Result<bool, QueueError> {
        Ok(self.data().queues.discard(queue, id))
    }
}

#[async_trait]
impl Timers for Memory {
    async fn set(&self, timers: Vec<Timer>) -> Result<(), TimerError> {
        self.data().timers.set(timers);
        Ok(())
    }
}

#[async_trait]
impl TimerSource for Memory {
    async fn due(&self, now_ms: u64, max: usize) -> Result<Vec<DueTimer>, TimerError> {
        Ok(self.data().timers.due(now_ms, max).into_iter().map(|timer| DueTimer { timer }).collect())
    }

    async fn done(&self, ids: Vec<TimerId>) -> Result<(), TimerError> {
        self.data().timers.done(&ids);
        Ok(())
    }

    async fn next_due_ms(&self) -> Result<Option<u64>, TimerError> {
        let mut data = self.data();
        let next = data.timers.next_due_ms();
        data.told_due_ms = Some(next);
        Ok(next)
    }

    async fn changed(&self) {
        let is_earlier =
            |next: Option<u64>, told: Option<u64>| next.is_some_and(|next| told.is_none_or(|told| next < told));
        self.until(|data| data.told_due_ms.is_none_or(|told| is_earlier(data.timers.next_due_ms(), told))).await;
    }
}

#[async_trait]
impl Blobs for Memory {
    async fn put(&self, workspace: &WorkspaceId, name: &str, bytes: Vec<u8>) -> Result<(), BlobError> {
        self.data().blobs.insert((workspace.clone(), name.to_owned()), bytes);
        Ok(())
    }

    async fn get(&self, workspace: &WorkspaceId, name: &str) -> Result<Option<Vec<u8>>, BlobError> {
        Ok(self.data().blobs.get(&(workspace.clone(), name.to_owned())).cloned())
    }

    async fn delete(&self, workspace: &WorkspaceId, name: &str) -> Result<(), BlobError> {
        self.data().blobs.remove(&(workspace.clone(), name.to_owned()));
        Ok(())
    }
}

#[async_trait]
impl Secrets for Memory {
    async fn get(&self, workspace: &WorkspaceId, name: &str) -> Result<BTreeMap<String, String>, SecretError> {
        Ok(self.data().secrets.get(&(workspace.clone(), name.to_owned())).cloned().unwrap_or_default())
    }

    async fn put(
        &self,
        workspace: &WorkspaceId,
        name: &str,
        values: BTreeMap<String, String>,
    ) -> Result<(), SecretError> {
        self.data().secrets.insert((workspace.clone(), name.to_owned()), values);
        Ok(())
    }
}

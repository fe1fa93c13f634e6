//! The ports as an instance sees them: slow, unreliable, and exact about what the real ones promise.

mod outbound;
mod queue;
mod store;

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use async_trait::async_trait;
use ids::WorkspaceId;
use ports::{
    BlobError, Blobs, Clock, DeadLetter, DeadLetters, Ids, QueueError, QueueName, SecretError, Secrets, SocketError,
    Sockets, Timer, TimerError, Timers, Topic,
};
use serde_json::Value;

use crate::crash::SLEEP;
use crate::world::World;

/// All ports of one instance.
pub struct Ports {
    world: Weak<World>,
    /// How far its clock is from the true time.
    ahead_ms: i64,
    /// A later version of the product: it writes a field that this one does not know.
    later: bool,
}

impl Ports {
    pub fn new(world: &Arc<World>, ahead_ms: i64, later: bool) -> Self {
        Self { world: Arc::downgrade(world), ahead_ms, later }
    }

    fn world(&self) -> Arc<World> {
        self.world.upgrade().expect("functions run while the world is there")
    }

    /// What an instance of the next version would write in place of this.
    fn written(&self, body: Vec<u8>) -> Vec<u8> {
        if !self.later {
            return body;
        }
        let Ok(mut value) = serde_json::from_slice::<Value>(&body) else { return body };
        match &mut value {
            Value::Array(rows) => rows.iter_mut().for_each(add_field),
            one => add_field(one),
        }
        value.to_string().into_bytes()
    }
}

fn add_field(record: &mut Value) {
    let Some(fields) = record.as_object_mut() else { return };
    // An enum is an object with one field, which names the variant.
    let only = if fields.len() == 1 { fields.values_mut().next() } else { None };
    let fields = match only {
        Some(Value::Object(inner)) => inner,
        _ => record.as_object_mut().expect("it was an object"),
    };
    fields.insert("since_the_next_version".to_owned(), Value::from(1));
}

#[async_trait]
impl Clock for Ports {
    fn now_ms(&self) -> u64 {
        self.world().lock().now_ms().saturating_add_signed(self.ahead_ms)
    }

    async fn sleep(&self, ms: u64) {
        self.world().call(SLEEP, move |_, reply| reply.after_ms = ms).await;
    }
}

impl Ids for Ports {
    fn random(&self) -> [u8; 10] {
        self.world().lock().random.bytes()
    }

    fn secret(&self) -> [u8; 32] {
        self.world().lock().random.bytes()
    }
}

#[async_trait]
impl Timers for Ports {
    async fn set(&self, timers: Vec<Timer>) -> Result<(), TimerError> {
        let call = self.world().call("timers.set", move |state, reply| {
            let error = Err(TimerError("simulated".to_owned()));
            if state.fails(|it| it.unavailable) {
                state.hurt(reply.task);
                return error;
            }
            let partial = state.fails(|it| it.partial);
            let count = if partial { state.random.index(timers.len() + 1) } else { timers.len() };
            state.note_of(reply.task, format_args!("sets {count} of {} timers", timers.len()));
            for timer in timers.into_iter().take(count) {
                crate::pumps::set_timer(state, timer);
            }
            if partial { error } else { Ok(()) }
        });
        call.await
    }
}

#[async_trait]
impl Blobs for Ports {
    async fn put(&self, workspace: &WorkspaceId, name: &str, bytes: Vec<u8>) -> Result<(), BlobError> {
        let place = (workspace.clone(), name.to_owned());
        let call = self.world().call("blobs.put", move |state, _| {
            if state.fails(|it| it.unavailable) {
                return Err(BlobError("simulated".to_owned()));
            }
            state.blobs.insert(place, bytes);
            Ok(())
        });
        call.await
    }

    async fn get(&self, workspace: &WorkspaceId, name: &str) -> Result<Option<Vec<u8>>, BlobError> {
        let place = (workspace.clone(), name.to_owned());
        let call = self.world().call("blobs.get", move |state, _| {
            if state.fails(|it| it.unavailable) {
                return Err(BlobError("simulated".to_owned()));
            }
            Ok(state.blobs.get(&place).cloned())
        });
        call.await
    }

    async fn delete(&self, workspace: &WorkspaceId, name: &str) -> Result<(), BlobError> {
        let place = (workspace.clone(), name.to_owned());
        let call = self.world().call("blobs.delete", move |state, _| {
            state.blobs.remove(&place);
            Ok(())
        });
        call.await
    }
}

#[async_trait]
impl Secrets for Ports {
    async fn get(&self, workspace: &WorkspaceId, name: &str) -> Result<BTreeMap<String, String>, SecretError> {
        let place = (workspace.clone(), name.to_owned());
        let call = self.world().call("secrets.get", move |state, _| {
            if state.fails(|it| it.unavailable) {
                return Err(SecretError("simulated".to_owned()));
            }
            Ok(state.secrets.get(&place).cloned().unwrap_or_default())
        });
        call.await
    }

    async fn put(
        &self,
        workspace: &WorkspaceId,
        name: &str,
        values: BTreeMap<String, String>,
    ) -> Result<(), SecretError> {
        let place = (workspace.clone(), name.to_owned());
        let call = self.world().call("secrets.put", move |state, _| {
            state.secrets.insert(place, values);
        });
        call.await;
        Ok(())
    }
}

#[async_trait]
impl Sockets for Ports {
    async fn post(&self, connection: &str, frame: String) -> Result<(), SocketError> {
        let connection = connection.to_owned();
        self.world().call("sockets.post", move |state, reply| state.post(reply.task, &connection, &frame)).await
    }

    async fn publish(&self, _topic: Topic, _frame: String) {
        // Hints for desks that would read again: nothing depends on them.
    }

    async fn present(&self, _topic: &Topic) -> usize {
        0
    }

    async fn close(&self, connection: &str) {
        let connection = connection.to_owned();
        self.world().call("sockets.close", move |state, _| state.lines.close(&connection)).await;
    }
}

#[async_trait]
impl DeadLetters for Ports {
    async fn dead_letters(&self, _queue: QueueName) -> Result<Vec<DeadLetter>, QueueError> {
        Err(nobody_looks())
    }

    async fn dead_letter_count(&self, _queue: QueueName) -> Result<u64, QueueError> {
        Err(nobody_looks())
    }

    async fn redrive(&self, _queue: QueueName, _id: &str) -> Result<bool, QueueError> {
        Err(nobody_looks())
    }

    async fn discard(&self, _queue: QueueName, _id: &str) -> Result<bool, QueueError> {
        Err(nobody_looks())
    }
}

/// Whoever looks after the simulated deployment asks its queues (`crate::pumps`), not its functions.
fn nobody_looks() -> QueueError {
    QueueError::Refused("no function looks at dead letters here".to_owned())
}

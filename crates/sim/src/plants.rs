//! Bugs planted on purpose: each wraps a port or the feeding of a function. A simulation that does not find them is
//! worth nothing.

use std::sync::Arc;

use app::{FlowRunner, Services};
use async_trait::async_trait;
use flow_engine::{Event, EventKind, StepResult};
use ids::WorkspaceId;
use ports::{Commit, CommitOutcome, Condition, Item, Key, Op, Page, Query, Store, StoreError};
use serde_json::Value;

use crate::world::World;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plant {
    /// A message is acknowledged when it is received, before anything was done with it.
    AckBeforeCommit,
    /// The marker that makes an event count once is written after the turn, in a commit of its own.
    MarkerOutsideCommit,
    /// Whoever finds a turn done publishes its sends from what they remember of it, though they may be settled.
    OutboxTwice,
    /// A timer acts whatever the flow waits for by now.
    TimerGeneration,
    /// A receipt counts whatever was known before.
    ReceiptsGoBack,
}

impl Plant {
    pub const ALL: [Self; 5] = [
        Self::AckBeforeCommit,
        Self::MarkerOutsideCommit,
        Self::OutboxTwice,
        Self::TimerGeneration,
        Self::ReceiptsGoBack,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::AckBeforeCommit => "ack-before-commit",
            Self::MarkerOutsideCommit => "marker-outside-commit",
            Self::OutboxTwice => "outbox-twice",
            Self::TimerGeneration => "timer-generation",
            Self::ReceiptsGoBack => "receipts-go-back",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|plant| plant.as_str() == text)
    }
}

/// Puts the world's bug into what an instance sees. `AckBeforeCommit` is in `pumps`.
pub fn plant(world: &World, services: Services) -> Services {
    let store = Arc::clone(&services.store);
    match world.plant {
        None | Some(Plant::AckBeforeCommit) => services,
        Some(Plant::MarkerOutsideCommit) => Services { store: Arc::new(MarkerOutside(store)), ..services },
        Some(Plant::OutboxTwice) => Services { store: Arc::new(OutboxTwice(store)), ..services },
        Some(Plant::TimerGeneration) => {
            let flows = Arc::new(AnyGeneration(Arc::clone(&services.flows)));
            Services { flows, ..services }
        }
        Some(Plant::ReceiptsGoBack) => Services { store: Arc::new(NothingDelivered(store)), ..services },
    }
}

struct MarkerOutside(Arc<dyn Store>);

#[async_trait]
impl Store for MarkerOutside {
    async fn get(&self, workspace: &WorkspaceId, keys: &[Key]) -> Result<Vec<Option<Item>>, StoreError> {
        self.0.get(workspace, keys).await
    }

    async fn query(&self, workspace: &WorkspaceId, query: Query) -> Result<Page, StoreError> {
        self.0.query(workspace, query).await
    }

    async fn commit(&self, workspace: &WorkspaceId, mut commit: Commit) -> Result<CommitOutcome, StoreError> {
        let is_marker = |op: &Op| op.key().partition.starts_with("T#") && op.key().sort.starts_with("M#");
        let Some(at) = commit.ops.iter().position(is_marker) else { return self.0.commit(workspace, commit).await };
        let marker = Commit { ops: vec![commit.ops.remove(at)], now_ms: commit.now_ms };
        let outcome = self.0.commit(workspace, commit).await?;
        if outcome == CommitOutcome::Committed {
            self.0.commit(workspace, marker).await?;
        }
        Ok(outcome)
    }
}

struct OutboxTwice(Arc<dyn Store>);

#[async_trait]
impl Store for OutboxTwice {
    async fn get(&self, workspace: &WorkspaceId, keys: &[Key]) -> Result<Vec<Option<Item>>, StoreError> {
        let items = self.0.get(workspace, keys).await?;
        // A marker that is found means that an earlier try of this event came as far as its commit.
        if let [Some(head), Some(marker)] = items.as_slice()
            && marker.key.sort.starts_with("M#")
            && let Some(copies) = self.copies(workspace, head).await?
        {
            self.0.commit(workspace, copies).await?;
        }
        Ok(items)
    }

    async fn query(&self, workspace: &WorkspaceId, query: Query) -> Result<Page, StoreError> {
        self.0.query(workspace, query).await
    }

    async fn commit(&self, workspace: &WorkspaceId, mut commit: Commit) -> Result<CommitOutcome, StoreError> {
        let is_turn = commit.ops.first().is_some_and(|op| op.key().sort == "HEAD");
        if is_turn {
            let sends = commit.ops.iter().filter(|op| op.key().partition.starts_with("O#")).cloned();
            let journal: Vec<Op> = sends.filter_map(|op| journalled(&commit.ops, op)).take(1).collect();
            commit.ops.extend(journal);
        }
        self.0.commit(workspace, commit).await
    }
}

impl OutboxTwice {
    /// The thread's last send, from the journal, as a row of the outbox once more.
    async fn copies(&self, workspace: &WorkspaceId, head: &Item) -> Result<Option<Commit>, StoreError> {
        let journal = self.0.get(workspace, &[journal_key(&head.key)]).await?;
        let Some(Some(item)) = journal.into_iter().next() else { return Ok(None) };
        let Ok(value) = serde_json::from_slice::<Value>(&item.body) else { return Ok(None) };
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let key = Key::new(text("partition"), text("sort"));
        let op = Op::Put { key, body: text("body").into_bytes(), expires_at_ms: None, condition: Condition::Absent };
        Ok(Some(Commit { ops: vec![op], now_ms: 0 }))
    }
}

fn journal_key(head: &Key) -> Key {
    Key::new(head.partition.replacen("T#", "JOURNAL#", 1), "LAST")
}

/// A send in the journal of its thread.
fn journalled(ops: &[Op], send: Op) -> Option<Op> {
    let head = ops.first()?.key();
    let Op::Put { key, body, .. } = send else { return None };
    if !key.sort.contains("#S#") {
        return None;
    }
    let value = serde_json::json!({
        "partition": key.partition, "sort": key.sort, "body": String::from_utf8(body).ok()?,
    });
    let body = value.to_string().into_bytes();
    Some(Op::Put { key: journal_key(head), body, expires_at_ms: None, condition: Condition::Always })
}

struct AnyGeneration(Arc<dyn FlowRunner>);

impl FlowRunner for AnyGeneration {
    fn step(&self, program: &Arc<[u8]>, session: Option<&[u8]>, event: &Event) -> Result<StepResult, String> {
        let waited = session.and_then(|bytes| flow_engine::inspect(bytes).ok()).and_then(|session| session.timer);
        match (&event.kind, waited) {
            (EventKind::TimerFired { .. }, Some(generation)) => {
                let event = Event { kind: EventKind::TimerFired { generation }, ..event.clone() };
                self.0.step(program, session, &event)
            }
            _ => self.0.step(program, session, event),
        }
    }
}

struct NothingDelivered(Arc<dyn Store>);

#[async_trait]
impl Store for NothingDelivered {
    async fn get(&self, workspace: &WorkspaceId, keys: &[Key]) -> Result<Vec<Option<Item>>, StoreError> {
        let mut items = self.0.get(workspace, keys).await?;
        for item in items.iter_mut().flatten().filter(|item| item.key.sort.starts_with("D#")) {
            if let Ok(mut delivery) = serde_json::from_slice::<Value>(&item.body) {
                delivery["status"] = "pending".into();
                item.body = delivery.to_string().into_bytes();
            }
        }
        Ok(items)
    }

    async fn query(&self, workspace: &WorkspaceId, query: Query) -> Result<Page, StoreError> {
        self.0.query(workspace, query).await
    }

    async fn commit(&self, workspace: &WorkspaceId, commit: Commit) -> Result<CommitOutcome, StoreError> {
        self.0.commit(workspace, commit).await
    }
}

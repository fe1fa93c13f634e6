//! The turn: one event applied to one thread, in one commit.
//!
//! Read the thread and the event's marker, decide (pure), run the flow if one owns the conversation, commit
//! everything at once, then publish what the commit put into the outbox. Whatever happens between two of these steps, the
//! event comes again and either finds its marker or finds nothing done.

mod flow;
mod publish;
mod unsent;
mod write;

use conversation::{Channel, Decision, Event, Facts, FlowBinding, InboundKind, Refusal, Thread};
use ids::{CustomerId, WorkspaceId};
use ports::{Commit, CommitOutcome, Item, StoreError};

pub use publish::{SendNotice, publish, publish_pending};

use crate::Services;
use crate::envelope::Envelope;
use crate::records::{AccountRecord, FlowRecord, Unreadable, decode, marker_key, thread_key};

/// Times a turn is tried again when another one was faster.
const TRIES: u32 = 8;

#[derive(Debug, Clone, PartialEq)]
pub enum Turn {
    Applied,
    /// The event was applied before.
    Duplicate,
    /// A person's action that may not be done now; nothing changed.
    Refused(Refusal),
}

#[derive(Debug, thiserror::Error)]
pub enum TurnError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("the program {0} of a running flow is missing")]
    ProgramMissing(String),
    #[error("reading a program")]
    Blob(#[from] ports::BlobError),
    #[error("the thread is too busy")]
    Busy,
    #[error("publishing the outbox: {0}")]
    Publish(String),
}

/// Applies one event. Safe to call again with the same event at any time.
pub async fn run(services: &Services, envelope: Envelope) -> Result<Turn, TurnError> {
    let Envelope { workspace, customer, event_key, event } = envelope;
    for attempt in 0..TRIES {
        let now_ms = services.now_ms();
        let marker = marker_key(&customer, &event_key);
        let items = services.store.get(&workspace, &[thread_key(&customer), marker]).await?;
        if items.get(1).and_then(Option::as_ref).is_some_and(|marker| marker.is_live(now_ms)) {
            publish_pending(services, &workspace, &customer).await?;
            return Ok(Turn::Duplicate);
        }
        let mut before = Before::read(customer.clone(), items.into_iter().next().flatten())?;
        before.unsent = unsent::find(services, &workspace, &customer, &event).await?;
        let flow = binding(services, &workspace, &before.thread, &event).await?;
        let found_unsent = before.unsent.is_some();
        let facts = Facts { now_ms, event_key: event_key.clone(), flow, found_unsent };
        let decided = decide(services, &workspace, &before, event.clone(), &facts).await?;
        if let Some(refusal) = decided.decision.refused {
            return Ok(Turn::Refused(refusal));
        }
        let plan = write::plan(services, &workspace, &event, &before, &decided, &facts).await?;
        if plan.ops.is_empty() {
            return Ok(Turn::Applied);
        }
        match services.store.commit(&workspace, Commit { ops: plan.ops, now_ms }).await? {
            CommitOutcome::Committed => {
                publish::echo(services, &workspace, &decided.decision.entries, &plan.outbox).await;
                publish::publish(services, &workspace, plan.outbox).await?;
                publish::announce(services, &workspace, &decided.thread).await;
                return Ok(Turn::Applied);
            }
            // Somebody else was faster, or nobody knows: look again. The marker tells which.
            CommitOutcome::ConditionFailed { .. }
            | CommitOutcome::Conflict
            | CommitOutcome::Throttled
            | CommitOutcome::Unknown => services.clock.sleep(2 << attempt.min(6)).await,
        }
    }
    Err(TurnError::Busy)
}

/// The thread as it is stored.
struct Before {
    thread: Thread,
    /// The stored version; `None` for a thread that begins.
    version: Option<u64>,
    /// What the event takes back.
    unsent: Option<unsent::Unsent>,
}

impl Before {
    fn read(customer: CustomerId, head: Option<Item>) -> Result<Self, Unreadable> {
        match head {
            Some(item) => Ok(Self { thread: decode(&item)?, version: Some(item.version), unsent: None }),
            None => Ok(Self { thread: Thread::new(customer), version: None, unsent: None }),
        }
    }
}

struct Decided {
    thread: Thread,
    decision: Decision,
}

async fn decide(
    services: &Services,
    workspace: &WorkspaceId,
    before: &Before,
    event: Event,
    facts: &Facts,
) -> Result<Decided, TurnError> {
    let mut thread = before.thread.clone();
    let mut decision = conversation::apply(&mut thread, event, facts);
    let changed = match decision.flow.take() {
        Some(input) => flow::advance(services, workspace, &mut thread, &mut decision, input, facts).await?,
        None => Vec::new(),
    };
    flow::keep_answers(&before.thread, &mut thread, changed);
    Ok(Decided { thread, decision })
}

/// The flow that a new conversation would start with. Only read when this event may open one.
async fn binding(
    services: &Services,
    workspace: &WorkspaceId,
    thread: &Thread,
    event: &Event,
) -> Result<Option<FlowBinding>, TurnError> {
    let Event::Inbound(inbound) = event else { return Ok(None) };
    let opens = matches!(inbound.kind, InboundKind::Message { .. } | InboundKind::Opened { .. });
    if !opens || thread.conversation.as_ref().is_some_and(conversation::Conversation::is_open) {
        return Ok(None);
    }
    let (channel, account): (Channel, &str) = (inbound.identity.channel, &inbound.identity.account);
    let Some(account) = services.read::<AccountRecord>(workspace, AccountRecord::key(channel, account)).await? else {
        return Ok(None);
    };
    let Some(flow) = account.flow else { return Ok(None) };
    let Some(record) = services.read::<FlowRecord>(workspace, FlowRecord::key(&flow)).await? else {
        return Ok(None);
    };
    Ok(record.published.map(|revision| FlowBinding {
        flow,
        name: record.name,
        revision: conversation::Revision { hash: revision.hash, number: revision.number },
    }))
}

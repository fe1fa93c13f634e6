//! From a channel's events to the queue: whose thread, then durable, then answered.

use conversation::{Event, Identity, Inbound};
use ids::{CustomerId, WorkspaceId};
use ports::{QueueError, QueueName};

use crate::records::{IdentityRecord, customer_of, decode};
use crate::{Envelope, ReadError, Services};

#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// Puts every event on the queue of its thread. When this returns `Ok`, nothing of it can be lost.
pub async fn accept(services: &Services, workspace: &WorkspaceId, events: Vec<Inbound>) -> Result<(), AcceptError> {
    if events.is_empty() {
        return Ok(());
    }
    let keys: Vec<_> = events.iter().map(|event| IdentityRecord::key(&event.identity)).collect();
    let known = services.store.get(workspace, &keys).await.map_err(ReadError::from)?;
    let mut messages = Vec::with_capacity(events.len());
    for (event, known) in events.into_iter().zip(known) {
        let customer = match known {
            Some(item) => decode::<IdentityRecord>(&item).map_err(ReadError::from)?.customer,
            None => customer_of(workspace, &event.identity),
        };
        messages.push(envelope(workspace, customer, event).message());
    }
    services.queue.send(QueueName::Inbound, messages).await?;
    Ok(())
}

fn envelope(workspace: &WorkspaceId, customer: CustomerId, inbound: Inbound) -> Envelope {
    let identity = &inbound.identity;
    let event_key = format!("{}#{}#{}", identity.channel.as_str(), identity.account, inbound.event_key);
    Envelope { workspace: workspace.clone(), customer, event_key, event: Event::Inbound(inbound) }
}

/// Whose thread an identity belongs to, known or not yet.
pub async fn customer(
    services: &Services,
    workspace: &WorkspaceId,
    identity: &Identity,
) -> Result<CustomerId, ReadError> {
    let known = services.read::<IdentityRecord>(workspace, IdentityRecord::key(identity)).await?;
    Ok(known.map_or_else(|| customer_of(workspace, identity), |record| record.customer))
}

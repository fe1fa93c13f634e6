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

/// Puts every event on the queue of its thread that a thread can take. When this returns `Ok`, nothing of those can be
/// lost; of the others it says why, in English and without what they say. They will not fit later either: a caller keeps
/// them aside and does not ask for a repeat.
pub async fn accept(
    services: &Services,
    workspace: &WorkspaceId,
    events: Vec<Inbound>,
) -> Result<Vec<String>, AcceptError> {
    let mut left_out = Vec::new();
    let mut fitting = Vec::with_capacity(events.len());
    for event in events {
        match channels::out_of_bounds(&event) {
            Some(reason) => left_out.push(reason),
            None => fitting.push(event),
        }
    }
    if fitting.is_empty() {
        return Ok(left_out);
    }
    let keys: Vec<_> = fitting.iter().map(|event| IdentityRecord::key(&event.identity)).collect();
    let known = services.store.get(workspace, &keys).await.map_err(ReadError::from)?;
    let mut messages = Vec::with_capacity(fitting.len());
    for (event, known) in fitting.into_iter().zip(known) {
        let customer = match known {
            Some(item) => decode::<IdentityRecord>(&item).map_err(ReadError::from)?.customer,
            None => customer_of(workspace, &event.identity),
        };
        let message = envelope(workspace, customer, event).message();
        let (found, most) = (message.body.len(), limits::QUEUE_MESSAGE_BYTES);
        // As JSON, which writes a control character with six bytes.
        if found > most {
            left_out.push(format!("the event has {found} bytes as JSON; at most {most} are taken"));
        } else {
            messages.push(message);
        }
    }
    if !messages.is_empty() {
        services.queue.send(QueueName::Inbound, messages).await?;
    }
    Ok(left_out)
}

/// An event of a thread, by a key that no other event of its identity has.
pub fn envelope(workspace: &WorkspaceId, customer: CustomerId, inbound: Inbound) -> Envelope {
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

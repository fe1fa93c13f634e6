//! After the commit: the outbox goes to the queues and timers, and the desks hear of it.

use conversation::{Author, Channel, Entry, Thread};
use ids::{CustomerId, WorkspaceId};
use ports::{Commit, Condition, Message, Op, Query, QueueName, Timer, Topic};
use protocol::desk_socket::DeskFrame;
use protocol::webchat::ServerFrame;

use super::TurnError;
use crate::envelope;
use crate::records::{OutboxRecord, SendJob, decode};
use crate::{Services, webchat};

/// Publishes committed effects. Doing it twice is harmless: queues drop repeats, consumers find the row gone.
pub async fn publish(
    services: &Services,
    workspace: &WorkspaceId,
    records: Vec<OutboxRecord>,
) -> Result<(), TurnError> {
    let (mut sends, mut calls, mut timers, mut done) = (Vec::new(), Vec::new(), Vec::<Timer>::new(), Vec::new());
    for record in records {
        match &record {
            OutboxRecord::Send(job) => sends.push(send_message(workspace, job)),
            OutboxRecord::Http { job, .. } => {
                done.push(record.key());
                calls.push(Message {
                    group: job.call.to_string(),
                    dedupe: job.call.to_string(),
                    body: serde_json::to_vec(job).unwrap_or_default(),
                });
            }
            OutboxRecord::Timer { timer, .. } => {
                done.push(record.key());
                timers.push(timer.clone());
            }
        }
    }
    let failed = |error: &dyn std::fmt::Display| TurnError::Publish(error.to_string());
    if !sends.is_empty() {
        services.queue.send(QueueName::Outbound, sends).await.map_err(|error| failed(&error))?;
    }
    if !calls.is_empty() {
        services.queue.send(QueueName::HttpCalls, calls).await.map_err(|error| failed(&error))?;
    }
    if !timers.is_empty() {
        services.timers.set(timers).await.map_err(|error| failed(&error))?;
    }
    if !done.is_empty() {
        let ops = done.into_iter().map(|key| Op::Delete { key, condition: Condition::Always }).collect();
        // A row that stays is published once more by the sweeper, which changes nothing.
        services.store.commit(workspace, Commit { ops, now_ms: services.now_ms() }).await?;
    }
    Ok(())
}

fn send_message(workspace: &WorkspaceId, job: &SendJob) -> Message {
    let body = SendNotice { workspace: workspace.clone(), customer: job.customer.clone(), seq: job.seq() };
    Message {
        group: envelope::group(workspace, &job.customer),
        // A sweeper's repeat must get through when the first message was consumed without success.
        dedupe: format!("{}#{}#{}", job.customer, job.seq(), job.attempts),
        body: serde_json::to_vec(&body).unwrap_or_default(),
    }
}

/// What travels on the `outbound` queue: the send itself is in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SendNotice {
    pub workspace: WorkspaceId,
    pub customer: CustomerId,
    pub seq: u64,
}

/// Publishes everything of a thread that an earlier turn committed and did not get to publish.
pub async fn publish_pending(
    services: &Services,
    workspace: &WorkspaceId,
    customer: &CustomerId,
) -> Result<(), TurnError> {
    let (partition, (after, before)) = SendJob::range(customer);
    let query = Query { after: Some(after), before: Some(before), ..Query::partition(partition) };
    let mut records = Vec::new();
    for item in services.read_through(workspace, query).await? {
        match decode::<OutboxRecord>(&item) {
            Ok(record) => records.push(record),
            // The sweeper passes over it too; what comes twice is done all the same.
            Err(error) => tracing::error!(%error, "a row of the outbox cannot be read"),
        }
    }
    publish(services, workspace, records).await
}

/// Shows visitors of the web chat their own messages at their place in the timeline, on every page they have open: those
/// that no answer takes along.
pub(super) async fn echo(services: &Services, workspace: &WorkspaceId, entries: &[Entry], outbox: &[OutboxRecord]) {
    let taken_along = |seq: u64| {
        outbox.iter().any(|it| matches!(it, OutboxRecord::Send(job) if job.heard.iter().any(|shown| shown.seq == seq)))
    };
    for entry in entries.iter().filter(|entry| matches!(entry.author, Author::Customer) && !taken_along(entry.seq)) {
        let Some(identity) = entry.identity.as_ref().filter(|it| it.channel == Channel::Webchat) else { continue };
        let Some(shown) = webchat::chat_entry(entry, identity, None) else { continue };
        let frame = ServerFrame::entries(vec![shown]);
        if let Err(error) = webchat::post_to_visitor(services, workspace, identity, &frame).await {
            // They get it when they come back: the entry is stored.
            tracing::warn!(%error, "showing a visitor their own message");
        }
    }
}

/// Tells open desks that the thread changed.
pub(super) async fn announce(services: &Services, workspace: &WorkspaceId, thread: &Thread) {
    let Some(conversation) = &thread.conversation else { return };
    let frame = DeskFrame::ThreadChanged {
        customer_id: thread.customer.to_string(),
        conversation_id: conversation.id.to_string(),
        seq: thread.last_seq,
    };
    services.tell_desks(workspace, &frame).await;
}

impl Services {
    pub async fn tell_desks(&self, workspace: &WorkspaceId, frame: &DeskFrame) {
        let text = serde_json::to_string(frame).unwrap_or_default();
        self.sockets.publish(Topic::Desk(workspace.clone()), text).await;
    }
}

//! Sends what the outbox holds, in order per thread, and records how it went. What one turn says to one person leaves
//! together where the channel can take it so.
//!
//! Before a call the row says `sending`; after it, the outcome. Whoever finds `sending` set knows that a call was under way
//! when its maker died: the message is sent again with the same retry key where the vendor has one, and marked.

mod attempt;
mod row;
mod settle;

use app::batch::{self, BatchReport, Retry};
use app::records::{OutboxRecord, SendJob, decode};
use app::turn::SendNotice;
use app::{ReadError, Services};
use ids::WorkspaceId;
use ports::{Delivery, Query, QueueName};

use crate::row::Row;

/// Sends of one thread looked at together.
const AT_ONCE: usize = 20;

pub async fn handle(services: &Services, batch: Vec<Delivery>) -> BatchReport {
    let calls_until_ms = services.now_ms() + attempt::CALLS_MS;
    let is_one_group = batch.windows(2).all(|two| two[0].message.group == two[1].message.group);
    let is_alone = services.config.one_at_a_time && is_one_group;
    batch::run(QueueName::Outbound, batch, |delivery| one(services, delivery, calls_until_ms, is_alone)).await
}

async fn one(services: &Services, delivery: Delivery, calls_until_ms: u64, is_alone: bool) -> Result<(), Retry> {
    let notice: SendNotice = serde_json::from_slice(&delivery.message.body)
        .map_err(|error| Retry::hopeless(delivery.receives, format!("a send notice could not be read: {error}")))?;
    let jobs = pending(services, &notice).await.map_err(|error| match error {
        ReadError::Store(error) => Retry::backoff(delivery.receives, error.to_string()),
        ReadError::Unreadable(error) => Retry::hopeless(delivery.receives, error.to_string()),
    })?;
    for (job, version) in jobs {
        let sender = Sender { services, workspace: &notice.workspace, calls_until_ms, is_alone };
        attempt::send(Row { sender, job, version, receives: delivery.receives, is_counted: false }).await?;
    }
    Ok(())
}

/// The thread's unsettled sends up to the notice's, in order: one that an earlier crash left behind goes first.
async fn pending(services: &Services, notice: &SendNotice) -> Result<Vec<(SendJob, u64)>, ReadError> {
    let (partition, (after, before)) = SendJob::range_up_to(&notice.customer, notice.seq);
    let query = Query { after: Some(after), before: Some(before), limit: AT_ONCE, ..Query::partition(partition) };
    let page = services.store.query(&notice.workspace, query).await?;
    let mut jobs = Vec::with_capacity(page.items.len());
    for item in page.items {
        if let OutboxRecord::Send(job) = decode(&item)? {
            jobs.push((job, item.version));
        }
    }
    Ok(jobs)
}

/// What every step of a send needs.
#[derive(Clone, Copy)]
struct Sender<'a> {
    services: &'a Services,
    workspace: &'a WorkspaceId,
    /// No call leaves after this.
    calls_until_ms: u64,
    /// The process does nothing beside this customer's sends.
    is_alone: bool,
}

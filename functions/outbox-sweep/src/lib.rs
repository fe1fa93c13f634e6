//! Publishes what a crash left in the outbox. Runs every few seconds; finds nothing on a good day.

use app::Services;
use app::records::{OUTBOX_SHARDS, OutboxRecord, decode, outbox_partition};
use app::turn::{TurnError, publish};

/// Younger effects are on their way; publishing them again would only cost.
const GRACE_MS: u64 = 15_000;

/// No shard is begun after this: a Lambda has 20 s, and what it began should come to its end. The next sweep begins elsewhere.
const BEGINS_MS: u64 = 15_000;

/// How often the schedule of the cloud sweeps. Each begins one shard further, so that a large backlog in some keeps none unswept.
const EVERY_MS: u64 = 60_000;

/// Rows that go out together: what is published is also deleted in one commit.
const AT_ONCE: usize = 25;

/// Publishes effects older than the grace time, or of any age right after a start. Returns how many.
pub async fn handle(services: &Services, after_start: bool) -> Result<usize, TurnError> {
    let grace_ms = if after_start { 0 } else { GRACE_MS };
    let mut count = 0;
    let mut failed = None;
    let began_ms = services.now_ms();
    let first = (began_ms / EVERY_MS % u64::from(OUTBOX_SHARDS)) as u32;
    for place in 0..OUTBOX_SHARDS {
        if services.now_ms() > began_ms + BEGINS_MS {
            tracing::warn!(left = OUTBOX_SHARDS - place, "a sweep had no time for all shards");
            break;
        }
        let shard = (first + place) % OUTBOX_SHARDS;
        // What cannot be published in one shard keeps no other waiting.
        match sweep(services, shard, grace_ms).await {
            Ok(published) => count += published,
            Err(error) => failed = Some(error),
        }
    }
    if count > 0 {
        tracing::info!(count, "published what was left in the outbox");
    }
    match failed {
        Some(error) => Err(error),
        None => Ok(count),
    }
}

async fn sweep(services: &Services, shard: u32, grace_ms: u64) -> Result<usize, TurnError> {
    let workspace = services.workspace();
    let items = services.read_all(workspace, &outbox_partition(shard)).await?;
    let before_ms = services.now_ms().saturating_sub(grace_ms);
    let mut left = Vec::new();
    // Rows come by customer, and a customer's sends in order: behind one that waits for its vendor all wait.
    let mut waits = None;
    for item in items {
        match decode::<OutboxRecord>(&item) {
            Ok(OutboxRecord::Send(job)) if job.not_before_ms > before_ms => waits = Some(job.customer),
            Ok(OutboxRecord::Send(job)) if waits.as_ref() == Some(&job.customer) => {}
            Ok(record) if record.created_ms() <= before_ms => left.push(record),
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "a row of the outbox cannot be read"),
        }
    }
    let (mut count, mut failed) = (0, None);
    for rows in left.chunks(AT_ONCE) {
        if publish(services, workspace, rows.to_vec()).await.is_ok() {
            count += rows.len();
            continue;
        }
        // A row that no queue takes must not stop the others.
        for row in rows {
            match publish(services, workspace, vec![row.clone()]).await {
                Ok(()) => count += 1,
                Err(error) => failed = Some(error),
            }
        }
    }
    match failed {
        Some(error) => Err(error),
        None => Ok(count),
    }
}

//! Publishes what a crash left in the outbox. Runs every few seconds; finds nothing on a good day.

use app::records::{OUTBOX_SHARDS, OutboxRecord, decode, outbox_partition};
use app::turn::{TurnError, publish};
use app::{ReadError, Services};

/// Younger effects are on their way; publishing them again would only cost.
const GRACE_MS: u64 = 15_000;

/// Publishes effects older than the grace time, or all of them right after a start. Returns how many.
pub async fn handle(services: &Services, after_start: bool) -> Result<usize, TurnError> {
    let grace_ms = if after_start { 0 } else { GRACE_MS };
    let mut count = 0;
    for shard in 0..OUTBOX_SHARDS {
        count += sweep(services, shard, grace_ms).await?;
    }
    if count > 0 {
        tracing::info!(count, "published what was left in the outbox");
    }
    Ok(count)
}

async fn sweep(services: &Services, shard: u32, grace_ms: u64) -> Result<usize, TurnError> {
    let workspace = services.workspace();
    let items = services.read_all(workspace, &outbox_partition(shard)).await?;
    let before_ms = services.now_ms().saturating_sub(grace_ms);
    let mut left = Vec::new();
    for item in items {
        let record: OutboxRecord = decode(&item).map_err(ReadError::from)?;
        if record.created_ms() <= before_ms {
            left.push(record);
        }
    }
    let count = left.len();
    publish(services, workspace, left).await?;
    Ok(count)
}

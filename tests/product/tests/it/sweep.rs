//! The sweeper in a large backlog.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use app::Services;
use app::records::{OUTBOX_SHARDS, OutboxRecord, put};
use async_trait::async_trait;
use ids::{CustomerId, TimerId};
use ports::conformance::{ManualClock, TestClock};
use ports::{Commit, Condition, Store, Timer, TimerError, Timers};

use crate::support::{COLOUR, world};

/// Setting timers takes its time.
struct Slow {
    clock: Arc<ManualClock>,
    set: Mutex<Vec<CustomerId>>,
}

const SET: Duration = Duration::from_secs(10);

#[async_trait]
impl Timers for Slow {
    async fn set(&self, timers: Vec<Timer>) -> Result<(), TimerError> {
        self.clock.advance(SET).await;
        self.set.lock().expect("nobody panicked").extend(timers.into_iter().map(|timer| timer.customer));
        Ok(())
    }
}

#[tokio::test]
async fn every_shard_has_its_turn_in_a_backlog_that_no_sweep_comes_to_the_end_of() {
    let mut world = world(COLOUR).await;
    let slow = Arc::new(Slow { clock: world.clock.clone(), set: Mutex::default() });
    world.services = Services { timers: slow.clone(), ..world.services.clone() };
    let workspace = world.services.workspace().clone();
    let row = |number: u32| {
        let name = number.to_string();
        let (id, customer) = (TimerId::derive(&[&name]), CustomerId::derive(&[&name]));
        let timer = Timer { workspace: workspace.clone(), id, customer, generation: 1, due_ms: 0 };
        OutboxRecord::Timer { timer, created_ms: 0 }
    };
    let rows: BTreeMap<String, OutboxRecord> = (0..100).map(row).map(|row| (row.key().partition, row)).collect();
    assert_eq!(rows.len(), OUTBOX_SHARDS as usize, "a row in each shard");
    let mut swept = BTreeSet::new();
    for _ in 0..OUTBOX_SHARDS {
        let ops = rows.values().map(|row| put(row.key(), row, Condition::Always)).collect();
        world.store.commit(&workspace, Commit { ops, now_ms: 0 }).await.expect("committed");
        world.sweep().await;
        let set = std::mem::take(&mut *slow.set.lock().expect("nobody panicked"));
        assert_eq!(set.len(), 2, "the third would begin after {} s", 2 * SET.as_secs());
        swept.extend(set);
        world.clock.advance(Duration::from_secs(60) - 2 * SET).await;
    }
    assert_eq!(swept.len(), OUTBOX_SHARDS as usize);
}

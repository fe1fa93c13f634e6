//! What Lambda's event source mappings, EventBridge and the scheduler do in the cloud: feed the functions.

use std::sync::Arc;
use std::time::Duration;

use app::Services;
use app::batch::BatchReport;
use ports::{Delivery, QueueName, QueueSource, TimerSource};
use store_sqlite::SqliteStore;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::system::System;

/// Batches of one queue in work at once. Enough to fill group commits, few enough to keep turns short.
const BATCHES: usize = 48;
const SWEEP_EVERY: Duration = Duration::from_secs(5);
/// Often, so that what a busy hour leaves behind goes in small portions: a message leaves two marks that live for five
/// minutes and one that lives for days.
const HOUSEKEEPING_EVERY: Duration = Duration::from_secs(10);
/// Expired rows removed in one commit: some milliseconds, which is what the messages of that moment wait longer.
const EXPIRED_AT_ONCE: usize = 500;
/// Due timers fired at once.
const TIMERS_AT_ONCE: usize = 100;
/// Longest sleep of the timer pump: a timer that another process set is seen after this.
const TIMER_SLEEP: Duration = Duration::from_millis(500);

/// Starts every pump. They end, with their work done, after `stop` turned true.
pub fn start(system: &System, stop: &watch::Receiver<bool>) -> JoinSet<()> {
    let mut pumps = JoinSet::new();
    for queue in QueueName::ALL {
        pumps.spawn(pump(system.clone(), queue, stop.clone()));
    }
    pumps.spawn(timers(system.clone(), stop.clone()));
    pumps.spawn(sweeps(system.services.clone(), stop.clone()));
    pumps.spawn(housekeeping(system.clone(), stop.clone()));
    pumps
}

async fn pump(system: System, queue: QueueName, mut stop: watch::Receiver<bool>) {
    let room = Arc::new(Semaphore::new(BATCHES));
    let mut running = JoinSet::new();
    while !*stop.borrow() {
        let Ok(permit) = Arc::clone(&room).acquire_owned().await else { break };
        let batch = match system.store.receive(queue, limits::QUEUE_BATCH).await {
            Ok(batch) => batch,
            Err(error) => {
                tracing::error!(%error, queue = queue.as_str(), "receiving from a queue");
                pause(Duration::from_secs(1), &mut stop).await;
                continue;
            }
        };
        if batch.is_empty() {
            drop(permit);
            tokio::select! {
                () = system.store.ready(queue) => {}
                _ = stop.changed() => {}
            }
            continue;
        }
        let system = system.clone();
        running.spawn(async move {
            work(&system, queue, batch).await;
            drop(permit);
        });
        // Finished batches would otherwise pile up in the set.
        while running.try_join_next().is_some() {}
    }
    while running.join_next().await.is_some() {}
}

async fn work(system: &System, queue: QueueName, batch: Vec<Delivery>) {
    let services = &system.services;
    let report = match queue {
        QueueName::Inbound => conversation_turn::handle(services, batch).await,
        QueueName::Outbound => outbound_send::handle(services, batch).await,
        QueueName::HttpCalls => http_call::handle(services, batch).await,
    };
    if let Err(error) = settle(system, queue, report).await {
        // Not acknowledged means delivered again, which every function expects.
        tracing::error!(%error, queue = queue.as_str(), "acknowledging a batch");
    }
}

async fn settle(system: &System, queue: QueueName, report: BatchReport) -> Result<(), ports::QueueError> {
    if !report.done.is_empty() {
        system.store.ack(queue, report.done).await?;
    }
    for (receipt, after_ms) in report.failed {
        system.store.release(queue, vec![receipt], after_ms).await?;
    }
    Ok(())
}

async fn timers(system: System, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let now_ms = system.services.now_ms();
        match system.store.due(now_ms, TIMERS_AT_ONCE).await {
            Ok(due) if !due.is_empty() => fire(&system, due).await,
            Ok(_) => {
                let next = system.store.next_due_ms().await.ok().flatten();
                let wait = next.map_or(TIMER_SLEEP, |due| Duration::from_millis(due.saturating_sub(now_ms)));
                tokio::select! {
                    () = tokio::time::sleep(wait.min(TIMER_SLEEP).max(Duration::from_millis(1))) => {}
                    () = system.store.changed() => {}
                    () = system.clock.moved() => {}
                    _ = stop.changed() => {}
                }
            }
            Err(error) => {
                tracing::error!(%error, "reading due timers");
                pause(Duration::from_secs(1), &mut stop).await;
            }
        }
    }
}

async fn fire(system: &System, due: Vec<ports::DueTimer>) {
    let timers: Vec<_> = due.into_iter().map(|due| due.timer).collect();
    let ids = timers.iter().map(|timer| timer.id.clone()).collect();
    if let Err(error) = timer_fire::handle(&system.services, timers).await {
        tracing::error!(%error, "firing timers");
        return;
    }
    if let Err(error) = system.store.done(ids).await {
        // They fire again, which changes nothing.
        tracing::warn!(%error, "removing fired timers");
    }
}

async fn sweeps(services: Services, mut stop: watch::Receiver<bool>) {
    let mut after_start = true;
    while !*stop.borrow() {
        if let Err(error) = outbox_sweep::handle(&services, after_start).await {
            tracing::error!(%error, "sweeping the outbox");
        }
        after_start = false;
        pause(SWEEP_EVERY, &mut stop).await;
    }
}

async fn housekeeping(system: System, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        pause(HOUSEKEEPING_EVERY, &mut stop).await;
        if let Err(error) = remove_expired(&system.store, system.services.now_ms(), &stop).await {
            tracing::warn!(%error, "removing expired rows");
        }
    }
}

/// Everything that has expired, unless it is time to stop.
async fn remove_expired(
    store: &SqliteStore,
    now_ms: u64,
    stop: &watch::Receiver<bool>,
) -> Result<(), store_sqlite::ExpireError> {
    while !*stop.borrow() && store.expire(now_ms, EXPIRED_AT_ONCE).await? >= EXPIRED_AT_ONCE {}
    Ok(())
}

async fn pause(time: Duration, stop: &mut watch::Receiver<bool>) {
    let _: Result<_, _> = tokio::time::timeout(time, stopped(stop)).await;
}

async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ports::{Commit, CommitOutcome, Condition, Key, Op, Store};

    use super::*;
    use crate::clock::MovableClock;

    #[tokio::test]
    async fn what_a_busy_time_left_goes_in_one_round() {
        let store = SqliteStore::open_in_memory(Arc::new(MovableClock::default())).expect("a database");
        let workspace = "main".parse().expect("a name");
        for thread in 0..3 * EXPIRED_AT_ONCE / limits::COMMIT_OPS + 1 {
            let mark = |number| Op::Put {
                key: Key::new(format!("T#{thread}"), format!("M#{number}")),
                body: Vec::new(),
                expires_at_ms: Some(1_000),
                condition: Condition::Absent,
            };
            let ops = (0..limits::COMMIT_OPS).map(mark).collect();
            assert_eq!(store.commit(&workspace, Commit { ops, now_ms: 0 }).await, Ok(CommitOutcome::Committed));
        }
        let (_keep, stop) = watch::channel(false);
        assert_eq!(remove_expired(&store, 1_000, &stop).await, Ok(()));
        assert_eq!(store.expire(1_000, EXPIRED_AT_ONCE).await, Ok(0));
    }
}

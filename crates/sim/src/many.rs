//! Many seeds, each on one thread, as many at once as asked. What comes out does not depend on how many.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;

use crate::crash::{Points, Visits};
use crate::oracle::Violation;
use crate::plants::Plant;
use crate::run::{Options, Outcome, run};

#[derive(Debug, Clone, Copy)]
pub struct Batch {
    pub first_seed: u64,
    pub seeds: u64,
    pub events: u32,
    pub plant: Option<Plant>,
    /// Seeds at once.
    pub jobs: usize,
    /// No seed is begun after one that broke a promise.
    pub stop_at_first: bool,
}

/// A seed that broke a promise.
#[derive(Debug, Clone)]
pub struct Broken {
    pub seed: u64,
    pub violation: Violation,
    /// Deployment and fault rates, as drawn from the seed.
    pub options: String,
    pub history: String,
}

#[derive(Debug, Default)]
pub struct Summary {
    pub run: u64,
    /// In the order of their seeds.
    pub broken: Vec<Broken>,
    pub points: Points,
    /// Virtual milliseconds that the slowest seed took to settle once nothing went wrong any more.
    pub slowest_ms: u64,
}

pub fn many(batch: Batch) -> Summary {
    let next = AtomicU64::new(0);
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..batch.jobs.max(1) {
            let (next, sender) = (&next, sender.clone());
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= batch.seeds {
                        return;
                    }
                    let seed = batch.first_seed.wrapping_add(at);
                    let outcome = run(Options { seed, events: batch.events, plant: batch.plant });
                    if batch.stop_at_first && outcome.violation.is_some() {
                        next.store(batch.seeds, Ordering::Relaxed);
                    }
                    if sender.send((at, outcome)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        collect(batch, receiver)
    })
}

fn collect(batch: Batch, outcomes: mpsc::Receiver<(u64, Outcome)>) -> Summary {
    let mut summary = Summary::default();
    let mut broken = BTreeMap::new();
    for (at, outcome) in outcomes {
        summary.run += 1;
        for (point, visits) in outcome.points {
            let all: &mut Visits = summary.points.entry(point).or_default();
            all.passed += visits.passed;
            all.died += visits.died;
        }
        summary.slowest_ms = summary.slowest_ms.max(outcome.settled_after_ms.unwrap_or_default());
        if let Some(violation) = outcome.violation {
            let seed = batch.first_seed.wrapping_add(at);
            let (options, history) = (outcome.options, outcome.history);
            broken.insert(at, Broken { seed, violation, options, history });
        }
    }
    summary.broken = broken.into_values().collect();
    summary
}

//! The frame of a queue function: groups side by side, messages of a group one after the other, and after a failure
//! the rest of that group comes back with it (R2).

use std::collections::BTreeMap;
use std::future::Future;

use futures::future::join_all;
use ports::Delivery;

/// A message that has to come again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    /// Not before this many milliseconds from now.
    pub after_ms: u64,
    /// For the log: holds no customer data.
    pub reason: String,
}

/// What to do with each delivery of a batch, by its receipt.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchReport {
    pub done: Vec<String>,
    /// In delivery order, with the delay.
    pub failed: Vec<(String, u64)>,
}

impl Retry {
    pub fn after(after_ms: u64, reason: impl Into<String>) -> Self {
        Self { after_ms, reason: reason.into() }
    }

    /// Doubles with every delivery, from a quarter of a second to half a minute.
    pub fn backoff(receives: u32, reason: impl Into<String>) -> Self {
        Self::after((250_u64 << receives.saturating_sub(1).min(7)).min(30_000), reason)
    }
}

/// Runs `work` over a batch.
pub async fn run<F, Work>(batch: Vec<Delivery>, work: Work) -> BatchReport
where
    F: Future<Output = Result<(), Retry>>,
    Work: Fn(Delivery) -> F,
{
    let mut groups: BTreeMap<String, Vec<Delivery>> = BTreeMap::new();
    for delivery in batch {
        groups.entry(delivery.message.group.clone()).or_default().push(delivery);
    }
    let reports = join_all(groups.into_values().map(|group| run_group(group, &work))).await;
    reports.into_iter().fold(BatchReport::default(), |mut all, report| {
        all.done.extend(report.done);
        all.failed.extend(report.failed);
        all
    })
}

async fn run_group<F, Work>(group: Vec<Delivery>, work: &Work) -> BatchReport
where
    F: Future<Output = Result<(), Retry>>,
    Work: Fn(Delivery) -> F,
{
    let mut report = BatchReport::default();
    for delivery in group {
        let receipt = delivery.receipt.clone();
        if let Some((_, after_ms)) = report.failed.first() {
            report.failed.push((receipt, *after_ms));
            continue;
        }
        let (name, receives) = (delivery.message.group.clone(), delivery.receives);
        match work(delivery).await {
            Ok(()) => report.done.push(receipt),
            Err(retry) => {
                tracing::warn!(group = %name, receives, reason = %retry.reason, "a message has to come again");
                report.failed.push((receipt, retry.after_ms));
            }
        }
    }
    report
}

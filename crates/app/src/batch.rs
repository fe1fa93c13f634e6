//! The frame of a queue function: groups side by side, messages of a group one after the other, and after a failure
//! the rest of that group comes back with it (R2), unless the message that failed comes no more.

use std::collections::BTreeMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::future::join_all;
use ports::{Delivery, QueueName};

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
    /// Of those that failed, how many did by a panic.
    pub panics: usize,
}

impl Retry {
    pub fn after(after_ms: u64, reason: impl Into<String>) -> Self {
        Self { after_ms, reason: reason.into() }
    }

    /// Of what something else was missing for, which may take a while to come back.
    pub fn backoff(receives: u32, reason: impl Into<String>) -> Self {
        let pauses = &limits::QUEUE_PAUSES_MS;
        Self::after(pauses[(receives.max(1) as usize - 1).min(pauses.len() - 1)], reason)
    }

    /// Of what fails by itself and mostly will again: quick, so that it soon stops nobody. Doubles with every delivery, from a
    /// quarter of a second to half a minute.
    pub fn hopeless(receives: u32, reason: impl Into<String>) -> Self {
        Self::after((250_u64 << receives.saturating_sub(1).min(7)).min(30_000), reason)
    }
}

/// Runs `work` over a batch of `queue`. A panic is a failure of the message that it came with, and of no other.
pub async fn run<F, Work>(queue: QueueName, batch: Vec<Delivery>, work: Work) -> BatchReport
where
    F: Future<Output = Result<(), Retry>>,
    Work: Fn(Delivery) -> F,
{
    let mut groups: BTreeMap<String, Vec<Delivery>> = BTreeMap::new();
    for delivery in batch {
        groups.entry(delivery.message.group.clone()).or_default().push(delivery);
    }
    let reports = join_all(groups.into_values().map(|group| run_group(queue, group, &work))).await;
    reports.into_iter().fold(BatchReport::default(), |mut all, report| {
        all.done.extend(report.done);
        all.failed.extend(report.failed);
        all.panics += report.panics;
        all
    })
}

async fn run_group<F, Work>(queue: QueueName, group: Vec<Delivery>, work: &Work) -> BatchReport
where
    F: Future<Output = Result<(), Retry>>,
    Work: Fn(Delivery) -> F,
{
    let mut report = BatchReport::default();
    let mut held_up_ms = None;
    for delivery in group {
        let receipt = delivery.receipt.clone();
        if let Some(after_ms) = held_up_ms {
            report.failed.push((receipt, after_ms));
            continue;
        }
        let (name, receives) = (delivery.message.group.clone(), delivery.receives);
        let outcome = AssertUnwindSafe(work(delivery)).catch_unwind().await.unwrap_or_else(|_| {
            // What it said is in the log already: the hook writes it where the panic is.
            tracing::error!(group = %name, receives, "a panic while a message was handled");
            report.panics += 1;
            Err(Retry::hopeless(receives, "a panic"))
        });
        match outcome {
            Ok(()) => report.done.push(receipt),
            Err(retry) => {
                tracing::warn!(group = %name, receives, reason = %retry.reason, "a message has to come again");
                report.failed.push((receipt, retry.after_ms));
                // SQS counts a delivery for what stood behind it as well, and would give that up with it, untried.
                let comes_again = receives < queue.receives();
                held_up_ms = comes_again.then_some(retry.after_ms);
            }
        }
    }
    report
}

#[cfg(test)]
mod tests {
    use ports::Message;

    use super::*;

    fn delivery(group: &str, name: &str, receives: u32) -> Delivery {
        let message = Message { group: group.to_owned(), dedupe: name.to_owned(), body: Vec::new() };
        Delivery { receipt: name.to_owned(), receives, message }
    }

    /// What is done and what failed when messages with an `x` in their names fail.
    async fn outcome(batch: Vec<Delivery>) -> (Vec<String>, Vec<String>) {
        let report = run(QueueName::Inbound, batch, async |delivery: Delivery| {
            if delivery.receipt.contains('x') { Err(Retry::after(5, "no")) } else { Ok(()) }
        });
        let BatchReport { done, failed, .. } = report.await;
        (done, failed.into_iter().map(|(receipt, _)| receipt).collect())
    }

    #[tokio::test]
    async fn r2_what_stands_behind_a_failure_comes_again_with_it() {
        let batch = [("a", "a1"), ("a", "a2x"), ("b", "b1"), ("a", "a3")].map(|(group, name)| delivery(group, name, 1));
        let (done, failed) = outcome(batch.to_vec()).await;
        assert_eq!((done.join(" "), failed.join(" ")), ("a1 b1".to_owned(), "a2x a3".to_owned()));
    }

    #[tokio::test]
    async fn r2_a_panic_stops_its_own_thread_only() {
        let batch = [("a", "a1"), ("b", "b1!"), ("b", "b2"), ("c", "c1")].map(|(group, name)| delivery(group, name, 1));
        let report = run(QueueName::Inbound, batch.to_vec(), async |delivery: Delivery| {
            assert!(!delivery.receipt.contains('!'), "as told");
            Ok(())
        });
        let BatchReport { done, failed, panics } = report.await;
        assert_eq!((done.join(" "), panics), ("a1 c1".to_owned(), 1));
        assert_eq!(failed, [("b1!".to_owned(), 250), ("b2".to_owned(), 250)]);
    }

    #[test]
    fn a_quarter_of_an_hour_without_the_table_gives_nothing_up_and_what_fails_by_itself_stops_nobody_for_long() {
        let pauses_ms = |retry: fn(u32) -> Retry| (1..limits::QUEUE_RECEIVES).map(|n| retry(n).after_ms).sum::<u64>();
        let outage_ms = pauses_ms(|receives| Retry::backoff(receives, ""));
        assert!(outage_ms > 15 * 60_000, "{outage_ms}");
        let stopped_ms = pauses_ms(|receives| Retry::hopeless(receives, ""));
        assert!((60_000..=95_000).contains(&stopped_ms), "{stopped_ms}");
    }

    #[tokio::test]
    async fn r2_what_stands_behind_a_message_that_comes_no_more_is_not_given_up_with_it() {
        let last = QueueName::Inbound.receives();
        let names = ["1x", "2", "3x", "4"];
        let (done, failed) = outcome(names.map(|name| delivery("a", name, last)).to_vec()).await;
        assert_eq!((done.join(" "), failed.join(" ")), ("2 4".to_owned(), "1x 3x".to_owned()));
        let batch = vec![delivery("a", "1x", last), delivery("a", "2x", 2), delivery("a", "3", 1)];
        assert_eq!(outcome(batch).await, (vec![], vec!["1x".to_owned(), "2x".to_owned(), "3".to_owned()]));
    }
}

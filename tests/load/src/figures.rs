//! What a run found, as it is written to a file.

use std::ops::Range;
use std::time::Duration;

use serde::Serialize;

use crate::ledger::{Ledger, Message};
use crate::process::Sample;
use crate::soak::Soaked;
use crate::stats::Latency;
use crate::store_alone::Alone;
use crate::verify::Checked;

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Figures {
    pub cores: usize,
    /// From the start of the process until it was ready.
    pub started_in_ms: f64,
    pub alone: Vec<Alone>,
    pub rest: Option<Quiet>,
    pub sockets: Option<Sockets>,
    pub loads: Vec<Carried>,
    pub soak: Option<Soaked>,
    /// The most that was ever resident.
    pub peak_bytes: u64,
    pub checked: Checked,
}

/// A server to which nobody speaks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Quiet {
    pub resident_bytes: u64,
    /// Of one core.
    pub cpu_percent: f64,
    pub handles: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Sockets {
    pub count: u64,
    pub opened_in_ms: f64,
    /// More resident than before, for each.
    pub bytes_each: f64,
    pub quiet: Quiet,
}

/// One load, and what it took.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Carried {
    pub name: String,
    pub messages: u64,
    /// Messages per second, from the first until the last had its reply.
    pub per_second: f64,
    /// From when a message was due until its reply had arrived at the vendor.
    pub reply: Latency,
    /// From when a message was due until its webhook was answered.
    pub webhook: Latency,
    /// Processor time of the server for each message.
    pub cpu_us: f64,
    /// The same of the generator and the vendor.
    pub generator_cpu_us: f64,
    /// After the load.
    pub resident_bytes: u64,
    pub handles: u64,
}

/// Server and generator, before and after.
pub struct Taken {
    pub server: (Sample, Sample),
    pub generator: (Sample, Sample),
}

impl Quiet {
    pub fn between(before: Sample, after: Sample, length: Duration) -> Self {
        let cpu = after.cpu.saturating_sub(before.cpu);
        Self {
            resident_bytes: after.resident_bytes,
            cpu_percent: cpu.as_secs_f64() / length.as_secs_f64() * 100.0,
            handles: after.handles(),
        }
    }
}

impl Carried {
    pub fn of(name: &str, ledger: &Ledger, numbers: Range<usize>, taken: &Taken) -> Self {
        let messages = ledger.messages(numbers);
        let count = messages.len().max(1) as f64;
        let cpu = |(before, after): (Sample, Sample)| (after.cpu - before.cpu).as_secs_f64() * 1e6 / count;
        Self {
            name: name.to_owned(),
            messages: messages.len() as u64,
            per_second: per_second(&messages),
            reply: Latency::of(since_due(&messages, |message| message.replied_us)),
            webhook: Latency::of(since_due(&messages, |message| message.taken_us)),
            cpu_us: cpu(taken.server),
            generator_cpu_us: cpu(taken.generator),
            resident_bytes: taken.server.1.resident_bytes,
            handles: taken.server.1.handles(),
        }
    }
}

fn since_due(messages: &[Message], end: fn(&Message) -> Option<u64>) -> Vec<u64> {
    messages.iter().filter_map(|message| Some(end(message)?.saturating_sub(message.due_us))).collect()
}

fn per_second(messages: &[Message]) -> f64 {
    let begun = messages.iter().map(|message| message.due_us).min();
    let ended = messages.iter().filter_map(|message| message.replied_us).max();
    match (begun, ended) {
        (Some(begun), Some(ended)) if ended > begun => {
            let replied = messages.iter().filter(|message| message.replied_us.is_some()).count();
            replied as f64 / ((ended - begun) as f64 / 1e6)
        }
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(due_ms: u64, replied_ms: Option<u64>) -> Message {
        let us = |ms: u64| ms * 1_000;
        Message { due_us: us(due_ms), replied_us: replied_ms.map(us), ..Message::default() }
    }

    #[test]
    fn ld1_a_stall_of_the_server_shows_in_every_message_that_was_due_meanwhile() {
        // One a millisecond; the server stands still for a second and answers all at once.
        let stalled: Vec<Message> = (0..1_000).map(|due| message(due, Some(1_000))).collect();
        let latency = Latency::of(since_due(&stalled, |message| message.replied_us));
        assert_eq!((latency.p50_ms, latency.max_ms), (500.0, 1_000.0));
    }

    #[test]
    fn the_rate_counts_replies_until_the_last() {
        let messages = [message(0, Some(10)), message(100, Some(2_000)), message(200, None)];
        assert!((per_second(&messages) - 1.0).abs() < 1e-9);
        assert!(per_second(&[]).abs() < 1e-9);
    }
}

//! The same load for many minutes: does anything grow?

use std::ops::Range;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::Failure;
use crate::figures::{Carried, Taken};
use crate::ledger::Ledger;
use crate::load::Load;
use crate::plan::Soak;
use crate::process::{self, Sample};
use crate::server::Server;
use crate::stats::rise;

const SAMPLE_EVERY: Duration = Duration::from_secs(10);
/// The share of the samples at the beginning that says nothing about growth: caches fill.
const WARM_UP: f64 = 0.25;
/// What is resident may rise so much over the rest, as a share of its mean.
const RISE: f64 = 0.02;
/// Open files may rise so much over the rest, and so many connections may be left when all is over.
const HANDLES: f64 = 5.0;
/// How long kept connections may take to go when nobody needs them: the server keeps its own for 50 seconds, and looks as
/// often.
const FAREWELL: Duration = Duration::from_secs(150);

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Soaked {
    pub minutes: f64,
    pub rate: u32,
    pub load: Carried,
    pub samples: Vec<Look>,
    /// By the straight line through the samples after the warm-up.
    pub resident_rise: f64,
    /// Of open files that are no connections: how many of those are kept follows what a burst needed at once.
    pub files_rise: f64,
    /// Connections more than before the soak, when its own were closed and the others had time to go.
    pub connections_left: i64,
}

/// The server at one moment of the soak.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Look {
    pub second: f64,
    pub resident_bytes: u64,
    pub files: u64,
    pub connections: u64,
    pub stored_bytes: u64,
    /// Messages that were taken and had no reply yet.
    pub open: usize,
}

impl Soaked {
    pub fn memory_is_flat(&self) -> bool {
        self.resident_rise <= RISE
    }

    pub fn files_are_flat(&self) -> bool {
        self.files_rise <= HANDLES
    }

    pub fn connections_are_closed(&self) -> bool {
        self.connections_left as f64 <= HANDLES
    }
}

/// `quiet` is how many connections the server had before anybody wrote.
pub async fn run(soak: Soak, server: &Server, load: &Load, ledger: &Ledger, quiet: u64) -> Result<Soaked, Failure> {
    let length = Duration::from_secs_f64(soak.minutes * 60.0);
    let (server_before, own_before) = (server.sample()?, process::sample(std::process::id())?);
    let mut samples = Vec::new();
    let numbers: Range<usize> = tokio::select! {
        numbers = load.at_rate(soak.rate, length) => numbers?,
        failure = watch(server, ledger, &mut samples) => return Err(failure),
    };
    let taken = Taken {
        server: (server_before, server.sample()?),
        generator: (own_before, process::sample(std::process::id())?),
    };
    let (resident_rise, files_rise) = rises(&samples);
    load.hang_up();
    let connections_left = farewell(server, quiet).await?;
    Ok(Soaked {
        minutes: soak.minutes,
        rate: soak.rate,
        load: Carried::of(&format!("{} a second", soak.rate), ledger, numbers, &taken),
        samples,
        resident_rise,
        files_rise,
        connections_left,
    })
}

/// Waits until the connections of the load are gone, as far as they go, and returns how many are left.
async fn farewell(server: &Server, quiet: u64) -> Result<i64, Failure> {
    let begun = Instant::now();
    loop {
        let left = server.sample()?.connections.cast_signed() - quiet.cast_signed();
        if left <= 0 || begun.elapsed() > FAREWELL {
            eprintln!("  {left} connections are left after {:.0} s", begun.elapsed().as_secs_f64());
            return Ok(left);
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Looks again and again, until it cannot.
async fn watch(server: &Server, ledger: &Ledger, samples: &mut Vec<Look>) -> Failure {
    let begun = Instant::now();
    loop {
        let Sample { resident_bytes, files, connections, .. } = match server.sample() {
            Ok(sample) => sample,
            Err(failure) => return failure,
        };
        let look = Look {
            second: begun.elapsed().as_secs_f64(),
            resident_bytes,
            files,
            connections,
            stored_bytes: server.stored_bytes(),
            open: ledger.open(),
        };
        eprintln!(
            "  {:>4.0} s: {:.1} MB, {files} files, {connections} connections, {} open",
            look.second,
            mb(resident_bytes),
            look.open
        );
        samples.push(look);
        tokio::time::sleep(SAMPLE_EVERY).await;
    }
}

fn mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Of memory as a share of its mean, and of open files, after the warm-up.
fn rises(samples: &[Look]) -> (f64, f64) {
    let samples = &samples[(samples.len() as f64 * WARM_UP) as usize..];
    let points = |of: fn(&Look) -> u64| -> Vec<(f64, f64)> {
        samples.iter().map(|look| (look.second, of(look) as f64)).collect()
    };
    let resident = points(|look| look.resident_bytes);
    let mean = resident.iter().map(|point| point.1).sum::<f64>() / resident.len().max(1) as f64;
    (rise(&resident) / mean.max(1.0), rise(&points(|look| look.files)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(resident: impl Fn(u64) -> u64) -> f64 {
        let look = |at: u64| Look {
            second: at as f64 * 10.0,
            resident_bytes: resident(at),
            files: 40,
            connections: 300 + at % 7 * 20,
            stored_bytes: 0,
            open: 0,
        };
        let (resident, files) = rises(&(0..60).map(look).collect::<Vec<_>>());
        assert!(files.abs() < 1e-9);
        resident
    }

    #[test]
    fn a_leak_is_seen_and_warming_up_is_none() {
        assert!(check(|_| 100_000_000) <= RISE);
        assert!(check(|at| 100_000_000 + (at % 2) * 3_000_000) <= RISE, "it breathes");
        assert!(check(|at| 60_000_000 + at.min(14) * 3_000_000) <= RISE, "it warms up");
        assert!(check(|at| 100_000_000 + at * 100_000) > RISE, "100 KB every ten seconds");
    }
}

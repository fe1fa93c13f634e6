//! Nothing that others can write makes a reader panic or hang. Each target reads broken bytes made from good ones;
//! `TSUNAGI_FUZZ=1000000` sets how many, `TSUNAGI_FUZZ_SEED` where they begin.

mod mutate;
mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use mutate::{Random, mutate};

/// Executions of each target in CI: seconds.
const EXECUTIONS: u64 = 2_000;
/// A reader that takes longer over a few kilobytes has hung, on any machine.
const PATIENCE: Duration = Duration::from_secs(20);

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Feeds a reader. A failure prints the seed that repeats it, and the bytes.
#[track_caller]
pub fn check(name: &str, samples: &[Vec<u8>], read: impl Fn(&[u8])) {
    let (executions, first) = (number("TSUNAGI_FUZZ", EXECUTIONS), number("TSUNAGI_FUZZ_SEED", 1));
    samples.iter().for_each(|sample| read(sample));
    for seed in first..first + executions {
        let bytes = mutate(&mut Random(seed), samples);
        let began = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| read(&bytes)));
        let hung = began.elapsed() > PATIENCE;
        assert!(
            outcome.is_ok() && !hung,
            "{name}: TSUNAGI_FUZZ=1 TSUNAGI_FUZZ_SEED={seed} {} on {:?}",
            if hung { "hangs" } else { "panics" },
            String::from_utf8_lossy(&bytes)
        );
    }
}

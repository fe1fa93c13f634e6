//! The suites that every adapter passes: numbered cases against the traits, each on a fresh harness.
//!
//! An adapter's test builds a harness, lists the cases with `conformance_store_cases!`,
//! `conformance_queue_cases!`, `conformance_timer_cases!`, `conformance_blob_cases!` and
//! `conformance_secret_cases!`, and hands each to [`check`], with its list of expected [`Difference`]s.

pub mod blobs;
mod clock;
pub mod queue;
pub mod secrets;
pub mod store;
pub mod timers;

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

pub use clock::{ManualClock, TestClock};

/// What a target is known to do otherwise. The case must fail; when it passes, the entry has to go.
#[derive(Debug, Clone, Copy)]
pub struct Difference {
    /// The name of the case.
    pub case: &'static str,
    pub because: &'static str,
}

/// One promise of a port. It panics when the promise is broken.
pub struct Case<H> {
    pub name: &'static str,
    pub run: fn(H) -> Pin<Box<dyn Future<Output = ()> + Send>>,
}

/// Longest run of one case: enough for a remote target, short for whoever waits for a hung one.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the case called `name`. Panics when it fails and no difference is listed, or the other way round.
pub async fn check<H: Send + 'static>(cases: &[Case<H>], name: &str, harness: H, differences: &[Difference]) {
    for difference in differences {
        let known = cases.iter().any(|case| case.name == difference.case);
        assert!(known, "the list of differences names `{}`, which is no case", difference.case);
    }
    let case = cases.iter().find(|case| case.name == name).expect("the macro and the list are one");
    let expected = differences.iter().find(|difference| difference.case == name);

    // In a task, so that a panic is a result.
    let run = tokio::time::timeout(PATIENCE, (case.run)(harness));
    let failure = match tokio::spawn(run).await {
        Ok(Ok(())) => None,
        Ok(Err(_)) => Some(format!("no end after {} s", PATIENCE.as_secs())),
        Err(error) => Some(error.to_string()),
    };
    match (failure, expected) {
        (None, None) => {}
        (Some(_), Some(difference)) => println!("{name}: differs as expected: {}", difference.because),
        (Some(failure), None) => panic!("{name}: {failure}"),
        (None, Some(difference)) => {
            panic!("{name} passes, so it no longer differs: take it off the list ({})", difference.because)
        }
    }
}

/// Turns a list of cases into `CASES`. The list is a macro of its own, so that an adapter makes a test of
/// each from the same lines.
macro_rules! registry {
    ([$harness:ty] $($name:ident)*) => {
        pub const CASES: &[$crate::conformance::Case<$harness>] = &[$(
            $crate::conformance::Case { name: stringify!($name), run: |harness| Box::pin($name(harness)) },
        )*];
    };
}
use registry;

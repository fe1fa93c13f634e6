//! Stages of a test run: each is timed, the rest go on when one fails, and the end tells all.

use std::time::{Duration, Instant};

use crate::args::Failure;
use crate::tally::Tally;

/// What a stage adds to the counts.
pub type Counted = Result<Tally, (Tally, Failure)>;

#[derive(Default)]
pub struct Stages {
    done: Vec<Done>,
}

struct Done {
    name: &'static str,
    took: Duration,
    tally: Tally,
    problem: Option<String>,
}

impl Stages {
    /// Runs a stage, unless one that it needs failed.
    pub fn run(&mut self, name: &'static str, needs: &[&str], work: impl FnOnce() -> Counted) {
        let broken = self.done.iter().find(|done| done.problem.is_some() && needs.contains(&done.name));
        if let Some(broken) = broken {
            let problem = Some(format!("not run, because '{}' failed", broken.name));
            self.done.push(Done { name, took: Duration::ZERO, tally: Tally::default(), problem });
            return;
        }
        println!("\n== {name}");
        let began = Instant::now();
        let (tally, problem) = match work() {
            Ok(tally) => (tally, None),
            Err((tally, Failure::Failed(message) | Failure::Usage(message))) => (tally, Some(message)),
        };
        if let Some(problem) = &problem {
            println!("{name} failed: {problem}");
        }
        self.done.push(Done { name, took: began.elapsed(), tally, problem });
    }

    /// Says what every stage came to; the last line is the sum, in which a stage that failed without a failed test is one.
    pub fn finish(self) -> Result<(), Failure> {
        println!("\n== summary");
        let all = self.sum();
        for done in &self.done {
            let outcome = done.problem.as_deref().unwrap_or("ok");
            let counts = if done.tally == Tally::default() { String::new() } else { format!(" ({})", done.tally) };
            println!("{:>7.1} s  {:<12} {outcome}{counts}", done.took.as_secs_f64(), done.name);
        }
        let failed: Vec<&str> = self.done.iter().filter(|d| d.problem.is_some()).map(|done| done.name).collect();
        if failed.is_empty() && all.passed == 0 {
            return Err(Failure::failed("no test was run"));
        }
        println!("\n{all}");
        if failed.is_empty() { Ok(()) } else { Err(Failure::failed(format!("failed: {}", failed.join(", ")))) }
    }

    /// Whoever reads the last line alone must not take what could not be run for good.
    fn sum(&self) -> Tally {
        let mut all = Tally::default();
        for done in &self.done {
            all.add(done.tally);
            all.failed += u64::from(done.problem.is_some() && done.tally.failed == 0);
        }
        all
    }
}

/// For stages that count no tests.
pub fn uncounted(work: impl FnOnce() -> Result<(), Failure>) -> Counted {
    work().map(|()| Tally::default()).map_err(|failure| (Tally::default(), failure))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(count: u64) -> Counted {
        Ok(Tally { passed: count, ..Tally::default() })
    }

    #[test]
    fn a_failed_stage_stops_only_those_that_need_it() {
        let mut stages = Stages::default();
        let (mut with, mut without) = (false, false);
        stages.run("guest", &[], || Err((Tally::default(), Failure::failed("no"))));
        stages.run("host", &["guest"], || {
            with = true;
            passed(1)
        });
        stages.run("widget", &["style"], || {
            without = true;
            passed(1)
        });
        assert!(!with && without);
        assert_eq!(stages.finish(), Err(Failure::failed("failed: guest, host")));
    }

    #[test]
    fn what_could_not_be_run_counts_as_failed() {
        let mut stages = Stages::default();
        stages.run("rust", &[], || passed(3));
        stages.run("adapters", &[], || uncounted(|| Err(Failure::failed("there is no Python here"))));
        stages.run("after", &["adapters"], || passed(1));
        stages.run("units", &[], || Err((Tally { passed: 1, failed: 2, skipped: 0 }, Failure::failed("no"))));
        assert_eq!(stages.sum(), Tally { passed: 4, failed: 4, skipped: 0 });
    }

    #[test]
    fn a_run_without_tests_fails() {
        let mut stages = Stages::default();
        stages.run("tidy", &[], || uncounted(|| Ok(())));
        assert_eq!(stages.finish(), Err(Failure::failed("no test was run")));
    }

    #[test]
    fn all_well() {
        let mut stages = Stages::default();
        stages.run("rust", &[], || passed(2));
        assert_eq!(stages.finish(), Ok(()));
    }
}

//! The simulation itself: the same seed is the same run, what it found once stays found, and it finds planted bugs.

use sim::{Batch, Options, Plant, many, run};

const EVENTS: u32 = 200;

/// `seed events`, a line each; what stands behind them is for people.
const KEPT: &str = include_str!("../seeds.txt");

fn kept() -> Vec<Options> {
    let lines = KEPT.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let number = |word: Option<&str>| word.and_then(|word| word.parse::<u64>().ok()).expect("a number");
    lines
        .map(|line| {
            let mut words = line.split_whitespace();
            let (seed, events) = (number(words.next()), number(words.next()));
            Options { seed, events: u32::try_from(events).expect("a count"), plant: None }
        })
        .collect()
}

#[test]
fn si1_a_seed_writes_the_same_bytes_twice() {
    for seed in 1..=6 {
        let options = Options { seed, events: 100, plant: None };
        let (first, second) = (run(options), run(options));
        assert!(first.history.lines().count() > 300, "seed {seed} does next to nothing");
        assert!(first.history == second.history, "seed {seed} is two runs");
        assert_eq!((first.options, first.points), (second.options, second.points));
    }
}

#[test]
fn si2_what_broke_a_promise_once_stays_mended() {
    for options in kept() {
        let outcome = run(options);
        assert_eq!(outcome.violation, None, "seed {} with {}", options.seed, outcome.options);
    }
}

#[test]
fn si3_seeds_do_not_depend_on_how_many_run_at_once() {
    let batch = Batch { first_seed: 40, seeds: 4, events: 60, plant: None, jobs: 1, stop_at_first: false };
    let (alone, together) = (many(batch), many(Batch { jobs: 3, ..batch }));
    assert_eq!((alone.run, alone.points), (together.run, together.points));
    assert_eq!(alone.broken.len(), together.broken.len());
}

/// Runs seeds until one finds the bug.
#[track_caller]
fn is_found(plant: Plant, by: &str) {
    let mut others = Vec::new();
    // A bug shows in more than one way: the one that is named has to be among them.
    for first_seed in (1..=1_000).step_by(AT_ONCE) {
        let seeds = AT_ONCE as u64;
        let batch = Batch { first_seed, seeds, events: EVENTS, plant: Some(plant), jobs: 2, stop_at_first: false };
        let broken = many(batch).broken.into_iter().map(|broken| broken.violation.what);
        others.extend(broken);
        if others.iter().any(|what| what.contains(by)) {
            return;
        }
    }
    panic!("{} is not found in 1,000 seeds: {others:?}", plant.as_str());
}

/// Seeds between looks at what they found.
const AT_ONCE: usize = 4;

#[test]
fn si4_ack_before_commit_is_found() {
    is_found(Plant::AckBeforeCommit, "was accepted and became no turn");
}

#[test]
fn si4_a_marker_outside_the_commit_is_found() {
    is_found(Plant::MarkerOutsideCommit, "became two turns");
}

#[test]
fn si4_an_outbox_that_is_published_twice_is_found() {
    is_found(Plant::OutboxTwice, "the customer sees");
}

#[test]
fn si4_a_timer_that_acts_whatever_is_waited_for_is_found() {
    is_found(Plant::TimerGeneration, "a timer of another question acted");
}

#[test]
fn si4_receipts_that_go_back_are_found() {
    is_found(Plant::ReceiptsGoBack, "went back from");
}

//! One seed: set up, faults, calm, verdict.

use crate::crash::Points;
use crate::faults::Faults;
use crate::oracle::{Violation, check_end};
use crate::plants::Plant;
use crate::scheduler::Scheduler;
use crate::world::{START_MS, State, World};
use crate::{people, pumps};

/// The setting up takes less.
const SET_UP_MS: u64 = 60_000;
/// Virtual time in which everything has to settle once nothing goes wrong any more. The longest way: the last pause of a
/// send that its vendor refused again and again (an hour), a notice that is dropped by the queue's dedupe window (5 minutes)
/// and brought again by the sweeper, then two questions that give up (1 minute each).
const SETTLE_MS: u64 = 90 * 60_000;

/// Visitors who come back have what they missed by then.
const CATCH_UP_MS: u64 = 30_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    pub seed: u64,
    /// How many things people do.
    pub events: u32,
    /// A bug to be found.
    pub plant: Option<Plant>,
}

/// What became of a seed.
#[derive(Debug)]
pub struct Outcome {
    pub violation: Option<Violation>,
    /// Where it ran and how often what went wrong, as drawn from the seed.
    pub options: String,
    pub points: Points,
    /// Every line of what happened, in virtual time.
    pub history: String,
    /// Virtual milliseconds until everything had settled, from when nothing went wrong any more.
    pub settled_after_ms: Option<u64>,
}

/// Runs a seed. The same options give the same bytes.
pub fn run(options: Options) -> Outcome {
    let world = World::new(options.seed, options.plant);
    let mut scheduler = Scheduler::new(&world);
    people::set_up(&world);
    scheduler.run(START_MS + SET_UP_MS, |world| world.lock().people.tokens.iter().all(|token| !token.is_empty()));
    let faults = begin(&world, options.events);
    let description = format!("{:?},{faults}", world.lock().deployment);
    let broken = |world: &World| world.lock().oracle.violation().is_some();
    let end_ms = world.lock().people.acting_until_ms;
    scheduler.run(end_ms, broken);
    calm(&world);
    let calm_ms = world.lock().now_ms();
    let settled = |world: &World| broken(world) || is_settled(&world.lock());
    scheduler.run(calm_ms + SETTLE_MS, settled);
    let settled_after_ms = {
        let state = world.lock();
        is_settled(&state).then(|| state.now_ms() - calm_ms)
    };
    people::connect_all(&world);
    let back_ms = world.lock().now_ms() + CATCH_UP_MS;
    scheduler.run(back_ms, broken);
    // A vendor may still repeat a webhook: the end is a moment when nothing is under way.
    scheduler.run(back_ms + SETTLE_MS, settled);
    let mut state = world.lock();
    if state.oracle.violation().is_none() {
        check_end(&mut state, faults.skew_ms);
    }
    Outcome {
        violation: state.oracle.violation().cloned(),
        options: description,
        points: std::mem::take(&mut state.points),
        history: std::mem::take(&mut state.history).into_text(),
        settled_after_ms,
    }
}

/// Draws what goes wrong, and plans what people do.
fn begin(world: &std::sync::Arc<World>, events: u32) -> Faults {
    pumps::start_sweeps(world);
    people::tick(world);
    let mut state = world.lock();
    let faults = Faults::draw(&mut state.random);
    state.faults = faults;
    state.calm = false;
    state.fleet.replace_all();
    people::people(&mut state);
    let gap_ms = *state.random.pick(&[50, 300, 2_000, 10_000]);
    let mut at_ms = state.now_ms();
    for _ in 0..events {
        at_ms += state.random.between(0, 2 * gap_ms);
        state.at(at_ms, people::act);
    }
    let rollout_ms = state.random.between(START_MS, at_ms);
    state.at(rollout_ms, |world| world.lock().fleet.rollout = true);
    state.people.acting_until_ms = at_ms + 1;
    state.note(format_args!("{faults}"));
    faults
}

/// Nothing goes wrong any more, and somebody looks after the dead letters.
fn calm(world: &std::sync::Arc<World>) {
    {
        let mut state = world.lock();
        state.faults = Faults::NONE;
        state.calm = true;
        state.fleet.replace_all();
        state.note(format_args!("calm"));
    }
    look_after(world);
}

fn look_after(world: &std::sync::Arc<World>) {
    pumps::redrive(world);
    world.lock().after(60_000, look_after);
}

fn is_settled(state: &State) -> bool {
    crate::oracle::is_still(state) && state.tasks.is_empty()
}

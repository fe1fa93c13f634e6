//! The simulated world: the fakes, who runs in it, what goes wrong, and what was seen.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ids::WorkspaceId;

use crate::crash::{Function, Point, Points, SLEEP, When};
use crate::fakes::{BlobData, QueueData, SecretData, StoreData, TimerData};
use crate::faults::{Deployment, Faults};
use crate::fleet::{Fleet, Instance};
use crate::history::History;
use crate::oracle::Oracle;
use crate::people::People;
use crate::plants::Plant;
use crate::pumps::Pumps;
use crate::random::Random;
use crate::scheduler::{Agenda, Deed, TaskId};
use crate::sockets::Lines;
use crate::vendors::Vendors;

/// 2026-11-24 10:00 in Tokyo, a Tuesday.
pub const START_MS: u64 = 1_795_482_000_000;

/// Two installations side by side: what belongs to one may never show in the other.
pub const WORKSPACES: [&str; 2] = ["north", "south"];

pub struct World {
    state: Mutex<State>,
    pub plant: Option<Plant>,
}

pub struct State {
    pub agenda: Agenda,
    pub random: Random,
    pub deployment: Deployment,
    pub faults: Faults,
    /// Phase two: nothing goes wrong any more.
    pub calm: bool,
    pub tasks: BTreeMap<TaskId, Task>,
    pub store: StoreData,
    pub queues: QueueData,
    pub timers: TimerData,
    pub blobs: BlobData,
    pub secrets: SecretData,
    pub lines: Lines,
    pub vendors: Vendors,
    pub people: People,
    pub pumps: Pumps,
    pub fleet: Fleet,
    pub points: Points,
    pub history: History,
    pub oracle: Oracle,
}

/// One run of a function.
pub struct Task {
    pub function: Function,
    pub instance: Arc<Instance>,
    /// What the world does when it dies.
    on_death: Deed,
    /// When something last went wrong for it, which excuses that it does not know what it did.
    pub hurt_at_ms: Option<u64>,
}

impl World {
    pub fn new(seed: u64, plant: Option<Plant>) -> Arc<Self> {
        let mut random = Random::new(seed);
        let deployment = if random.chance(500) { Deployment::Lambda } else { Deployment::Local };
        let mut agenda = Agenda::default();
        agenda.now_ms = START_MS;
        let state = State {
            agenda,
            random,
            deployment,
            faults: Faults::NONE,
            calm: true,
            tasks: BTreeMap::new(),
            store: StoreData::default(),
            queues: QueueData::default(),
            timers: TimerData::default(),
            blobs: BlobData::new(),
            secrets: SecretData::new(),
            lines: Lines::default(),
            vendors: Vendors::default(),
            people: People::default(),
            pumps: Pumps::default(),
            fleet: Fleet::default(),
            points: Points::new(),
            history: History::default(),
            oracle: Oracle::default(),
        };
        Arc::new(Self { state: Mutex::new(state), plant })
    }

    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a function. `on_death` happens when it dies before its end.
    pub fn spawn<F>(
        self: &Arc<Self>,
        function: Function,
        workspace: usize,
        work: impl FnOnce(Arc<World>, Arc<Instance>) -> F,
        on_death: Deed,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        let instance = self.lock().instance(self, function, workspace);
        let work = work(Arc::clone(self), Arc::clone(&instance));
        let world = Arc::clone(self);
        let mut state = self.lock();
        let task = state.agenda.spawn(Box::pin(async move {
            work.await;
            let mut state = world.lock();
            let task = state.agenda.current;
            if let Some(Task { function, instance, .. }) = state.tasks.remove(&task) {
                state.fleet.rest(function, instance);
            }
        }));
        state.tasks.insert(task, Task { function, instance, on_death, hurt_at_ms: None });
        if state.deployment == Deployment::Lambda {
            let at_ms = state.agenda.now_ms + function.timeout_ms();
            state.at(at_ms, move |world| world.lock().kill(task));
        }
    }
}

impl State {
    pub fn now_ms(&self) -> u64 {
        self.agenda.now_ms
    }

    pub fn at(&mut self, at_ms: u64, deed: impl FnOnce(&Arc<World>) + Send + 'static) {
        self.agenda.at(at_ms, &mut self.random, Box::new(deed));
    }

    pub fn after(&mut self, ms: u64, deed: impl FnOnce(&Arc<World>) + Send + 'static) {
        self.at(self.now_ms() + ms, deed);
    }

    pub fn note(&mut self, line: std::fmt::Arguments<'_>) {
        self.history.write(self.agenda.now_ms, line);
    }

    /// A line about the task that acts.
    pub fn note_of(&mut self, task: TaskId, line: std::fmt::Arguments<'_>) {
        let name = self.tasks.get(&task).map_or("gone", |task| task.function.as_str());
        self.history.write(self.agenda.now_ms, format_args!("#{task} {name}: {line}"));
    }

    /// Counts the point, and says whether the task dies here.
    pub fn dies_at(&mut self, task: TaskId, call: &'static str, when: When) -> bool {
        let Some(function) = self.tasks.get(&task).map(|task| task.function) else { return false };
        // What is set up before the faults begin, and what settles after them, is no place to die.
        if self.calm || call == SLEEP {
            return false;
        }
        let visits = self.points.entry(Point { function, call, when }).or_default();
        let rate = self.faults.crash + if visits.passed == 0 { self.faults.first_crash } else { 0 };
        let dies = self.random.chance(rate);
        visits.passed += 1;
        visits.died += u64::from(dies);
        dies
    }

    /// The task's future is dropped; in local mode the process ends with everything in it.
    pub fn kill(&mut self, task: TaskId) {
        if !self.tasks.contains_key(&task) {
            return;
        }
        match self.deployment {
            Deployment::Lambda => self.end(task),
            Deployment::Local => {
                let all: Vec<TaskId> = self.tasks.keys().copied().collect();
                all.into_iter().for_each(|task| self.end(task));
                self.fleet.restart();
                self.queues.release_all();
                self.lines.break_all();
                self.note(format_args!("the process died"));
                self.after(500, |world| {
                    for workspace in 0..WORKSPACES.len() {
                        crate::pumps::sweep(world, workspace, true);
                    }
                    crate::pumps::wake_all(world);
                });
            }
        }
    }

    fn end(&mut self, task: TaskId) {
        self.note_of(task, format_args!("dies"));
        let now_ms = self.now_ms();
        self.oracle.died(task, now_ms);
        if let Some(ended) = self.tasks.remove(&task) {
            self.agenda.kill(task);
            self.agenda.at(now_ms, &mut self.random, ended.on_death);
        }
    }

    /// Something went wrong for this task.
    pub fn hurt(&mut self, task: TaskId) {
        let now_ms = self.now_ms();
        if let Some(task) = self.tasks.get_mut(&task) {
            task.hurt_at_ms = Some(now_ms);
        }
        self.oracle.died(task, now_ms);
    }
}

pub fn workspace_id(workspace: usize) -> WorkspaceId {
    WORKSPACES[workspace].parse().expect("the names are good")
}

//! One thread, one agenda: what happens next is what is earliest, and among equals what chance says.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use crate::random::Random;
use crate::world::World;

pub type TaskId = u64;
pub type Work = Pin<Box<dyn Future<Output = ()> + Send>>;
/// Something that happens at a moment.
pub type Deed = Box<dyn FnOnce(&Arc<World>) + Send>;

/// What will happen, and what has to go on now.
#[derive(Default)]
pub struct Agenda {
    pub now_ms: u64,
    /// By time, then by chance, then by age.
    deeds: BTreeMap<(u64, u64, u64), Deed>,
    last_id: u64,
    spawned: Vec<(TaskId, Work)>,
    killed: Vec<TaskId>,
    /// The task that is polled now.
    pub current: TaskId,
    woken: Woken,
}

type Woken = Arc<Mutex<BTreeSet<TaskId>>>;

impl Agenda {
    pub fn at(&mut self, at_ms: u64, random: &mut Random, deed: Deed) {
        self.last_id += 1;
        self.deeds.insert((at_ms.max(self.now_ms), random.next(), self.last_id), deed);
    }

    pub fn spawn(&mut self, work: Work) -> TaskId {
        self.last_id += 1;
        self.spawned.push((self.last_id, work));
        self.last_id
    }

    /// Its future is dropped where it stands.
    pub fn kill(&mut self, task: TaskId) {
        self.killed.push(task);
    }
}

/// Holds the futures, apart from the state that they lock.
pub struct Scheduler {
    world: Arc<World>,
    tasks: BTreeMap<TaskId, Work>,
    woken: Woken,
}

struct Bell {
    task: TaskId,
    woken: Woken,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.woken.lock().unwrap_or_else(PoisonError::into_inner).insert(self.task);
    }
}

impl Scheduler {
    pub fn new(world: &Arc<World>) -> Self {
        let woken = Arc::clone(&world.lock().agenda.woken);
        Self { world: Arc::clone(world), tasks: BTreeMap::new(), woken }
    }

    /// Runs until nothing is left to do before `until_ms`, or `done` says so.
    pub fn run(&mut self, until_ms: u64, done: impl Fn(&World) -> bool) {
        loop {
            self.poll_woken();
            if done(&self.world) {
                return;
            }
            let deed = {
                let mut state = self.world.lock();
                match state.agenda.deeds.first_key_value() {
                    Some(((at_ms, _, _), _)) if *at_ms <= until_ms => {
                        let Some(((at_ms, _, _), deed)) = state.agenda.deeds.pop_first() else { return };
                        state.agenda.now_ms = at_ms;
                        deed
                    }
                    _ => {
                        state.agenda.now_ms = until_ms;
                        return;
                    }
                }
            };
            deed(&self.world);
        }
    }

    fn poll_woken(&mut self) {
        loop {
            self.adopt();
            let task = {
                let mut woken = self.woken.lock().unwrap_or_else(PoisonError::into_inner);
                let choice: Vec<TaskId> = woken.iter().copied().collect();
                if choice.is_empty() {
                    return;
                }
                let task = *self.world.lock().random.pick(&choice);
                woken.remove(&task);
                task
            };
            let Some(mut work) = self.tasks.remove(&task) else { continue };
            self.world.lock().agenda.current = task;
            let waker = Waker::from(Arc::new(Bell { task, woken: Arc::clone(&self.woken) }));
            if work.as_mut().poll(&mut Context::from_waker(&waker)) == Poll::Pending {
                self.tasks.insert(task, work);
            }
        }
    }

    /// Takes in what was spawned and drops what was killed.
    fn adopt(&mut self) {
        let (spawned, killed) = {
            let agenda = &mut self.world.lock().agenda;
            (std::mem::take(&mut agenda.spawned), std::mem::take(&mut agenda.killed))
        };
        for (task, work) in spawned {
            self.tasks.insert(task, work);
            self.woken.lock().unwrap_or_else(PoisonError::into_inner).insert(task);
        }
        for task in killed {
            self.tasks.remove(&task);
        }
    }
}

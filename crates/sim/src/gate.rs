//! A call to a port takes time on the way there and back, its maker can die on either side of it, and what left may be
//! done after its maker is gone.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};

use crate::crash::When;
use crate::faults::{Deployment, Faults};
use crate::scheduler::TaskId;
use crate::world::{State, World};

/// What the other side adds to its answer.
pub struct Reply {
    /// Milliseconds until the answer is back.
    pub after_ms: u64,
    /// The caller.
    pub task: TaskId,
}

struct Slot<R> {
    answer: Option<R>,
    is_back: bool,
    waker: Option<Waker>,
}

impl World {
    /// Makes a call: `act` is done on the other side.
    pub async fn call<R: Send + 'static>(
        self: Arc<Self>,
        call: &'static str,
        act: impl FnOnce(&mut State, &mut Reply) -> R + Send + 'static,
    ) -> R {
        let slot = Arc::new(Mutex::new(Slot { answer: None, is_back: false, waker: None }));
        self.issue(call, Arc::clone(&slot), act);
        poll_fn(|context| {
            let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
            slot.waker = Some(context.waker().clone());
            let answer = if slot.is_back { slot.answer.take() } else { None };
            match answer {
                Some(answer) => Poll::Ready(answer),
                None => Poll::Pending,
            }
        })
        .await
    }

    fn issue<R: Send + 'static>(
        &self,
        call: &'static str,
        slot: Arc<Mutex<Slot<R>>>,
        act: impl FnOnce(&mut State, &mut Reply) -> R + Send + 'static,
    ) {
        let mut state = self.lock();
        let task = state.agenda.current;
        if state.dies_at(task, call, When::Before) {
            state.kill(task);
            return;
        }
        let way_ms = state.way_ms();
        state.after(way_ms, move |world| {
            let mut state = world.lock();
            let is_alive = state.tasks.contains_key(&task);
            // What a process had not written when it died is gone with it; what left a sandbox is under way.
            if !is_alive && state.deployment == Deployment::Local {
                return;
            }
            let mut reply = Reply { after_ms: state.way_ms(), task };
            let answer = act(&mut state, &mut reply);
            if !is_alive {
                return;
            }
            if state.dies_at(task, call, When::After) {
                state.kill(task);
                return;
            }
            if state.deployment == Deployment::Local && state.fails(|it| it.stall) {
                reply.after_ms += state.random.between(61_000, 100_000);
                state.hurt(task);
                state.note_of(task, format_args!("stalls after {call}"));
            }
            slot.lock().unwrap_or_else(PoisonError::into_inner).answer = Some(answer);
            state.after(reply.after_ms, move |_| {
                let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
                slot.is_back = true;
                if let Some(waker) = slot.waker.take() {
                    waker.wake();
                }
            });
        });
    }
}

impl State {
    fn way_ms(&mut self) -> u64 {
        if self.fails(|it| it.slow) { self.random.between(50, 2_500) } else { self.random.between(1, 8) }
    }

    /// Whether this goes wrong now.
    pub fn fails(&mut self, rate: impl Fn(&Faults) -> u64) -> bool {
        let rate = rate(&self.faults);
        self.random.chance(rate)
    }
}

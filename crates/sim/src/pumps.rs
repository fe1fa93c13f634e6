//! What feeds the functions: event source mappings, timers, and the sweeper's schedule.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::batch::BatchReport;
use ids::TimerId;
use ports::{Delivery, QueueName, Timer};

use crate::crash::Function;
use crate::faults::Deployment;
use crate::fleet::Instance;
use crate::plants::Plant;
use crate::world::{State, WORKSPACES, World};

/// Batches of one queue in work at once.
const AT_ONCE: usize = 4;

#[derive(Default)]
pub struct Pumps {
    lanes: BTreeMap<QueueName, Lane>,
}

#[derive(Default)]
struct Lane {
    running: usize,
    /// When it is looked at next.
    alarm_ms: Option<u64>,
}

/// Something may be ready: the queue is looked at soon.
pub fn wake(state: &mut State, queue: QueueName) {
    let soon_ms = state.now_ms() + state.random.between(1, 20);
    wake_at(state, queue, soon_ms);
}

pub fn wake_all(world: &Arc<World>) {
    let mut state = world.lock();
    QueueName::ALL.into_iter().for_each(|queue| wake(&mut state, queue));
}

fn wake_at(state: &mut State, queue: QueueName, at_ms: u64) {
    let lane = state.pumps.lanes.entry(queue).or_default();
    if lane.alarm_ms.is_some_and(|alarm| alarm <= at_ms) {
        return;
    }
    lane.alarm_ms = Some(at_ms);
    state.at(at_ms, move |world| {
        let mut state = world.lock();
        let lane = state.pumps.lanes.entry(queue).or_default();
        // An earlier alarm may have been set since.
        if lane.alarm_ms == Some(at_ms) {
            lane.alarm_ms = None;
            drop(state);
            pump(world, queue);
        }
    });
}

fn pump(world: &Arc<World>, queue: QueueName) {
    loop {
        let batch = {
            let mut state = world.lock();
            let now_ms = state.now_ms();
            if state.pumps.lanes.entry(queue).or_default().running >= AT_ONCE {
                return;
            }
            let mut groups = state.queues.ready(queue, now_ms);
            if groups.is_empty() {
                if let Some(next_ms) = state.queues.next_wake_ms(queue) {
                    wake_at(&mut state, queue, next_ms);
                }
                return;
            }
            state.random.shuffle(&mut groups);
            let count = 1 + state.random.index(groups.len());
            groups.truncate(count);
            let most = 1 + state.random.index(limits::QUEUE_BATCH);
            let batch = state.queues.receive(queue, &groups, most, now_ms);
            if batch.is_empty() {
                // Only dead letters were there.
                continue;
            }
            state.pumps.lanes.entry(queue).or_default().running += 1;
            batch
        };
        invoke(world, queue, batch);
    }
}

fn invoke(world: &Arc<World>, queue: QueueName, batch: Vec<Delivery>) {
    let function = match queue {
        QueueName::Inbound => Function::Turn,
        QueueName::Outbound => Function::Send,
        QueueName::HttpCalls => Function::HttpCall,
    };
    let workspace = {
        let mut state = world.lock();
        let names: Vec<String> = batch.iter().map(|it| format!("{}x{}", it.receipt, it.receives)).collect();
        state.note(format_args!("{} gets {}", function.as_str(), names.join(" ")));
        if world.plant == Some(Plant::AckBeforeCommit) {
            let now_ms = state.now_ms();
            let receipts: Vec<String> = batch.iter().map(|it| it.receipt.clone()).collect();
            state.queues.ack(queue, &receipts, now_ms);
        }
        state.random.index(WORKSPACES.len())
    };
    let work = move |world: Arc<World>, instance: Arc<Instance>| async move {
        let services = &instance.services;
        let report = match queue {
            QueueName::Inbound => conversation_turn::handle(services, batch).await,
            QueueName::Outbound => outbound_send::handle(services, batch).await,
            QueueName::HttpCalls => http_call::handle(services, batch).await,
        };
        let lost = {
            let mut state = world.lock();
            state.fails(|it| it.report_lost)
        };
        if lost {
            world.lock().note(format_args!("{}: its report is lost", function.as_str()));
        } else {
            Arc::clone(&world).call("acknowledge", move |state, _| state.settle(queue, &report)).await;
        }
        ended(&mut world.lock(), queue);
    };
    world.spawn(function, workspace, work, Box::new(move |world| ended(&mut world.lock(), queue)));
}

fn ended(state: &mut State, queue: QueueName) {
    let lane = state.pumps.lanes.entry(queue).or_default();
    lane.running = lane.running.saturating_sub(1);
    wake(state, queue);
}

impl State {
    fn settle(&mut self, queue: QueueName, report: &BatchReport) {
        assert_eq!(report.panics, 0, "a function panicked; what it said is above");
        let now_ms = self.now_ms();
        self.queues.ack(queue, &report.done, now_ms);
        for (receipt, after_ms) in &report.failed {
            self.queues.release(queue, std::slice::from_ref(receipt), *after_ms, now_ms);
        }
    }
}

/// Due timers fire, sometimes late.
pub fn set_timer(state: &mut State, timer: Timer) {
    let late_ms = if state.fails(|it| it.timer) { 120_000 } else { 500 };
    let (id, at_ms) = (timer.id.clone(), timer.due_ms + state.random.between(0, late_ms));
    state.timers.set(vec![timer]);
    state.at(at_ms, move |world| fire_if_set(world, &id));
}

fn fire_if_set(world: &Arc<World>, id: &TimerId) {
    let timer = world.lock().timers.get(id).cloned();
    if let Some(timer) = timer {
        fire(world, timer);
    }
}

fn fire(world: &Arc<World>, timer: Timer) {
    let id = timer.id.clone();
    let workspace = usize::from(timer.workspace.as_str() == WORKSPACES[1]);
    let work = move |world: Arc<World>, instance: Arc<Instance>| async move {
        let id = timer.id.clone();
        let fired = timer_fire::handle(&instance.services, vec![timer.clone()]).await;
        if fired.is_err() {
            world.lock().after(5_000, move |world| fire_if_set(world, &id));
            return;
        }
        Arc::clone(&world).call("timers.done", move |state, _| state.timers.done(&[id])).await;
        let mut state = world.lock();
        if state.fails(|it| it.timer) {
            let again_ms = state.random.between(1, 120_000);
            state.after(again_ms, move |world| fire(world, timer));
        }
    };
    let again = move |world: &Arc<World>| world.lock().after(5_000, move |world| fire_if_set(world, &id));
    world.spawn(Function::TimerFire, workspace, work, Box::new(again));
}

/// Starts the sweeper's schedule.
pub fn start_sweeps(world: &Arc<World>) {
    let mut state = world.lock();
    let every_ms = if state.deployment == Deployment::Local { 10_000 } else { 30_000 };
    state.after(every_ms, |world| {
        for workspace in 0..WORKSPACES.len() {
            sweep(world, workspace, false);
        }
        start_sweeps(world);
    });
}

pub fn sweep(world: &Arc<World>, workspace: usize, after_start: bool) {
    let work = move |_: Arc<World>, instance: Arc<Instance>| async move {
        // What could not be published is found by the next sweep.
        let _ = outbox_sweep::handle(&instance.services, after_start).await;
    };
    world.spawn(Function::Sweep, workspace, work, Box::new(|_| {}));
}

/// Somebody looks at the dead letters and has them tried again.
pub fn redrive(world: &Arc<World>) {
    let mut state = world.lock();
    for queue in QueueName::ALL {
        for letter in state.queues.dead_letters(queue) {
            state.note(format_args!("dead letter {} of {} is tried again", letter.id, queue.as_str()));
            state.queues.redrive(queue, &letter.id);
        }
        wake(&mut state, queue);
    }
}

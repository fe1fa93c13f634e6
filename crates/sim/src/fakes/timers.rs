//! Timers by id. The first setting counts; they fire until they are done.

use std::collections::BTreeMap;

use ids::TimerId;
use ports::Timer;

#[derive(Default)]
pub struct TimerData {
    timers: BTreeMap<TimerId, Timer>,
}

impl TimerData {
    pub fn set(&mut self, timers: Vec<Timer>) {
        for timer in timers {
            self.timers.entry(timer.id.clone()).or_insert(timer);
        }
    }

    /// Due at `now_ms`, earliest first.
    pub fn due(&self, now_ms: u64, max: usize) -> Vec<Timer> {
        let mut due: Vec<&Timer> = self.timers.values().filter(|timer| timer.due_ms <= now_ms).collect();
        due.sort_by_key(|timer| timer.due_ms);
        due.into_iter().take(max).cloned().collect()
    }

    pub fn get(&self, id: &TimerId) -> Option<&Timer> {
        self.timers.get(id)
    }

    pub fn done(&mut self, ids: &[TimerId]) {
        for id in ids {
            self.timers.remove(id);
        }
    }

    pub fn next_due_ms(&self) -> Option<u64> {
        self.timers.values().map(|timer| timer.due_ms).min()
    }

    pub fn count(&self) -> usize {
        self.timers.len()
    }
}

//! Sets that were read lately.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub(crate) type Set = BTreeMap<String, String>;

/// How long a set counts as it was read.
const FRESH_MS: u64 = 60_000;

/// How long it stays in use when it cannot be read again.
const USABLE_MS: u64 = 11 * 60_000;

#[derive(Default)]
pub(crate) struct Memory(Mutex<HashMap<String, (u64, Set)>>);

impl Memory {
    pub(crate) fn fresh(&self, parameter: &str, now_ms: u64) -> Option<Set> {
        self.younger_than(FRESH_MS, parameter, now_ms)
    }

    /// A set that is there and not too old. That there was none is not worth keeping.
    pub(crate) fn usable(&self, parameter: &str, now_ms: u64) -> Option<Set> {
        self.younger_than(USABLE_MS, parameter, now_ms).filter(|set| !set.is_empty())
    }

    pub(crate) fn keep(&self, parameter: String, set: Set, now_ms: u64) {
        let mut kept = self.lock();
        kept.retain(|_, (read_ms, _)| now_ms.saturating_sub(*read_ms) < USABLE_MS);
        kept.insert(parameter, (now_ms, set));
    }

    fn younger_than(&self, age_ms: u64, parameter: &str, now_ms: u64) -> Option<Set> {
        let kept = self.lock();
        let (read_ms, set) = kept.get(parameter)?;
        (now_ms.saturating_sub(*read_ms) < age_ms).then(|| set.clone())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, (u64, Set)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

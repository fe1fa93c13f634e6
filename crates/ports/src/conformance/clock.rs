//! Clocks that tests move.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;

use crate::Clock;

/// The time that a target sees. A simulated one moves at once; a real service has to be waited for.
#[async_trait]
pub trait TestClock: Send + Sync {
    /// Unix milliseconds.
    fn now_ms(&self) -> u64;

    async fn advance(&self, duration: Duration);
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock(AtomicU64);

impl ManualClock {
    pub fn at(now_ms: u64) -> Self {
        Self(AtomicU64::new(now_ms))
    }
}

impl Default for ManualClock {
    /// A day in 2026.
    fn default() -> Self {
        Self::at(1_767_225_600_000)
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    /// Real time, so that others get on; this clock stands still meanwhile.
    async fn sleep(&self, ms: u64) {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
}

#[async_trait]
impl TestClock for ManualClock {
    fn now_ms(&self) -> u64 {
        Clock::now_ms(self)
    }

    async fn advance(&self, duration: Duration) {
        let ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

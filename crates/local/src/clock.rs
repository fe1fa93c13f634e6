//! The system's clock, which the simulator may move forward in a demo.

use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use machine::SystemClock;
use ports::Clock;
use tokio::sync::Notify;

#[derive(Default)]
pub struct MovableClock {
    ahead_ms: AtomicU64,
    moved: Notify,
}

impl MovableClock {
    pub fn advance(&self, ms: u64) {
        self.ahead_ms.fetch_add(ms, Ordering::Relaxed);
        self.moved.notify_waiters();
    }

    pub fn ahead_ms(&self) -> u64 {
        self.ahead_ms.load(Ordering::Relaxed)
    }

    /// Returns when somebody moved the clock.
    pub async fn moved(&self) {
        self.moved.notified().await;
    }
}

#[async_trait]
impl Clock for MovableClock {
    fn now_ms(&self) -> u64 {
        SystemClock.now_ms() + self.ahead_ms()
    }

    async fn sleep(&self, ms: u64) {
        SystemClock.sleep(ms).await;
    }
}

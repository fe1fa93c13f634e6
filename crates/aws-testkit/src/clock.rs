//! The time that the emulator sees.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use ports::Clock;
use ports::conformance::TestClock;
use tokio::sync::{Mutex, OwnedMutexGuard};

pub(crate) const FILE: &str = "TSUNAGI_TEST_AWS_CLOCK";

/// Two little-endian doubles: seconds to add to the real time, and the time to stand at instead, when it is not 0.
type Page = [f64; 2];

/// Held by one test of a process at a time, since all share one emulator. Real time comes back when it is dropped.
pub struct CloudClock {
    file: Option<PathBuf>,
    _alone: OwnedMutexGuard<()>,
}

impl CloudClock {
    pub async fn alone() -> Self {
        static ONE: OnceLock<Arc<Mutex<()>>> = OnceLock::new();
        let alone = Arc::clone(ONE.get_or_init(Arc::default)).lock_owned().await;
        Self { file: std::env::var_os(FILE).map(PathBuf::from), _alone: alone }
    }

    /// Whether time can be set. Without that it has to be waited for.
    pub fn is_movable(&self) -> bool {
        self.file.is_some()
    }

    /// Stops the clock at a time. Panics when time cannot be set.
    pub fn stop_at(&self, now_ms: u64) {
        assert!(self.is_movable(), "{FILE} is not set, so the time cannot be set");
        self.write([0.0, now_ms as f64 / 1_000.0]);
    }

    fn read(&self) -> Page {
        let bytes = self.file.as_ref().and_then(|file| fs::read(file).ok()).unwrap_or_default();
        let double =
            |at: usize| bytes.get(at..at + 8).and_then(|part| part.try_into().ok()).map_or(0.0, f64::from_le_bytes);
        [double(0), double(8)]
    }

    fn write(&self, page: Page) {
        let Some(file) = &self.file else { return };
        let bytes: Vec<u8> = page.iter().flat_map(|double| double.to_le_bytes()).collect();
        // The emulator has this very file mapped into its memory, so it is written in place.
        let opened = fs::OpenOptions::new().write(true).open(file);
        let written = opened.and_then(|mut file| std::io::Write::write_all(&mut file, &bytes));
        written.unwrap_or_else(|error| panic!("the emulator's clock, {}: {error}", file.display()));
    }
}

#[async_trait]
impl Clock for CloudClock {
    fn now_ms(&self) -> u64 {
        let [shift, stopped] = self.read();
        let real = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
        let now = if stopped == 0.0 { real + shift } else { stopped };
        (now * 1_000.0).round() as u64
    }

    async fn sleep(&self, ms: u64) {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
}

#[async_trait]
impl TestClock for CloudClock {
    fn now_ms(&self) -> u64 {
        Clock::now_ms(self)
    }

    async fn advance(&self, duration: Duration) {
        if !self.is_movable() {
            return tokio::time::sleep(duration).await;
        }
        let [shift, stopped] = self.read();
        let moved = duration.as_secs_f64();
        self.write(if stopped == 0.0 { [shift + moved, 0.0] } else { [0.0, stopped + moved] });
    }
}

impl Drop for CloudClock {
    fn drop(&mut self) {
        self.write([0.0, 0.0]);
    }
}

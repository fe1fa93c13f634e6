//! Timers fire at least once, not before they are due, and possibly late or twice (R5 of section 3: the
//! turn ignores a firing whose generation has passed).

use async_trait::async_trait;
use ids::{CustomerId, TimerId, WorkspaceId};

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Timer {
    pub workspace: WorkspaceId,
    pub id: TimerId,
    /// The thread that the firing belongs to.
    pub customer: CustomerId,
    pub generation: u32,
    /// Unix milliseconds.
    pub due_ms: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the timer could not be set: {0}")]
pub struct TimerError(pub String);

#[async_trait]
pub trait Timers: Send + Sync {
    /// Durable once it returns `Ok`. Setting the same id again changes nothing.
    async fn set(&self, timers: Vec<Timer>) -> Result<(), TimerError>;
}

/// A due timer handed to `timer-fire`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueTimer {
    pub timer: Timer,
}

/// The firing side, for local mode and the simulation.
#[async_trait]
pub trait TimerSource: Send + Sync {
    /// Timers due at `now_ms`, earliest first.
    async fn due(&self, now_ms: u64, max: usize) -> Result<Vec<DueTimer>, TimerError>;

    /// Removes fired timers.
    async fn done(&self, ids: Vec<TimerId>) -> Result<(), TimerError>;

    /// Unix milliseconds of the earliest timer.
    async fn next_due_ms(&self) -> Result<Option<u64>, TimerError>;

    /// Returns when a timer was set that may be earlier than the last `next_due_ms`.
    async fn changed(&self);
}

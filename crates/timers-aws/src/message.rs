//! A timer as it travels.

use ports::{Timer, TimerError};

pub(crate) fn message_of_timer(timer: &Timer) -> Result<String, TimerError> {
    serde_json::to_string(timer).map_err(|error| TimerError(format!("writing {}: {error}", timer.id)))
}

/// The timer of a message on the queue `timers`.
pub fn timer_of_message(body: &str) -> Result<Timer, TimerError> {
    serde_json::from_str(body).map_err(|error| TimerError(format!("a message on the timer queue is no timer: {error}")))
}

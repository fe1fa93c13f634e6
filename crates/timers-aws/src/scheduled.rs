//! Later timers: one-time schedules that send the message and go.

use aws_client::Failure;
use aws_sdk_scheduler::types::{
    ActionAfterCompletion, DeadLetterConfig, FlexibleTimeWindow, FlexibleTimeWindowMode, RetryPolicy, Target,
};
use futures::future::try_join_all;
use jiff::Timestamp;
use ports::{Timer, TimerError};

use crate::message::message_of_timer;
use crate::timers::AwsTimers;

/// Schedules created at once.
const AT_ONCE: usize = 10;

/// How long Scheduler tries to deliver: a day, which is its own default.
const DELIVERY_SECONDS: i32 = 86_400;

pub(crate) async fn create_all(timers: &AwsTimers, all: Vec<Timer>) -> Result<(), TimerError> {
    for some in all.chunks(AT_ONCE) {
        try_join_all(some.iter().map(|timer| create(timers, timer))).await?;
    }
    Ok(())
}

async fn create(timers: &AwsTimers, timer: &Timer) -> Result<(), TimerError> {
    let built = |error: aws_sdk_scheduler::error::BuildError| TimerError(format!("{}: {error}", timer.id));
    let settings = &timers.schedule;
    let target =
        Target::builder().arn(&settings.queue_arn).role_arn(&settings.role_arn).input(message_of_timer(timer)?);
    let target = target
        .retry_policy(RetryPolicy::builder().maximum_event_age_in_seconds(DELIVERY_SECONDS).build())
        .dead_letter_config(DeadLetterConfig::builder().arn(&settings.dead_letter_arn).build());
    let window = FlexibleTimeWindow::builder().mode(FlexibleTimeWindowMode::Off).build().map_err(built)?;
    let call = timers.scheduler.create_schedule().name(name(timer)).group_name(&settings.group);
    let call = call
        .schedule_expression(at(timer.due_ms)?)
        .flexible_time_window(window)
        .action_after_completion(ActionAfterCompletion::Delete)
        .target(target.build().map_err(built)?);
    match call.send().await {
        Ok(_) => Ok(()),
        Err(error) => match Failure::of(&error) {
            // It was set before, by this very name.
            failure if failure.code() == Some("ConflictException") => Ok(()),
            failure => Err(TimerError(format!("{}: {failure}", timer.id))),
        },
    }
}

/// At most 41 of the 64 characters that a schedule's name takes.
fn name(timer: &Timer) -> String {
    format!("{}-{}", timer.id, timer.generation)
}

/// The next whole second, in UTC, which is Scheduler's default.
fn at(due_ms: u64) -> Result<String, TimerError> {
    let seconds = i64::try_from(due_ms.div_ceil(1_000)).ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    let time = seconds.ok_or_else(|| TimerError(format!("{due_ms} ms is beyond the calendar")))?;
    Ok(format!("at({})", time.strftime("%Y-%m-%dT%H:%M:%S")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_rounded_up_to_the_second() {
        assert_eq!(at(1_767_225_600_000).as_deref(), Ok("at(2026-01-01T00:00:00)"));
        assert_eq!(at(1_767_225_600_001).as_deref(), Ok("at(2026-01-01T00:00:01)"));
        assert!(at(u64::MAX).is_err());
    }
}

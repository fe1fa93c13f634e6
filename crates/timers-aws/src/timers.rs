//! The `Timers` port.

use std::sync::Arc;

use async_trait::async_trait;
use aws_client::{Late, SdkConfig, late};
use ports::{Clock, Timer, TimerError, Timers};

use crate::{delayed, scheduled};

/// The longest delay of a message: SQS's quarter of an hour.
const LONGEST_DELAY_SECONDS: u64 = 900;

/// What a schedule needs to put a message on the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleSettings {
    /// The queue `timers`, as an ARN.
    pub queue_arn: String,
    /// The role by which Scheduler may send to it.
    pub role_arn: String,
    /// The group that holds this deployment's schedules.
    pub group: String,
    /// Where a firing goes that could not be delivered, as an ARN.
    pub dead_letter_arn: String,
}

pub struct AwsTimers {
    pub(crate) queue: Late<aws_sdk_sqs::Client>,
    pub(crate) queue_url: String,
    pub(crate) scheduler: Late<aws_sdk_scheduler::Client>,
    pub(crate) schedule: ScheduleSettings,
    clock: Arc<dyn Clock>,
}

impl AwsTimers {
    /// `queue_url` is the standard queue `timers`.
    pub fn new(config: &SdkConfig, queue_url: String, schedule: ScheduleSettings, clock: Arc<dyn Clock>) -> Self {
        let (of_queue, of_scheduler) = (config.clone(), config.clone());
        Self {
            queue: late(move || aws_sdk_sqs::Client::new(&of_queue)),
            queue_url,
            scheduler: late(move || aws_sdk_scheduler::Client::new(&of_scheduler)),
            schedule,
            clock,
        }
    }
}

#[async_trait]
impl Timers for AwsTimers {
    async fn set(&self, timers: Vec<Timer>) -> Result<(), TimerError> {
        let now_ms = self.clock.now_ms();
        let (soon, later): (Vec<_>, Vec<_>) = timers
            .into_iter()
            .map(|timer| (timer.due_ms.saturating_sub(now_ms).div_ceil(1_000), timer))
            .partition(|(delay_seconds, _)| *delay_seconds <= LONGEST_DELAY_SECONDS);
        delayed::send(self, &soon).await?;
        scheduled::create_all(self, later.into_iter().map(|(_, timer)| timer).collect()).await
    }
}

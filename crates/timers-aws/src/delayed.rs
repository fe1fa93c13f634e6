//! Timers within a quarter of an hour: delayed messages.

use aws_client::Failure;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use ports::{Timer, TimerError};

use crate::message::message_of_timer;
use crate::timers::AwsTimers;

/// Messages of one batch.
const BATCH: usize = 10;

/// How often the part of a batch that failed is sent.
const ATTEMPTS: u32 = 3;

/// Sends each timer with its delay in seconds.
pub(crate) async fn send(timers: &AwsTimers, all: &[(u64, Timer)]) -> Result<(), TimerError> {
    for batch in all.chunks(BATCH) {
        let mut left: Vec<usize> = (0..batch.len()).collect();
        for attempt in 1..=ATTEMPTS {
            let failed = attempt_to_send(timers, batch, &left).await?;
            let Some((_, why)) = failed.first() else { break };
            if attempt == ATTEMPTS {
                return Err(TimerError(format!("{} of a batch were not taken: {why}", failed.len())));
            }
            left = failed.into_iter().map(|(at, _)| at).collect();
        }
    }
    Ok(())
}

/// Sends the entries `at` of a batch. Returns those that failed, and why.
async fn attempt_to_send(
    timers: &AwsTimers,
    batch: &[(u64, Timer)],
    at: &[usize],
) -> Result<Vec<(usize, String)>, TimerError> {
    let mut call = timers.queue.send_message_batch().queue_url(&timers.queue_url);
    for index in at {
        let (delay_seconds, timer) = &batch[*index];
        let entry =
            SendMessageBatchRequestEntry::builder().id(index.to_string()).message_body(message_of_timer(timer)?);
        let entry = entry.delay_seconds(i32::try_from(*delay_seconds).unwrap_or(0)).build();
        call = call.entries(entry.map_err(|error| TimerError(error.to_string()))?);
    }
    let output = call.send().await.map_err(|error| TimerError(Failure::of(&error).to_string()))?;
    let failed = output.failed().iter().filter_map(|entry| {
        let why = format!("{}: {}", entry.code(), entry.message().unwrap_or_default());
        entry.id().parse().ok().map(|index| (index, why))
    });
    Ok(failed.collect())
}

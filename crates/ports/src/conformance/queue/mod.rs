//! What every `Queue` with its `QueueSource` promises.

mod dead;
mod dedupe;
mod groups;
mod ready;
mod visibility;

use std::sync::Arc;
use std::time::Duration;

use crate::conformance::{TestClock, registry};
use crate::{Delivery, Message, Queue, QueueName, QueueSource};

use dead::*;
use dedupe::*;
use groups::*;
use ready::*;
use visibility::*;

/// Empty queues.
#[derive(Clone)]
pub struct QueueHarness {
    pub queue: Arc<dyn Queue>,
    pub source: Arc<dyn QueueSource>,
    /// A second consumer of the same queues.
    pub rival: Arc<dyn QueueSource>,
    pub clock: Arc<dyn TestClock>,
}

/// Hands the names of all cases to the macro `$with`, after `[$args]`.
#[macro_export]
macro_rules! conformance_queue_cases {
    ($with:ident [$($args:tt)*]) => {
        $with! { [$($args)*]
            q01_a_repetition_is_dropped_after_the_original_was_deleted
            q02_the_same_dedupe_in_another_group_is_delivered
            q03_the_same_dedupe_after_the_window_is_delivered
            q04_the_window_starts_at_the_first_acceptance
            q05_a_repetition_within_one_send_is_dropped
            q06_the_same_dedupe_in_another_queue_is_delivered
            q07_a_group_is_locked_while_a_message_is_in_flight
            q08_a_group_keeps_its_order
            q09_a_batch_mixes_groups_and_keeps_their_order
            q10_only_the_failed_tail_of_a_batch_returns
            q11_a_receive_gives_at_most_what_was_asked
            q12_queues_do_not_mix
            q13_two_consumers_share_without_loss_or_overtaking
            q14_bodies_come_back_byte_for_byte
            q15_what_does_not_fit_is_refused_whole
            q16_depth_counts_waiting_and_in_flight
            q17_a_message_returns_when_its_visibility_time_is_over
            q18_a_late_acknowledgement_is_ignored
            q19_a_late_release_is_ignored
            q20_unknown_receipts_do_nothing
            q21_a_released_message_returns_at_once
            q22_a_delayed_release_holds_up_its_group_only
            q23_an_acknowledged_message_never_returns
            q24_the_last_delivery_ends_among_the_dead_letters
            q25_a_group_goes_on_after_a_dead_letter
            q26_a_redriven_message_is_first_in_its_group
            q27_redriven_messages_keep_their_order
            q28_a_redrive_of_nothing_is_false
            q29_ready_wakes_for_a_message
            q30_ready_wakes_when_a_group_is_unlocked
            q31_ready_wakes_when_time_makes_something_visible
            q32_ready_does_not_wake_for_a_locked_group
            q33_a_discarded_dead_letter_is_gone_and_the_others_stay
        }
    };
}
conformance_queue_cases!(registry[QueueHarness]);

const INBOUND: QueueName = QueueName::Inbound;
const VISIBILITY: Duration = Duration::from_secs(limits::QUEUE_VISIBILITY_SECONDS);

impl QueueHarness {
    /// Sends `group:text` for each, with the text for dedupe and body.
    async fn send(&self, messages: &[&str]) {
        let messages = messages.iter().map(|it| message(it)).collect();
        self.queue.send(INBOUND, messages).await.expect("the queue takes them");
    }

    async fn receive(&self) -> Vec<Delivery> {
        self.source.receive(INBOUND, limits::QUEUE_BATCH).await.expect("the queue answers")
    }

    async fn receive_one(&self) -> Delivery {
        let mut batch = self.source.receive(INBOUND, 1).await.expect("the queue answers");
        assert_eq!(batch.len(), 1, "one message is ready: {batch:?}");
        batch.remove(0)
    }

    async fn ack(&self, deliveries: &[&Delivery]) {
        self.source.ack(INBOUND, receipts(deliveries)).await.expect("the queue answers");
    }

    async fn release(&self, deliveries: &[&Delivery], delay: Duration) {
        let delay_ms = u64::try_from(delay.as_millis()).expect("a test's delay is short");
        self.source.release(INBOUND, receipts(deliveries), delay_ms).await.expect("the queue answers");
    }

    /// Receives and acknowledges until nothing is ready. How many come at once is the queue's business.
    async fn drain(&self) -> Vec<String> {
        let mut seen = Vec::new();
        loop {
            let batch = self.receive().await;
            if batch.is_empty() {
                return seen;
            }
            self.ack(&batch.iter().collect::<Vec<_>>()).await;
            seen.extend(names(&batch));
        }
    }

    async fn dead(&self) -> Vec<String> {
        let dead = self.source.dead_letters(INBOUND).await.expect("the queue answers");
        dead.iter().map(|letter| name(&letter.message)).collect()
    }

    /// Delivers what is first until it is dead, and nothing else of its group.
    async fn exhaust(&self, expected: &str) {
        for receives in 1..=limits::QUEUE_RECEIVES {
            let delivery = self.receive_one().await;
            assert_eq!((name(&delivery.message).as_str(), delivery.receives), (expected, receives));
            self.release(&[&delivery], Duration::ZERO).await;
        }
    }
}

fn message(text: &str) -> Message {
    let (group, rest) = text.split_once(':').expect("written as group:text");
    Message { group: group.to_owned(), dedupe: rest.to_owned(), body: rest.as_bytes().to_vec() }
}

fn name(message: &Message) -> String {
    format!("{}:{}", message.group, message.dedupe)
}

fn names(deliveries: &[Delivery]) -> Vec<String> {
    deliveries.iter().map(|delivery| name(&delivery.message)).collect()
}

fn receipts(deliveries: &[&Delivery]) -> Vec<String> {
    deliveries.iter().map(|delivery| delivery.receipt.clone()).collect()
}

/// The part of `names` that belongs to one group.
fn of_group(group: &str, names: &[String]) -> Vec<String> {
    names.iter().filter(|name| name.starts_with(&format!("{group}:"))).cloned().collect()
}

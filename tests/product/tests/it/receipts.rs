//! What a vendor tells later about a message: how far it got, or why it was not delivered after all.

use app::records::{DeliveryRecord, FailureKind, FailureRecord, decode};
use channels::sms::simulate::{Wire, status_form};
use conversation::{Channel, DeliveryStatus};
use ports::QueueName;
use testkit::World;
use testkit::vendor::{OUR_NUMBER, TWILIO_SID};

use crate::support::{COLOUR, world};

const NUMBER: &str = "+819012345678";

/// Twilio's report on the message that its `call`-th answer named.
async fn report(world: &World, call: usize, status: &str, error: Option<u32>) {
    let sid = format!("SM{call:032}");
    let wire = Wire { account_sid: TWILIO_SID, message_sid: &sid, from: OUR_NUMBER, to: NUMBER };
    let webhook = world.signed_webhook(Channel::Sms, status_form(&wire, status, error));
    assert_eq!(world.post(&webhook).await, 200);
}

/// The question is the fourth entry: opened, started, hello, question.
async fn question(world: &World) -> DeliveryRecord {
    world.delivery(&world.customer(Channel::Sms, NUMBER), 4).await.expect("the question is settled")
}

async fn failures(world: &World) -> Vec<FailureRecord> {
    let kept = world.services.read_all(world.services.workspace(), FailureRecord::PARTITION).await.expect("read");
    kept.iter().map(|item| decode(item).expect("a failure")).collect()
}

#[track_caller]
fn check_one_failure(failures: &[FailureRecord], world: &World) {
    let [failure] = failures else { panic!("one failure is told, and once: {failures:?}") };
    let kind = FailureKind::RejectedSend { channel: "sms".to_owned(), account: "main".to_owned(), seq: 4 };
    assert_eq!(failure.kind, kind);
    assert_eq!(failure.customer, Some(world.customer(Channel::Sms, NUMBER)));
    assert_eq!(failure.detail, "30003: the handset cannot be reached");
}

/// The question is refused with its reason, and there is one failure to look at.
async fn check_refused(world: &World) {
    let record = question(world).await;
    assert_eq!(record.status, DeliveryStatus::Rejected);
    assert_eq!(record.error.as_deref(), Some("30003: the handset cannot be reached"));
    check_one_failure(&failures(world).await, world);
}

#[tokio::test]
async fn a_message_that_is_refused_by_receipt_is_a_failure_to_look_at() {
    let world = world(COLOUR).await;
    world.says(Channel::Sms, NUMBER, "hello").await;
    report(&world, 1, "sent", None).await;
    world.settle().await;
    assert_eq!(failures(&world).await, []);
    report(&world, 1, "undelivered", Some(30003)).await;
    world.settle().await;
    // The vendor says it again, when the first is long forgotten.
    world.advance(2 * limits::QUEUE_DEDUPE_SECONDS * 1000).await;
    report(&world, 1, "undelivered", Some(30003)).await;
    world.settle().await;
    check_refused(&world).await;
    world.finish().await;
}

#[tokio::test]
async fn a_refusal_that_comes_before_the_call_is_answered_keeps_its_reason() {
    let world = world(COLOUR).await;
    assert_eq!(world.post(&world.text_webhook(Channel::Sms, NUMBER, "hello")).await, 200);
    assert!(world.work_once(QueueName::Inbound).await);
    // The turn's send waits in the outbox while the report on it comes.
    report(&world, 1, "undelivered", Some(30003)).await;
    assert!(world.work_once(QueueName::Inbound).await);
    world.settle().await;
    check_refused(&world).await;
    world.finish().await;
}

#[tokio::test]
async fn what_was_delivered_is_not_refused_any_more_however_early_it_was_told() {
    let world = world(COLOUR).await;
    assert_eq!(world.post(&world.text_webhook(Channel::Sms, NUMBER, "hello")).await, 200);
    assert!(world.work_once(QueueName::Inbound).await);
    for (status, error) in [("delivered", None), ("undelivered", Some(30003))] {
        report(&world, 1, status, error).await;
        assert!(world.work_once(QueueName::Inbound).await);
    }
    world.settle().await;
    assert_eq!(question(&world).await.status, DeliveryStatus::Delivered);
    assert_eq!(failures(&world).await, []);
    world.finish().await;
}

/// A question that leaves in two text messages.
async fn in_two_parts() -> World {
    let world = world(&COLOUR.replace("Which colour?", &"Which colour? ".repeat(150))).await;
    world.says(Channel::Sms, NUMBER, "hello").await;
    assert_eq!(world.provider.calls().len(), 2, "the question takes two messages");
    world
}

#[tokio::test]
async fn a_message_in_parts_is_delivered_when_its_last_part_is() {
    use DeliveryStatus::{Accepted, Delivered, Sent};
    let world = in_two_parts().await;
    for (part, told, shown) in [
        (1, "sent", Accepted),
        (1, "delivered", Accepted),
        (2, "sent", Sent),
        (1, "sent", Sent),
        (2, "delivered", Delivered),
    ] {
        report(&world, part, told, None).await;
        world.settle().await;
        assert_eq!(question(&world).await.status, shown, "part {part} is {told}");
    }
    assert_eq!(failures(&world).await, []);
    world.finish().await;
}

#[tokio::test]
async fn a_message_is_refused_when_one_of_its_parts_is_though_another_was_delivered() {
    for refused_first in [false, true] {
        let world = in_two_parts().await;
        let mut reports = [(1, "delivered", None), (2, "undelivered", Some(30003))];
        if refused_first {
            reports.reverse();
        }
        for (part, told, error) in reports {
            report(&world, part, told, error).await;
            world.settle().await;
        }
        let record = question(&world).await;
        assert_eq!(record.status, DeliveryStatus::Rejected);
        assert_eq!(record.error.as_deref(), Some("30003: the handset cannot be reached"));
        check_one_failure(&failures(&world).await, &world);
        world.finish().await;
    }
}

#[tokio::test]
pub(crate) async fn early_receipts_of_parts_count_like_later_ones() {
    let world = world(&COLOUR.replace("Which colour?", &"Which colour? ".repeat(150))).await;
    assert_eq!(world.post(&world.text_webhook(Channel::Sms, NUMBER, "hello")).await, 200);
    assert!(world.work_once(QueueName::Inbound).await);
    report(&world, 1, "delivered", None).await;
    assert!(world.work_once(QueueName::Inbound).await);
    world.settle().await;
    assert_eq!(question(&world).await.status, DeliveryStatus::Accepted, "nothing is known of the second part");
    report(&world, 2, "undelivered", Some(30003)).await;
    world.settle().await;
    assert_eq!(question(&world).await.status, DeliveryStatus::Rejected);
    check_one_failure(&failures(&world).await, &world);
    world.finish().await;
}

//! What happens to a message that is out.

use super::*;

const MOMENT: Duration = Duration::from_secs(1);

/// Contract test 4.
pub(super) async fn q17_a_message_returns_when_its_visibility_time_is_over(h: QueueHarness) {
    h.send(&["a:1", "a:2"]).await;
    let first = h.receive_one().await;
    h.clock.advance(VISIBILITY - MOMENT).await;
    assert!(h.receive().await.is_empty());
    h.clock.advance(MOMENT * 2).await;
    let second = h.receive_one().await;
    assert_eq!(second.message, first.message);
    assert_eq!(second.receives, 2);
    assert_ne!(second.receipt, first.receipt, "each delivery has its own receipt");
    assert!(h.receive().await.is_empty());
}

/// Contract test 5.
pub(super) async fn q18_a_late_acknowledgement_is_ignored(h: QueueHarness) {
    h.send(&["a:1", "a:2"]).await;
    let slow = h.receive_one().await;
    h.clock.advance(VISIBILITY + MOMENT).await;
    // Nobody else has it yet.
    h.ack(&[&slow]).await;
    let mut batch = h.rival.receive(INBOUND, 1).await.expect("the queue answers");
    let fast = batch.pop().expect("it was not removed");
    assert_eq!(fast.message, slow.message);
    // Now somebody else has: the group stays locked, and the message stays theirs.
    h.ack(&[&slow]).await;
    assert!(h.receive().await.is_empty());
    h.rival.ack(INBOUND, receipts(&[&fast])).await.expect("the queue answers");
    h.ack(&[&slow]).await;
    assert_eq!(h.drain().await, ["a:2"]);
}

pub(super) async fn q19_a_late_release_is_ignored(h: QueueHarness) {
    h.send(&["a:1"]).await;
    let slow = h.receive_one().await;
    h.clock.advance(VISIBILITY + MOMENT).await;
    let fast = h.receive_one().await;
    h.release(&[&slow], Duration::ZERO).await;
    assert!(h.receive().await.is_empty());
    h.ack(&[&fast]).await;
    h.release(&[&slow, &fast], Duration::ZERO).await;
    assert!(h.receive().await.is_empty());
    assert_eq!(h.source.depth(INBOUND).await, Ok(0));
}

/// Contract test 7, as far as a source sees it: what it does not know removes nothing.
pub(super) async fn q20_unknown_receipts_do_nothing(h: QueueHarness) {
    h.send(&["a:1", "b:1"]).await;
    let delivery = h.receive_one().await;
    let strange = || vec![String::new(), "1".to_owned(), "-".to_owned(), format!("{}x", delivery.receipt)];
    h.source.ack(INBOUND, strange()).await.expect("the queue answers");
    h.source.release(INBOUND, strange(), 0).await.expect("the queue answers");
    h.source.ack(INBOUND, vec![]).await.expect("the queue answers");
    assert_eq!(h.source.depth(INBOUND).await, Ok(2));
    // A known one among them, named twice, counts once.
    let mixed = [strange(), receipts(&[&delivery, &delivery])].concat();
    h.source.ack(INBOUND, mixed).await.expect("the queue answers");
    assert_eq!(h.source.depth(INBOUND).await, Ok(1));
    assert_eq!(h.drain().await.len(), 1);
}

pub(super) async fn q21_a_released_message_returns_at_once(h: QueueHarness) {
    h.send(&["a:1", "a:2"]).await;
    let first = h.receive_one().await;
    h.release(&[&first], Duration::ZERO).await;
    let again = h.receive_one().await;
    assert_eq!((again.message, again.receives), (first.message, 2));
}

pub(super) async fn q22_a_delayed_release_holds_up_its_group_only(h: QueueHarness) {
    h.send(&["a:1", "a:2", "b:1"]).await;
    let first = h.receive_one().await;
    assert_eq!(name(&first.message), "a:1");
    h.release(&[&first], Duration::from_secs(30)).await;
    assert_eq!(h.drain().await, ["b:1"]);
    h.send(&["a:3"]).await;
    h.clock.advance(Duration::from_secs(29)).await;
    assert!(h.receive().await.is_empty());
    h.clock.advance(MOMENT * 2).await;
    assert_eq!(h.drain().await, ["a:1", "a:2", "a:3"]);
}

pub(super) async fn q23_an_acknowledged_message_never_returns(h: QueueHarness) {
    h.send(&["a:1"]).await;
    let delivery = h.receive_one().await;
    h.ack(&[&delivery]).await;
    for _ in 0..3 {
        h.clock.advance(VISIBILITY + MOMENT).await;
        assert!(h.receive().await.is_empty());
    }
    assert!(h.dead().await.is_empty());
}

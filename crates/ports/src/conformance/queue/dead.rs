//! Contract test 8: the end of a message that nobody can handle, and its return.

use super::*;

pub(super) async fn q24_the_last_delivery_ends_among_the_dead_letters(h: QueueHarness) {
    h.send(&["a:1"]).await;
    for receives in 1..=limits::QUEUE_RECEIVES {
        assert!(h.dead().await.is_empty());
        let delivery = h.receive_one().await;
        assert_eq!(delivery.receives, receives);
        // By time and by release alike.
        if receives % 2 == 0 {
            h.release(&[&delivery], Duration::ZERO).await;
        } else {
            h.clock.advance(VISIBILITY + Duration::from_secs(1)).await;
        }
    }
    assert!(h.receive().await.is_empty());
    let dead = h.source.dead_letters(INBOUND).await.expect("the queue answers");
    assert_eq!(dead.len(), 1);
    assert_eq!((dead[0].queue, &dead[0].message), (INBOUND, &message("a:1")));
    assert_eq!(dead[0].died_at_ms, h.clock.now_ms());
    assert_eq!(h.source.depth(INBOUND).await, Ok(0));
    assert_eq!(h.source.dead_letter_count(INBOUND).await, Ok(1));
    assert_eq!(h.source.dead_letter_count(QueueName::Outbound).await, Ok(0));
    let elsewhere = h.source.dead_letters(QueueName::Outbound).await.expect("the queue answers");
    assert!(elsewhere.is_empty());
}

pub(super) async fn q25_a_group_goes_on_after_a_dead_letter(h: QueueHarness) {
    h.send(&["a:1", "a:2", "a:3"]).await;
    h.exhaust("a:1").await;
    assert_eq!(h.drain().await, ["a:2", "a:3"]);
    assert_eq!(h.dead().await, ["a:1"]);
    assert_eq!(h.source.dead_letter_count(INBOUND).await, Ok(1));
}

pub(super) async fn q26_a_redriven_message_is_first_in_its_group(h: QueueHarness) {
    h.send(&["a:1", "a:2"]).await;
    h.exhaust("a:1").await;
    // While the next one is out, which locks the group.
    let next = h.receive_one().await;
    assert_eq!(name(&next.message), "a:2");
    h.send(&["a:3"]).await;
    let dead = h.source.dead_letters(INBOUND).await.expect("the queue answers");
    assert_eq!(h.source.redrive(INBOUND, &dead[0].id).await, Ok(true));
    assert!(h.dead().await.is_empty());
    assert_eq!(h.source.depth(INBOUND).await, Ok(3));
    assert!(h.receive().await.is_empty());
    h.release(&[&next], Duration::ZERO).await;

    let first = h.receive_one().await;
    assert_eq!((name(&first.message).as_str(), first.receives), ("a:1", 1));
    h.ack(&[&first]).await;
    assert_eq!(h.drain().await, ["a:2", "a:3"]);
}

pub(super) async fn q27_redriven_messages_keep_their_order(h: QueueHarness) {
    h.send(&["a:1", "a:2", "a:3"]).await;
    h.exhaust("a:1").await;
    h.exhaust("a:2").await;
    // Burying the second lets the third out.
    let third = h.receive_one().await;
    h.release(&[&third], Duration::ZERO).await;
    let mut dead = h.source.dead_letters(INBOUND).await.expect("the queue answers");
    assert_eq!(dead.len(), 2);
    dead.reverse();
    for letter in dead {
        assert_eq!(h.source.redrive(INBOUND, &letter.id).await, Ok(true));
    }
    assert_eq!(h.drain().await, ["a:1", "a:2", "a:3"]);
}

pub(super) async fn q28_a_redrive_of_nothing_is_false(h: QueueHarness) {
    for id in ["", "1", "nothing", "-1", "99999999999999999999"] {
        assert_eq!(h.source.redrive(INBOUND, id).await, Ok(false), "{id}");
        assert_eq!(h.source.discard(INBOUND, id).await, Ok(false), "{id}");
    }
    h.send(&["a:1"]).await;
    h.exhaust("a:1").await;
    assert!(h.receive().await.is_empty());
    let dead = h.source.dead_letters(INBOUND).await.expect("the queue answers");
    assert_eq!(h.source.redrive(QueueName::Outbound, &dead[0].id).await, Ok(false));
    assert_eq!(h.source.redrive(INBOUND, &dead[0].id).await, Ok(true));
    assert_eq!(h.source.redrive(INBOUND, &dead[0].id).await, Ok(false));
    assert_eq!(h.drain().await, ["a:1"]);
}

pub(super) async fn q33_a_discarded_dead_letter_is_gone_and_the_others_stay(h: QueueHarness) {
    h.send(&["a:1", "a:2"]).await;
    h.exhaust("a:1").await;
    h.exhaust("a:2").await;
    assert!(h.receive().await.is_empty());
    let dead = h.source.dead_letters(INBOUND).await.expect("the queue answers");
    let first = dead.iter().find(|letter| name(&letter.message) == "a:1").expect("it is there");
    assert_eq!(h.source.discard(QueueName::Outbound, &first.id).await, Ok(false));
    assert_eq!(h.source.discard(INBOUND, &first.id).await, Ok(true));
    assert_eq!(h.source.discard(INBOUND, &first.id).await, Ok(false));
    assert_eq!(h.source.redrive(INBOUND, &first.id).await, Ok(false));
    assert_eq!(h.dead().await, ["a:2"]);
    assert_eq!(h.source.dead_letter_count(INBOUND).await, Ok(1));
}

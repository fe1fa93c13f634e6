//! Order, groups and batches.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::*;
use crate::QueueError;

/// Contract test 4.
pub(super) async fn q07_a_group_is_locked_while_a_message_is_in_flight(h: QueueHarness) {
    h.send(&["a:1", "a:2"]).await;
    let first = h.receive_one().await;
    assert_eq!(name(&first.message), "a:1");
    assert_eq!(first.receives, 1);
    assert!(h.receive().await.is_empty());
    assert!(h.rival.receive(INBOUND, 10).await.expect("the queue answers").is_empty());

    h.send(&["a:3", "b:1"]).await;
    let other = h.receive().await;
    assert_eq!(names(&other), ["b:1"]);

    h.ack(&[&first]).await;
    assert_eq!(h.drain().await, ["a:2", "a:3"]);
}

pub(super) async fn q08_a_group_keeps_its_order(h: QueueHarness) {
    let sent: Vec<String> = (0..40).map(|at| format!("a:{at}")).collect();
    for chunk in sent.chunks(7) {
        h.send(&chunk.iter().map(String::as_str).collect::<Vec<_>>()).await;
    }
    assert_eq!(h.drain().await, sent);
}

pub(super) async fn q09_a_batch_mixes_groups_and_keeps_their_order(h: QueueHarness) {
    h.send(&["a:1", "b:1", "a:2", "c:1", "b:2"]).await;
    let seen = h.drain().await;
    assert_eq!(seen.len(), 5);
    assert_eq!(of_group("a", &seen), ["a:1", "a:2"]);
    assert_eq!(of_group("b", &seen), ["b:1", "b:2"]);
    assert_eq!(of_group("c", &seen), ["c:1"]);
}

/// Contract test 6.
pub(super) async fn q10_only_the_failed_tail_of_a_batch_returns(h: QueueHarness) {
    h.send(&["a:1", "a:2", "a:3", "b:1", "b:2", "b:3", "b:4", "c:1", "c:2", "c:3"]).await;
    let (mut good, mut failed) = (Vec::new(), Vec::new());
    let mut seen = Vec::new();
    // A target may hand the ten out in more than one batch.
    loop {
        let batch = h.receive().await;
        if batch.is_empty() {
            break;
        }
        for delivery in batch {
            let from_failure_on = ["b:2", "b:3", "b:4"].contains(&name(&delivery.message).as_str());
            if from_failure_on { failed.push(delivery) } else { good.push(delivery) }
        }
        seen.extend(names(&good));
        h.ack(&good.iter().collect::<Vec<_>>()).await;
        good.clear();
    }
    assert_eq!(of_group("a", &seen), ["a:1", "a:2", "a:3"]);
    assert_eq!(of_group("b", &seen), ["b:1"]);
    assert_eq!(of_group("c", &seen), ["c:1", "c:2", "c:3"]);
    h.release(&failed.iter().collect::<Vec<_>>(), Duration::ZERO).await;
    assert_eq!(h.drain().await, ["b:2", "b:3", "b:4"]);
}

pub(super) async fn q11_a_receive_gives_at_most_what_was_asked(h: QueueHarness) {
    assert!(h.receive().await.is_empty());
    for group in 0..25 {
        h.send(&[&format!("{group}:1"), &format!("{group}:2")]).await;
    }
    for max in [1, 3, limits::QUEUE_BATCH] {
        let batch = h.source.receive(INBOUND, max).await.expect("the queue answers");
        assert!((1..=max).contains(&batch.len()), "{} of {max}", batch.len());
    }
    let batch = h.source.receive(INBOUND, 1_000).await.expect("the queue answers");
    assert!(batch.len() <= limits::QUEUE_BATCH, "{}", batch.len());
}

pub(super) async fn q12_queues_do_not_mix(h: QueueHarness) {
    h.send(&["a:1"]).await;
    let delivery = h.receive_one().await;
    for queue in [QueueName::Outbound, QueueName::HttpCalls] {
        assert!(h.source.receive(queue, 10).await.expect("the queue answers").is_empty());
        // A receipt is good for its own queue only.
        h.source.ack(queue, receipts(&[&delivery])).await.expect("the queue answers");
        h.source.release(queue, receipts(&[&delivery]), 0).await.expect("the queue answers");
    }
    assert_eq!(h.source.depth(INBOUND).await, Ok(1));
    assert!(h.receive().await.is_empty());
}

pub(super) async fn q13_two_consumers_share_without_loss_or_overtaking(h: QueueHarness) {
    const GROUPS: usize = 6;
    const EACH: usize = 30;
    for at in 0..EACH {
        let messages: Vec<String> = (0..GROUPS).map(|group| format!("{group}:{at}")).collect();
        h.send(&messages.iter().map(String::as_str).collect::<Vec<_>>()).await;
    }
    let seen: Arc<Mutex<BTreeMap<String, Vec<String>>>> = Arc::default();
    let consumers: Vec<_> = [&h.source, &h.rival, &h.source, &h.rival]
        .into_iter()
        .map(|source| {
            let (source, seen) = (Arc::clone(source), Arc::clone(&seen));
            tokio::spawn(async move {
                let done = || seen.lock().expect("no consumer panics").values().map(Vec::len).sum::<usize>();
                while done() < GROUPS * EACH {
                    let batch = source.receive(INBOUND, 4).await.expect("the queue answers");
                    for delivery in &batch {
                        let mut seen = seen.lock().expect("no consumer panics");
                        let group = seen.entry(delivery.message.group.clone()).or_default();
                        group.push(delivery.message.dedupe.clone());
                    }
                    tokio::task::yield_now().await;
                    let all: Vec<_> = batch.iter().collect();
                    source.ack(INBOUND, receipts(&all)).await.expect("the queue answers");
                }
            })
        })
        .collect();
    for consumer in consumers {
        consumer.await.expect("no consumer panics");
    }
    let expected: Vec<String> = (0..EACH).map(|at| at.to_string()).collect();
    for (group, order) in seen.lock().expect("no consumer panics").iter() {
        assert_eq!(order, &expected, "group {group}");
    }
    assert_eq!(h.source.depth(INBOUND).await, Ok(0));
}

pub(super) async fn q14_bodies_come_back_byte_for_byte(h: QueueHarness) {
    let sent = Message { group: "!#1/~".to_owned(), dedupe: "%'--".to_owned(), body: (0..=255).collect() };
    h.queue.send(INBOUND, vec![sent.clone()]).await.expect("the queue takes it");
    assert_eq!(h.receive_one().await.message, sent);
}

pub(super) async fn q15_what_does_not_fit_is_refused_whole(h: QueueHarness) {
    let fits = Message { group: "g".repeat(128), dedupe: "d".repeat(128), body: vec![0; limits::QUEUE_MESSAGE_BYTES] };
    for wrong in [
        Message { group: "g".repeat(129), ..fits.clone() },
        Message { group: String::new(), ..fits.clone() },
        Message { group: "群".to_owned(), ..fits.clone() },
        Message { dedupe: "a b".to_owned(), ..fits.clone() },
        Message { dedupe: "d".repeat(129), ..fits.clone() },
        Message { dedupe: String::new(), ..fits.clone() },
        Message { body: vec![0; limits::QUEUE_MESSAGE_BYTES + 1], ..fits.clone() },
    ] {
        let outcome = h.queue.send(INBOUND, vec![fits.clone(), wrong]).await;
        assert!(matches!(outcome, Err(QueueError::Refused(_))), "{outcome:?}");
    }
    assert!(h.receive().await.is_empty());
    // The refused sends left no dedupe mark either.
    h.queue.send(INBOUND, vec![fits.clone()]).await.expect("the queue takes it");
    assert_eq!(h.receive_one().await.message, fits);
}

pub(super) async fn q16_depth_counts_waiting_and_in_flight(h: QueueHarness) {
    assert_eq!(h.source.depth(INBOUND).await, Ok(0));
    h.send(&["a:1", "a:2", "b:1"]).await;
    assert_eq!(h.source.depth(INBOUND).await, Ok(3));
    let delivery = h.receive_one().await;
    assert_eq!(h.source.depth(INBOUND).await, Ok(3));
    h.release(&[&delivery], Duration::ZERO).await;
    assert_eq!(h.source.depth(INBOUND).await, Ok(3));
    let delivery = h.receive_one().await;
    h.ack(&[&delivery]).await;
    assert_eq!(h.source.depth(INBOUND).await, Ok(2));
    assert_eq!(h.source.depth(QueueName::Outbound).await, Ok(0));
}

//! R1, R2: every accepted event becomes exactly one turn, in order.

use std::sync::Arc;

use conversation::Channel;
use futures::future::join_all;
use testkit::World;

use crate::support::{COLOUR, LINE_USER, lines, world};

#[tokio::test]
async fn r1_a_conversation_runs_on_every_webhook_channel() {
    for (channel, address) in [(Channel::Line, LINE_USER), (Channel::Sms, "+819012345678"), (Channel::Custom, "user-1")]
    {
        let world = world(COLOUR).await;
        world.says(channel, address, "hello").await;
        world.says(channel, address, "blue").await;
        assert_eq!(
            lines(&world, channel, address).await,
            [
                "system: [conversation_opened]",
                "system: [flow_started]",
                "customer: hello",
                "flow: Which colour?",
                "customer: blue",
                "flow: You like blue.",
                "system: [closed]",
            ],
            "{channel:?}"
        );
        assert_eq!(world.provider.calls().len(), 2, "{channel:?}");
        world.finish().await;
    }
}

#[tokio::test]
async fn r1_the_same_event_five_times_at_once_is_one_turn_and_one_reply() {
    for channel in [Channel::Line, Channel::Sms, Channel::Custom] {
        let world = world(COLOUR).await;
        let webhook = world.text_webhook(channel, "+819011112222", "hello");
        let statuses = join_all((0..5).map(|_| world.post(&webhook))).await;
        assert_eq!(statuses, [200; 5], "a vendor's repeat is answered like the first");
        world.settle().await;
        assert_eq!(world.provider.calls().len(), 1, "{channel:?}");
        let seen = lines(&world, channel, "+819011112222").await;
        assert_eq!(seen.iter().filter(|line| *line == "customer: hello").count(), 1, "{channel:?}");
        world.finish().await;
    }
}

#[tokio::test]
async fn r1_a_redelivery_days_later_changes_nothing() {
    let world = world(COLOUR).await;
    let webhook = world.text_webhook(Channel::Line, LINE_USER, "hello");
    assert_eq!(world.post(&webhook).await, 200);
    world.settle().await;
    let before = lines(&world, Channel::Line, LINE_USER).await;
    for _ in 0..3 {
        // Long after the queue has forgotten it, the thread's marker still knows.
        world.advance(2 * 24 * 60 * 60 * 1000).await;
        assert_eq!(world.post(&webhook).await, 200);
        world.settle().await;
    }
    assert_eq!(lines(&world, Channel::Line, LINE_USER).await, before);
    assert_eq!(world.provider.calls().len(), 1);
    world.finish().await;
}

#[tokio::test]
async fn r2_a_row_of_the_outbox_that_cannot_be_read_fails_no_event_that_comes_twice() {
    use app::records::SendJob;
    use ports::{Commit, Condition, Op, QueueName, Store};
    let world = world(COLOUR).await;
    let webhook = world.text_webhook(Channel::Line, LINE_USER, "hello");
    assert_eq!(world.post(&webhook).await, 200);
    assert!(world.work_once(QueueName::Inbound).await);
    // Behind the question, so that it holds up no send that was written before it.
    let key = SendJob::key(&world.customer(Channel::Line, LINE_USER), 99);
    let row = Op::Put { key: key.clone(), body: b"{".to_vec(), expires_at_ms: None, condition: Condition::Absent };
    let commit = |op| Commit { ops: vec![op], now_ms: 0 };
    world.store.commit(world.services.workspace(), commit(row)).await.expect("committed");
    world.advance(2 * limits::QUEUE_DEDUPE_SECONDS * 1000).await;
    assert_eq!(world.post(&webhook).await, 200);
    world.settle().await;
    assert_eq!(world.provider.calls().len(), 1);
    let gone = Op::Delete { key, condition: Condition::Present };
    world.store.commit(world.services.workspace(), commit(gone)).await.expect("committed");
    // Nothing of it waits to come again.
    world.finish().await;
}

#[tokio::test]
async fn r2_ten_first_messages_at_once_are_one_customer_and_ten_entries_in_order() {
    let world = Arc::new(world(COLOUR).await);
    let webhooks: Vec<_> =
        (0..10).map(|n| world.text_webhook(Channel::Line, LINE_USER, &format!("message {n}"))).collect();
    for webhook in &webhooks {
        assert_eq!(world.post(webhook).await, 200);
    }
    world.settle().await;
    let seen = lines(&world, Channel::Line, LINE_USER).await;
    let said: Vec<_> = seen.iter().filter(|line| line.starts_with("customer:")).cloned().collect();
    let expected: Vec<_> = (0..10).map(|n| format!("customer: message {n}")).collect();
    assert_eq!(said, expected);
    let customer = world.customer(Channel::Line, LINE_USER);
    let seqs: Vec<_> = world.timeline(&customer).await.iter().map(|entry| entry.seq).collect();
    assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>(), "the timeline has no gaps");
}

#[tokio::test]
async fn r2_a_poison_message_stops_its_own_thread_only_and_is_visible() {
    use ports::{DeadLetters, Message, Queue, QueueName};
    let world = world(COLOUR).await;
    let poison = Message { group: "test/cus_poisoned".to_owned(), dedupe: "p".to_owned(), body: b"{".to_vec() };
    world.store.send(QueueName::Inbound, vec![poison]).await.expect("sent");
    world.says(Channel::Line, LINE_USER, "hello").await;
    assert_eq!(world.provider.calls().len(), 1, "another thread is answered meanwhile");
    for _ in 0..limits::QUEUE_RECEIVES + 1 {
        world.advance(60_000).await;
    }
    let dead = world.store.dead_letters(QueueName::Inbound).await.expect("read");
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0].message.group, "test/cus_poisoned");
}

#[tokio::test]
async fn wrong_signatures_are_not_let_in_and_leave_no_trace() {
    let world: World = world(COLOUR).await;
    for channel in [Channel::Line, Channel::Sms, Channel::Custom] {
        let good = world.text_webhook(channel, "+819033334444", "hello");
        let mut no_header = good.clone();
        no_header.headers.retain(|(name, _)| !name.contains("signature"));
        let mut flipped = good.clone();
        let last = flipped.body.len() - 1;
        flipped.body[last] ^= 1;
        let mut empty = good.clone();
        for (name, value) in &mut empty.headers {
            if name.contains("signature") {
                value.clear();
            }
        }
        for (bad, what) in [(no_header, "no header"), (flipped, "one bit flipped"), (empty, "empty header")] {
            assert_eq!(world.post(&bad).await, 401, "{channel:?} {what}");
        }
        world.settle().await;
        let customer = world.customer(channel, "+819033334444");
        assert!(world.thread(&customer).await.is_none(), "{channel:?}");
    }
    assert!(world.provider.calls().is_empty());
}

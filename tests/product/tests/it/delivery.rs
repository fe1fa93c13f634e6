//! R1, R11: what leaves, how it is repeated, and what is recorded about it.

use app::records::{DeliveryRecord, FailureRecord, OutboxRecord, SendJob, Sending, put};
use conversation::{Channel, DeliveryStatus};
use ports::{Commit, Condition, QueueName, Store};
use testkit::{Reaction, World};

use crate::support::{COLOUR, LINE_USER, world};

async fn question(world: &World, channel: Channel, address: &str) -> DeliveryRecord {
    let customer = world.customer(channel, address);
    // The question is the fourth entry: opened, started, hello, question.
    world.delivery(&customer, 4).await.expect("the question is settled")
}

#[tokio::test]
async fn a_free_reply_is_used_first_then_push_with_a_retry_key() {
    let world = world(COLOUR).await;
    world.says(Channel::Line, LINE_USER, "hello").await;
    let calls = world.provider.take_calls();
    assert!(calls[0].url.ends_with("/v2/bot/message/reply"), "{}", calls[0].url);
    // The token is used up: the next answer goes by push.
    world.provider.react([Reaction::status(400, r#"{"message":"Invalid reply token"}"#)]);
    world.says(Channel::Line, LINE_USER, "blue").await;
    let calls = world.provider.take_calls();
    assert_eq!(calls.len(), 2);
    assert!(calls[1].url.ends_with("/v2/bot/message/push"));
    assert!(calls[1].header("x-line-retry-key").is_some());
    world.finish().await;
}

#[tokio::test]
async fn what_a_push_may_have_brought_is_not_brought_again_by_a_reply() {
    let world = world(COLOUR).await;
    world.provider.react([
        Reaction::status(400, r#"{"message":"Invalid reply token"}"#),
        Reaction::status(500, r#"{"message":"Internal error"}"#),
    ]);
    world.says(Channel::Line, LINE_USER, "hello").await;
    world.advance(5_000).await;
    let calls = world.provider.take_calls();
    let ways: Vec<_> = calls.iter().map(|call| call.url.rsplit('/').next().unwrap_or_default()).collect();
    assert_eq!(ways, ["reply", "push", "push"], "the vendor drops the repeat of a push, and of nothing else");
    assert_eq!(calls[1].header("x-line-retry-key"), calls[2].header("x-line-retry-key"));
    world.finish().await;
}

/// Says `count` texts, then asks.
fn talkative(count: usize) -> String {
    let mut flow: serde_json::Value = serde_json::from_str(COLOUR).expect("a flow");
    for number in 1..=count {
        let next = if number == count { "ask".to_owned() } else { format!("say-{}", number + 1) };
        flow["nodes"][format!("say-{number}")] = serde_json::json!({
            "kind": "message", "settings": { "text": { "en": format!("Text {number}.") } }, "exits": { "next": next }
        });
    }
    flow["start"] = "say-1".into();
    flow.to_string()
}

#[tokio::test]
async fn what_one_turn_says_leaves_in_one_free_reply() {
    let world = world(&talkative(2)).await;
    world.says(Channel::Line, LINE_USER, "hello").await;
    let calls = world.provider.calls();
    assert_eq!(calls.len(), 1, "{calls:?}");
    assert!(calls[0].url.ends_with("/reply"));
    let body: serde_json::Value = serde_json::from_str(&calls[0].body).expect("JSON");
    let texts: Vec<_> = body["messages"].as_array().into_iter().flatten().map(|it| it["text"].clone()).collect();
    assert_eq!(texts, ["Text 1.", "Text 2.", "Which colour?"]);
    let customer = world.customer(Channel::Line, LINE_USER);
    for seq in 4..=6 {
        let record = world.delivery(&customer, seq).await.expect("each message has its delivery");
        assert_eq!(record.status, DeliveryStatus::Accepted);
    }
    world.finish().await;
}

#[tokio::test]
async fn a_refused_call_costs_its_own_messages_only() {
    let world = world(&talkative(6)).await;
    world.provider.react([Reaction::status(400, r#"{"message":"The request body has 1 error(s)"}"#)]);
    world.says(Channel::Line, LINE_USER, "hello").await;
    let calls = world.provider.calls();
    let paths: Vec<_> = calls.iter().filter_map(|call| call.url.rsplit('/').next()).collect();
    assert_eq!(paths, ["reply", "push"], "five messages in the reply, the rest in a push");
    let customer = world.customer(Channel::Line, LINE_USER);
    let mut statuses = Vec::new();
    for seq in 4..=10 {
        statuses.push(world.delivery(&customer, seq).await.expect("settled").status);
    }
    let (refused, taken) = statuses.split_at(5);
    assert!(refused.iter().all(|status| *status == DeliveryStatus::Rejected), "{statuses:?}");
    assert!(taken.iter().all(|status| *status == DeliveryStatus::Accepted), "{statuses:?}");
    world.finish().await;
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_and_not_marked() {
    let world = world(COLOUR).await;
    world.provider.react([Reaction::Refuse, Reaction::Refuse]);
    world.says(Channel::Sms, "+819012345678", "hello").await;
    assert_eq!(world.provider.calls().len(), 1);
    world.advance(60_000).await;
    world.advance(60_000).await;
    assert_eq!(world.provider.calls().len(), 3);
    let record = question(&world, Channel::Sms, "+819012345678").await;
    assert_eq!((record.status, record.resent), (DeliveryStatus::Accepted, false));
    world.finish().await;
}

#[tokio::test]
async fn a_lost_answer_is_repeated_with_the_same_key_where_the_vendor_has_one() {
    let world = world(COLOUR).await;
    world.provider.react([
        Reaction::status(400, r#"{"message":"Invalid reply token"}"#),
        Reaction::AcceptThenSilence,
        Reaction::Answer {
            status: 409,
            headers: vec![("x-line-accepted-request-id".to_owned(), "r1".to_owned())],
            body: br#"{"sentMessages":[{"id":"1"}]}"#.to_vec(),
        },
    ]);
    world.says(Channel::Line, LINE_USER, "hello").await;
    world.advance(60_000).await;
    let calls = world.provider.calls();
    let keys: Vec<_> = calls.iter().filter_map(|call| call.header("x-line-retry-key")).collect();
    assert_eq!(keys.len(), 2, "{calls:?}");
    assert_eq!(keys[0], keys[1]);
    assert_eq!(question(&world, Channel::Line, LINE_USER).await.status, DeliveryStatus::Accepted);
    world.finish().await;
}

#[tokio::test]
async fn an_unknown_outcome_without_a_key_is_repeated_and_marked_and_in_the_end_unknown() {
    let world = world(COLOUR).await;
    world.provider.react([Reaction::AcceptThenSilence, Reaction::AcceptThenSilence, Reaction::AcceptThenSilence]);
    world.says(Channel::Sms, "+819012345678", "hello").await;
    for _ in 0..4 {
        world.advance(60_000).await;
    }
    let record = question(&world, Channel::Sms, "+819012345678").await;
    assert_eq!(record.status, DeliveryStatus::Unknown);
    assert!(record.resent);
    assert!(record.error.is_some());
    world.finish().await;
}

#[tokio::test]
async fn r1_what_may_have_been_taken_is_never_called_rejected() {
    let world = world(COLOUR).await;
    let silence = [Reaction::AcceptThenSilence, Reaction::status(400, r#"{"code":21610,"message":"stopped"}"#)];
    world.provider.react(silence);
    world.says(Channel::Sms, "+819012345678", "hello").await;
    world.advance(60_000).await;
    let record = question(&world, Channel::Sms, "+819012345678").await;
    assert_eq!((record.status, record.resent), (DeliveryStatus::Unknown, true));
    assert!(record.error.is_some_and(|error| error.contains("21610")));

    // A vendor that drops repeats may answer 500 and have taken it, too.
    world.provider.react([Reaction::status(500, "{}"), Reaction::status(422, "{}")]);
    world.says(Channel::Custom, "user-1", "hello").await;
    world.advance(60_000).await;
    assert_eq!(question(&world, Channel::Custom, "user-1").await.status, DeliveryStatus::Unknown);
    world.finish().await;
}

#[tokio::test]
async fn a_custom_endpoint_that_refuses_for_a_while_gets_its_message_all_the_same() {
    let world = world(COLOUR).await;
    world.provider.react([302, 401, 404].map(|status| Reaction::status(status, "{}")));
    world.says(Channel::Custom, "user-1", "hello").await;
    for _ in 0..3 {
        world.advance(60_000).await;
    }
    let calls = world.provider.calls();
    let mut ids: Vec<_> = calls.iter().map(|call| call.header("webhook-id")).collect();
    ids.dedup();
    assert_eq!((calls.len(), ids.len()), (4, 1), "one message, taken at the fourth try");
    let failures = world.services.read_all(world.services.workspace(), FailureRecord::PARTITION).await.expect("read");
    assert_eq!(failures.len(), 0);
    world.finish().await;
}

/// The question may be sent only once.
fn once() -> String {
    COLOUR.replace(r#""save_as": "colour" }"#, r#""save_as": "colour", "delivery": "at_most_once" }"#)
}

#[tokio::test]
async fn r1_at_most_once_is_not_repeated_when_nobody_knows() {
    let world = world(&once()).await;
    world.provider.react([Reaction::AcceptThenSilence]);
    world.says(Channel::Sms, "+819012345678", "hello").await;
    for _ in 0..4 {
        world.advance(60_000).await;
    }
    assert_eq!(world.provider.calls().len(), 1);
    let record = question(&world, Channel::Sms, "+819012345678").await;
    assert_eq!((record.status, record.resent), (DeliveryStatus::Unknown, false));
    world.finish().await;
}

#[tokio::test]
async fn r1_at_most_once_is_still_repeated_where_the_vendor_drops_repeats() {
    let world = world(&once()).await;
    world.provider.react([Reaction::status(400, r#"{"message":"Invalid reply token"}"#), Reaction::AcceptThenSilence]);
    world.says(Channel::Line, LINE_USER, "hello").await;
    world.advance(60_000).await;
    let calls = world.provider.calls();
    let keys: Vec<_> = calls.iter().filter_map(|call| call.header("x-line-retry-key")).collect();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1]);
    assert_eq!(question(&world, Channel::Line, LINE_USER).await.status, DeliveryStatus::Accepted);
    world.finish().await;
}

#[tokio::test]
async fn a_rejected_message_is_recorded_with_its_reason_and_the_flow_goes_on() {
    let world = world(COLOUR).await;
    world.provider.react([Reaction::status(400, r#"{"code":21211,"message":"not a number","status":400}"#)]);
    world.says(Channel::Sms, "+819012345678", "hello").await;
    let record = question(&world, Channel::Sms, "+819012345678").await;
    assert_eq!(record.status, DeliveryStatus::Rejected);
    assert!(record.error.expect("a reason").contains("21211"));
    world.says(Channel::Sms, "+819012345678", "blue").await;
    assert_eq!(world.provider.calls().len(), 2);
    world.finish().await;
}

/// The turn of a first message has committed its send, and a consumer said `sending` before it called.
async fn call_under_way(world: &World, since_ms: u64, instance: &str) {
    let sending = Sending { idempotent: false, since_ms, instance: instance.to_owned() };
    send_in_the_outbox(world, |job| job.sending = Some(sending)).await;
}

/// The turn of a first message by SMS has committed its send, and this became of it.
pub(crate) async fn send_in_the_outbox(world: &World, change: impl FnOnce(&mut SendJob)) {
    let webhook = world.text_webhook(Channel::Sms, "+819012345678", "hello");
    world.post(&webhook).await;
    assert!(world.work_once(QueueName::Inbound).await);
    let key = SendJob::key(&world.customer(Channel::Sms, "+819012345678"), 4);
    let read = world.services.read_versioned::<OutboxRecord>(world.services.workspace(), key.clone()).await;
    let Ok(Some((OutboxRecord::Send(mut job), version))) = read else { panic!("the send is in the outbox") };
    change(&mut job);
    let op = put(key, &OutboxRecord::Send(job), Condition::Version(version));
    world.store.commit(world.services.workspace(), Commit { ops: vec![op], now_ms: 0 }).await.expect("committed");
}

/// A consumer says `sending`, calls, and dies: its message is never acknowledged. Then the product starts again.
async fn crash_in_the_call(world: &World) -> DeliveryRecord {
    use ports::QueueSource;
    call_under_way(world, 0, "another").await;
    let batch = world.store.receive(QueueName::Outbound, 1).await.expect("received");
    assert_eq!(batch.len(), 1);
    // After the restart the message is visible again.
    world.advance(limits::QUEUE_VISIBILITY_SECONDS * 1000 + 1).await;
    question(world, Channel::Sms, "+819012345678").await
}

#[tokio::test]
async fn r11_a_send_that_was_under_way_at_a_crash_is_sent_again_and_marked() {
    let world = world(COLOUR).await;
    let record = crash_in_the_call(&world).await;
    assert_eq!(world.provider.calls().len(), 1);
    assert_eq!((record.status, record.resent), (DeliveryStatus::Accepted, true));
    world.finish().await;
}

#[tokio::test]
async fn r1_at_most_once_is_not_sent_again_after_a_crash_in_the_call() {
    let world = world(&once()).await;
    let record = crash_in_the_call(&world).await;
    assert!(world.provider.calls().is_empty(), "the call may have been made before the crash");
    assert_eq!((record.status, record.resent), (DeliveryStatus::Unknown, false));
    assert!(record.error.is_some());
    world.finish().await;
}

#[tokio::test]
pub(crate) async fn r11_what_a_crash_left_in_the_outbox_is_published_by_the_sweeper() {
    let world = world(COLOUR).await;
    let webhook = world.text_webhook(Channel::Sms, "+819012345678", "hello");
    world.post(&webhook).await;
    // The turn commits; then the process dies before it publishes: its queue message is lost with the test's hands.
    use ports::QueueSource;
    assert!(world.work_once(QueueName::Inbound).await);
    let batch = world.store.receive(QueueName::Outbound, 10).await.expect("received");
    let receipts = batch.into_iter().map(|delivery| delivery.receipt).collect();
    world.store.ack(QueueName::Outbound, receipts).await.expect("acknowledged");
    world.settle().await;
    assert!(world.provider.calls().is_empty());
    // Longer than the queue's dedupe window, so that the repeat gets through.
    world.advance(limits::QUEUE_DEDUPE_SECONDS * 1000 + 1).await;
    world.sweep().await;
    assert_eq!(world.provider.calls().len(), 1);
    world.finish().await;
}

#[tokio::test]
async fn a_vendor_out_of_reach_for_half_an_hour_loses_nothing_and_is_asked_no_more_than_planned() {
    use ports::QueueSource;
    let (world, address) = (world(COLOUR).await, "+819012345678");
    let pauses = &limits::SEND_PAUSES_SECONDS[..6];
    world.provider.react(pauses.iter().map(|_| Reaction::Refuse));
    world.says(Channel::Sms, address, "hello").await;
    for pause in pauses {
        world.advance(pause * 900).await;
        // What waits is in its queue, also after the dedupe window: the sweeper puts it there no second time.
        world.sweep().await;
        assert_eq!(world.store.depth(QueueName::Outbound).await, Ok(1), "after {pause} s");
        world.advance(pause * 100 + 1).await;
    }
    assert_eq!(world.store.depth(QueueName::Outbound).await, Ok(0));
    let record = question(&world, Channel::Sms, address).await;
    assert_eq!((record.status, record.resent), (DeliveryStatus::Accepted, false));
    world.finish().await;
}

#[tokio::test]
async fn a_vendor_is_not_asked_before_its_time_whatever_wakes_the_send() {
    use ports::{Message, Queue};
    let (world, address) = (world(COLOUR).await, "+819012345678");
    let pauses = &limits::SEND_PAUSES_SECONDS[..3];
    world.provider.react(pauses.iter().map(|_| Reaction::Refuse));
    world.says(Channel::Sms, address, "hello").await;
    for pause in &pauses[..2] {
        world.advance(pause * 1_000 + 1).await;
    }
    assert_eq!(world.provider.take_calls().len(), 3);
    let customer = world.customer(Channel::Sms, address);
    let notice =
        app::turn::SendNotice { workspace: world.services.workspace().clone(), customer, seq: u64::from(u32::MAX) };
    let body = serde_json::to_vec(&notice).expect("JSON");
    // As after a restart, whose queue does not remember what was to wait.
    let early = Message { group: "another".to_owned(), dedupe: "early".to_owned(), body };
    world.store.send(QueueName::Outbound, vec![early]).await.expect("sent");
    world.settle().await;
    assert_eq!(world.provider.take_calls().len(), 0, "the pause is not over");
    world.advance(pauses[2] * 1_000 + 1).await;
    // The other message finds the send settled.
    world.advance(60_000).await;
    assert_eq!(world.provider.take_calls().len(), 1);
    world.finish().await;
}

#[tokio::test]
async fn a_vendor_that_gives_one_id_twice_gets_each_message_once() {
    let world = world(&talkative(1)).await;
    let same = Reaction::status(201, r#"{"sid":"SM00000000000000000000000000000001","status":"queued"}"#);
    world.provider.react([same.clone(), same.clone(), same.clone(), same]);
    world.says(Channel::Sms, "+819012345678", "hello").await;
    world.says(Channel::Sms, "+819087654321", "hello").await;
    world.advance(60_000).await;
    assert_eq!(world.provider.calls().len(), 4, "two messages for each of two people");
    world.finish().await;
}

#[tokio::test]
async fn a_call_of_this_process_that_is_under_way_is_waited_for() {
    let world = world(COLOUR).await;
    call_under_way(&world, world.services.now_ms(), &world.services.config.instance).await;
    world.settle().await;
    assert!(world.provider.calls().is_empty(), "its message came again while the call runs");
    world.advance((limits::PROVIDER_TIMEOUT_SECONDS + 6) * 1000).await;
    assert_eq!(world.provider.calls().len(), 1, "the call is over, and nobody recorded it");
    assert!(question(&world, Channel::Sms, "+819012345678").await.resent);
    world.finish().await;
}

//! Lists and counts of workspaces with many conversations.

use app::people::create_token;
use app::records::{ConversationRecord, LIST_SHARDS, list_key, list_partition, put, thread_key};
use conversation::{Channel, State};
use ids::{ConversationId, CustomerId, UserId};
use ports::{Commit, CommitOutcome, Condition, Key, Op, Store};
use protocol::people::Role;
use testkit::World;

use crate::support::{HANDOVER, LINE_USER, world};

async fn write(world: &World, ops: Vec<Op>) {
    for ops in ops.chunks(limits::COMMIT_OPS) {
        let commit = Commit { ops: ops.to_vec(), now_ms: world.services.now_ms() };
        let outcome = world.store.commit(world.services.workspace(), commit).await;
        assert_eq!(outcome, Ok(CommitOutcome::Committed));
    }
}

/// As many conversations of a person as this, each of another customer, one after the other.
async fn active(world: &World, assignee: &UserId, from: u64, count: u64) {
    let customer = world.customer(Channel::Line, LINE_USER);
    let thread = world.thread(&customer).await.expect("a thread");
    let ops = (from..from + count).flat_map(|at| {
        let mut thread = thread.clone();
        let text = at.to_string();
        thread.customer = CustomerId::derive(&[&text]);
        let conversation = thread.conversation.as_mut().expect("a conversation");
        conversation.id = ConversationId::derive(&[&text]);
        conversation.state = State::Active;
        conversation.state_since_ms = world.services.now_ms() + at;
        conversation.assignee = Some(assignee.clone());
        let record = ConversationRecord { customer: thread.customer.clone(), conversation: conversation.clone() };
        [
            put(list_key(conversation), &thread.customer, Condition::Always),
            put(ConversationRecord::key(&conversation.id), &record, Condition::Always),
            put(thread_key(&thread.customer), &thread, Condition::Always),
        ]
    });
    write(world, ops.collect()).await;
}

#[tokio::test]
async fn who_has_one_conversation_among_many_finds_it_in_bounded_steps() {
    let world = world(HANDOVER).await;
    world.says(Channel::Line, LINE_USER, "hello").await;
    let (me, token) = create_token(&world.services, "me", Role::Agent).await.expect("a token");
    let (other, _) = create_token(&world.services, "the other", Role::Agent).await.expect("a token");
    let user = |id: &str| UserId::derive(&[id]);
    let (me, other) = (user(&me.id), user(&other.id));
    active(&world, &other, 0, 250).await;
    active(&world, &me, 250, 1).await;
    world.meter.take();
    let (status, first) = world.call(&token, "GET", "/api/v1/conversations?state=mine", None).await;
    assert_eq!((status, first["items"].as_array().map(Vec::len)), (200, Some(0)), "{first}");
    let read = world.meter.take();
    let lists = read.iter().filter(|request| request.partitions[0].starts_with("L#")).count();
    assert_eq!(lists, 4 * LIST_SHARDS as usize, "four pages");
    assert!(!read.iter().any(|request| request.partitions.iter().any(|it| it == "TN")), "whom nobody sees");
    let path = format!("/api/v1/conversations?state=mine&cursor={}", first["next_cursor"].as_str().expect("more"));
    let (_, second) = world.call(&token, "GET", &path, None).await;
    assert_eq!(second["items"][0]["assignee"]["name"], "me", "{second}");
    assert_eq!((second["items"].as_array().map(Vec::len), second.get("next_cursor")), (Some(1), None));

    world.meter.take();
    let (_, all) = world.call(&token, "GET", "/api/v1/conversations?state=active", None).await;
    assert_eq!(all["items"].as_array().map(Vec::len), Some(50));
    let read = world.meter.take();
    let names = read.iter().filter(|request| request.partitions.iter().any(|it| it == "TN")).count();
    assert_eq!(names, 1, "one person has them all");
    world.finish().await;
}

#[tokio::test]
async fn conversations_are_counted_to_the_limit_however_they_lie() {
    let world = World::new().await;
    let token = create_token(&world.services, "an owner", Role::Owner).await.expect("a token").1;
    let row = |shard: u32, at: u64| Op::Put {
        key: Key::new(list_partition(State::Queued, shard), format!("{:013}#{at}", world.services.now_ms() - at)),
        body: vec![0; 200],
        expires_at_ms: None,
        condition: Condition::Always,
    };
    for (rows, waiting, longest_s) in [
        (vec![], 0, None),
        (vec![(0, 600), (3, 9)], 609, Some(600)),
        (vec![(0, 2_000), (1, 2_000), (2, 2_000), (3, 2_000)], 1_000, Some(2_000)),
    ] {
        let rows = rows.into_iter().flat_map(|(shard, count)| (1..=count).map(move |at| (shard, at)));
        write(&world, rows.map(|(shard, at)| row(shard, at * 1_000)).collect()).await;
        world.meter.take();
        let (_, overview) = world.call(&token, "GET", "/api/v1/overview", None).await;
        assert_eq!(overview["conversations_waiting"], waiting);
        assert_eq!(overview["longest_wait_s"].as_u64(), longest_s);
        let read = world.meter.take();
        let lists = read.iter().filter(|request| request.partitions[0].starts_with("L#queued"));
        // A thousand rows of 300 bytes are 75 units, and each question costs one more at its end.
        let units: u64 = lists.map(|request| request.read_units).sum();
        assert!(units <= 100, "{units} units for {waiting} conversations");
    }
    world.finish().await;
}

//! R2: what fails by itself ends some time and lets others by; what waits for somebody else does not.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use app::records::{FailureRecord, OutboxRecord, SendFailure, SendJob, SendMessage, Sending};
use app::{Config, Services};
use async_trait::async_trait;
use conversation::{Channel, Content, DeliveryStatus};
use ids::WorkspaceId;
use ports::conformance::TestClock;
use ports::{
    Commit, CommitOutcome, DeadLetters, Item, Key, Message, Op, Page, Query, Queue, QueueName, QueueSource,
    SecretError, Secrets, Store, StoreError,
};
use testkit::{Reaction, World};

use crate::delivery::send_in_the_outbox;
use crate::support::{COLOUR, world};

const ADDRESS: &str = "+819012345678";
/// The question to a first message: opened, started, hello, question.
const QUESTION: u64 = 4;

#[tokio::test]
async fn r2_a_send_whose_code_panics_is_given_up_and_later_ones_go_out() {
    let world = world(COLOUR).await;
    world.provider.poison("Which");
    world.says(Channel::Sms, ADDRESS, "hello").await;
    world.says(Channel::Sms, ADDRESS, "blue").await;
    for _ in 0..limits::SEND_RECEIVES {
        world.advance(30_000).await;
        world.sweep().await;
    }
    let calls = world.provider.take_calls();
    let (tried, others): (Vec<_>, Vec<_>) = calls.iter().partition(|call| call.body.contains("Which"));
    assert_eq!(tried.len(), 3, "each may have been taken, and Twilio does not notice repeats");
    assert!(others.len() == 1 && others[0].body.contains("You+like"), "{others:?}");
    let customer = world.customer(Channel::Sms, ADDRESS);
    let question = world.delivery(&customer, QUESTION).await.expect("it is settled");
    assert_eq!((question.status, question.error.as_deref()), (DeliveryStatus::Unknown, Some(SendFailure::GIVEN_UP)));
    let answer = world.delivery(&customer, QUESTION + 2).await.expect("it is settled");
    assert_eq!(answer.status, DeliveryStatus::Accepted);
    // Long after every queue forgot it, nobody tries it again; `finish` finds no dead letter.
    world.advance(2 * limits::QUEUE_DEDUPE_SECONDS * 1000).await;
    world.sweep().await;
    assert!(world.provider.calls().is_empty());
    world.finish().await;
}

#[tokio::test]
async fn a_call_whose_repeat_the_vendor_drops_is_made_until_the_send_is_given_up() {
    let world = world(COLOUR).await;
    world.provider.poison("Which");
    world.says(Channel::Line, "Upanic", "hello").await;
    for _ in 0..limits::SEND_RECEIVES {
        world.advance(30_000).await;
        world.sweep().await;
    }
    assert_eq!(world.provider.take_calls().len(), limits::SEND_BEGINNINGS as usize);
    let question = world.delivery(&world.customer(Channel::Line, "Upanic"), QUESTION).await.expect("it is settled");
    assert_eq!((question.status, question.error.as_deref()), (DeliveryStatus::Unknown, Some(SendFailure::GIVEN_UP)));
    world.finish().await;
}

/// A text of two parts and a short one, which leave together.
fn two_messages(job: &mut SendJob) {
    let long = format!("{} Which", "word ".repeat(320));
    let short = SendMessage { seq: QUESTION + 1, ..job.messages[0].clone() };
    job.messages[0].content = Content::text(long);
    job.messages.push(SendMessage { content: Content::text("Short"), ..short });
}

/// Of [`two_messages`].
async fn outcomes(world: &World) -> [(DeliveryStatus, bool); 2] {
    let customer = world.customer(Channel::Sms, ADDRESS);
    let outcome = async |seq| {
        // The second message has no entry in the timeline.
        let all = world.services.deliveries(world.services.workspace(), &customer, seq, seq).await;
        let record = all.expect("read").of(seq).expect("it is settled");
        (record.status, record.error.as_deref() == Some(SendFailure::GIVEN_UP))
    };
    [outcome(QUESTION).await, outcome(QUESTION + 1).await]
}

#[tokio::test]
async fn r1_a_message_of_which_one_part_is_given_up_is_not_called_taken() {
    let world = world(COLOUR).await;
    send_in_the_outbox(&world, two_messages).await;
    world.provider.poison("Which");
    for _ in 0..limits::SEND_BEGINNINGS {
        world.advance(30_000).await;
    }
    assert_eq!(outcomes(&world).await, [(DeliveryStatus::Unknown, true), (DeliveryStatus::Accepted, false)]);
    world.finish().await;
}

#[tokio::test]
pub(crate) async fn r1_what_was_not_shown_to_its_end_is_given_up_with_what_comes_after() {
    let given_up = (DeliveryStatus::Unknown, true);
    for (first_open, parts_done, expected) in
        [(0, 1, [given_up, given_up]), (1, 2, [(DeliveryStatus::Accepted, false), given_up])]
    {
        let world = world(COLOUR).await;
        send_in_the_outbox(&world, |job| {
            two_messages(job);
            job.messages[0].provider_ids = (0..parts_done).map(|part| format!("SM{part}")).collect();
            (job.first_open, job.parts_done, job.begun) = (first_open, parts_done, limits::SEND_BEGINNINGS);
        })
        .await;
        world.settle().await;
        assert!(world.provider.calls().is_empty());
        assert_eq!(outcomes(&world).await, expected);
        world.finish().await;
    }
}

#[tokio::test]
async fn a_send_on_which_its_process_dies_is_counted_until_it_goes_out() {
    deaths(true, [0, 1, 2]).await;
}

#[tokio::test]
async fn r11_a_process_that_dies_of_who_knows_what_gives_no_send_up() {
    deaths(false, [0, 0, 0]).await;
}

/// How often the send counts as begun after each death.
async fn deaths(one_at_a_time: bool, begun: [u32; 3]) {
    let mut world = world(COLOUR).await;
    world.services.config = Arc::new(Config { one_at_a_time, ..(*world.services.config).clone() });
    send_in_the_outbox(&world, |_| {}).await;
    world.provider.react(begun.map(|_| Reaction::Hang));
    for begun in begun {
        let batch = world.store.receive(QueueName::Outbound, 1).await.expect("received");
        let is_called = async {
            while world.provider.take_calls().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            report = world.handle(QueueName::Outbound, batch) => panic!("{report:?}"),
            () = is_called => {}
        }
        assert_eq!(question(&world).await.map(|job| job.begun), Some(begun), "the first is not counted");
        world.clock.advance(Duration::from_secs(limits::QUEUE_VISIBILITY_SECONDS + 1)).await;
    }
    world.settle().await;
    let record = world.delivery(&world.customer(Channel::Sms, ADDRESS), QUESTION).await.expect("it is settled");
    assert_eq!((record.status, record.resent), (DeliveryStatus::Accepted, true));
    world.finish().await;
}

#[tokio::test]
async fn r2_what_cannot_be_read_is_tried_for_a_minute_in_case_that_another_version_can() {
    let world = world(COLOUR).await;
    for queue in QueueName::ALL {
        let message = Message { group: "test/cus_1".to_owned(), dedupe: "1".to_owned(), body: b"{".to_vec() };
        world.store.send(queue, vec![message]).await.expect("sent");
        world.advance(60_000).await;
        assert_eq!(world.store.dead_letter_count(queue).await, Ok(0), "{queue:?}");
        for _ in 0..queue.receives() {
            world.advance(30_000).await;
        }
        assert_eq!(world.store.dead_letter_count(queue).await, Ok(1), "{queue:?}");
    }
}

#[tokio::test]
async fn r1_what_is_given_up_is_called_rejected_only_where_nobody_was_asked() {
    type Change = fn(&mut SendJob);
    let sending = || Sending { idempotent: false, since_ms: 0, instance: "another".to_owned() };
    let changes: [(Change, DeliveryStatus); 6] = [
        (|_| {}, DeliveryStatus::Rejected),
        (|job| job.maybe_taken = true, DeliveryStatus::Unknown),
        (|job| job.parts_done = 1, DeliveryStatus::Unknown),
        // The rest of a long message was under way.
        (|job| job.messages[0].provider_ids.push("SM1".to_owned()), DeliveryStatus::Unknown),
        // It was to be called next.
        (
            |job| {
                job.parts_done = 1;
                job.messages[0].provider_ids.push("SM1".to_owned());
            },
            DeliveryStatus::Unknown,
        ),
        // A visitor gets it when they come back.
        (|job| job.identity.channel = Channel::Webchat, DeliveryStatus::Unknown),
    ];
    for (number, (change, status)) in changes.into_iter().enumerate() {
        let world = world(COLOUR).await;
        send_in_the_outbox(&world, |job| {
            job.begun = limits::SEND_BEGINNINGS;
            change(job);
            job.sending = (number == 3).then(sending);
        })
        .await;
        world.settle().await;
        assert!(world.provider.calls().is_empty());
        let record = world.delivery(&world.customer(Channel::Sms, ADDRESS), QUESTION).await.expect("it is settled");
        assert_eq!((record.status, record.error.as_deref()), (status, Some(SendFailure::GIVEN_UP)), "{number}");
        let failures = world.services.read_all(world.services.workspace(), FailureRecord::PARTITION).await;
        assert_eq!(failures.expect("read").len(), 1, "{number}: home tells of it");
        world.finish().await;
    }
}

/// The question of a first message, as it stands in the outbox.
async fn question(world: &World) -> Option<SendJob> {
    let key = SendJob::key(&world.customer(Channel::Sms, ADDRESS), QUESTION);
    match world.services.read(world.services.workspace(), key).await.expect("read") {
        Some(OutboxRecord::Send(job)) => Some(job),
        _ => None,
    }
}

#[tokio::test]
async fn r2_what_something_else_is_missing_for_is_never_given_up() {
    type Outage = fn(Services) -> Services;
    let outages: [Outage; 2] = [
        |services| Services { secrets: Arc::new(NoSecrets), ..services },
        |services| Services { store: Arc::new(NoCalls(services.store)), ..services },
    ];
    for outage in outages {
        let mut world = world(COLOUR).await;
        send_in_the_outbox(&world, |_| {}).await;
        let healthy = world.services.clone();
        world.services = outage(healthy.clone());
        // All the deliveries of one message but the last: more than a send may begin.
        for _ in 1..limits::SEND_RECEIVES {
            assert!(world.work_once(QueueName::Outbound).await);
            assert_eq!(question(&world).await.map(|job| (job.begun, job.sending)), Some((0, None)));
            world.clock.advance(LONGEST_PAUSE).await;
        }
        world.services = healthy;
        world.settle().await;
        assert_eq!(world.provider.calls().len(), 1);
        let record = world.delivery(&world.customer(Channel::Sms, ADDRESS), QUESTION).await.expect("it is settled");
        assert_eq!((record.status, record.resent), (DeliveryStatus::Accepted, false));
        world.finish().await;
    }
}

const LONGEST_PAUSE: Duration = Duration::from_millis(limits::QUEUE_PAUSES_MS[limits::QUEUE_PAUSES_MS.len() - 1] + 1);

struct NoSecrets;

#[async_trait]
impl Secrets for NoSecrets {
    async fn get(&self, _: &WorkspaceId, _: &str) -> Result<BTreeMap<String, String>, SecretError> {
        Err(SecretError("as told".to_owned()))
    }

    async fn put(&self, _: &WorkspaceId, _: &str, _: BTreeMap<String, String>) -> Result<(), SecretError> {
        Err(SecretError("as told".to_owned()))
    }
}

/// Takes every write but the one that says that a call leaves.
struct NoCalls(Arc<dyn Store>);

#[async_trait]
impl Store for NoCalls {
    async fn get(&self, workspace: &WorkspaceId, keys: &[Key]) -> Result<Vec<Option<Item>>, StoreError> {
        self.0.get(workspace, keys).await
    }

    async fn query(&self, workspace: &WorkspaceId, query: Query) -> Result<Page, StoreError> {
        self.0.query(workspace, query).await
    }

    async fn commit(&self, workspace: &WorkspaceId, commit: Commit) -> Result<CommitOutcome, StoreError> {
        let says_sending =
            |op: &Op| matches!(op, Op::Put { body, .. } if String::from_utf8_lossy(body).contains(r#""sending":{"#));
        if commit.ops.iter().any(says_sending) {
            return Err(StoreError::Unavailable("as told".to_owned()));
        }
        self.0.commit(workspace, commit).await
    }
}

//! Taking over, answering, handing back, closing.

use app::Envelope;
use app::turn::{self, Turn};
use conversation::{AgentAction, AgentActionKind, Channel, Content, Event, Refusal, State};
use ids::UserId;
use testkit::World;

use crate::support::{HANDOVER, LINE_USER, lines, world};

async fn act(world: &World, by: &UserId, kind: AgentActionKind, key: &str) -> Turn {
    let envelope = Envelope {
        workspace: world.services.workspace().clone(),
        customer: world.customer(Channel::Line, LINE_USER),
        event_key: format!("agent#{by}#{key}"),
        event: Event::Agent(AgentAction { by: by.clone(), kind }),
    };
    let turn = turn::run(&world.services, envelope).await.expect("the turn runs");
    world.settle().await;
    turn
}

fn reply(text: &str) -> AgentActionKind {
    AgentActionKind::Reply { content: Content::text(text) }
}

#[tokio::test]
async fn a_handover_is_answered_handed_back_and_ended_by_the_flow() {
    let world = world(HANDOVER).await;
    let (anna, ben) = (UserId::derive(&["anna"]), UserId::derive(&["ben"]));
    world.says(Channel::Line, LINE_USER, "help").await;
    let customer = world.customer(Channel::Line, LINE_USER);
    let waiting = world.thread(&customer).await.and_then(|thread| thread.conversation).expect("one");
    assert_eq!(waiting.state, State::Queued);
    assert_eq!(waiting.queue.as_deref(), Some("support"));
    assert_eq!(waiting.reason.as_deref(), Some("asked for a person"));

    assert_eq!(act(&world, &anna, reply("hi"), "0").await, Turn::Refused(Refusal::NotYours));
    assert!(matches!(act(&world, &anna, AgentActionKind::TakeOver, "1").await, Turn::Applied));
    assert_eq!(
        act(&world, &ben, AgentActionKind::TakeOver, "2").await,
        Turn::Refused(Refusal::TakenBy(anna.clone())),
        "two agents can never own one conversation"
    );
    assert!(matches!(act(&world, &anna, reply("Hello, Anna here."), "3").await, Turn::Applied));
    assert_eq!(act(&world, &anna, reply("Hello, Anna here."), "3").await, Turn::Duplicate);
    world.says(Channel::Line, LINE_USER, "thank you").await;
    assert!(matches!(act(&world, &anna, AgentActionKind::HandBack, "4").await, Turn::Applied));
    assert_eq!(
        lines(&world, Channel::Line, LINE_USER).await,
        [
            "system: [conversation_opened]",
            "system: [flow_started]",
            "customer: help",
            "flow: One moment.",
            "system: [handed_over]",
            "agent: [taken_over]",
            "agent: Hello, Anna here.",
            "customer: thank you",
            "agent: [handed_back]",
            "flow: Goodbye.",
            "system: [closed]",
        ]
    );
    world.finish().await;
}

#[tokio::test]
async fn a_note_stays_inside_and_a_closed_conversation_opens_again_when_the_customer_writes() {
    let world = world(HANDOVER).await;
    let anna = UserId::derive(&["anna"]);
    world.says(Channel::Line, LINE_USER, "help").await;
    let sent = world.provider.calls().len();
    act(&world, &anna, AgentActionKind::Note { text: "looks urgent".to_owned() }, "1").await;
    assert_eq!(world.provider.calls().len(), sent, "the customer does not see notes");
    act(&world, &anna, AgentActionKind::Close, "2").await;
    assert_eq!(act(&world, &anna, reply("late"), "3").await, Turn::Refused(Refusal::ConversationClosed));
    world.says(Channel::Line, LINE_USER, "one more thing").await;
    let seen = lines(&world, Channel::Line, LINE_USER).await;
    assert_eq!(seen.iter().filter(|line| line.contains("conversation_opened")).count(), 2, "{seen:?}");
    world.finish().await;
}

#[tokio::test]
async fn without_a_flow_people_answer() {
    let world = World::new().await;
    world.connect("nothing").await;
    world.says(Channel::Sms, "+819012345678", "hello?").await;
    let customer = world.customer(Channel::Sms, "+819012345678");
    let conversation = world.thread(&customer).await.and_then(|thread| thread.conversation).expect("one");
    assert_eq!(conversation.state, State::Queued);
    assert!(conversation.waiting_since_ms.is_some(), "the customer waits for a person");
    world.finish().await;
}

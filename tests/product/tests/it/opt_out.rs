//! The vendor says that the person wants no more messages (Twilio's 21610): the thread takes it as a STOP.

use app::turn::{self, Turn};
use conversation::{AgentAction, AgentActionKind, Channel, Content, Event, Refusal, State, Thread};
use ids::UserId;
use testkit::{Reaction, World};

use crate::support::{COLOUR, HANDOVER, lines, world};

const NUMBER: &str = "+819012345678";

fn opted_out() -> Reaction {
    Reaction::status(400, r#"{"code":21610,"message":"unsubscribed","status":400}"#)
}

async fn thread(world: &World) -> Thread {
    world.thread(&world.customer(Channel::Sms, NUMBER)).await.expect("a thread")
}

/// What somebody at the desk does, and what becomes of it.
async fn act(world: &World, kind: AgentActionKind, key: &str) -> Turn {
    let envelope = app::Envelope {
        workspace: world.services.workspace().clone(),
        customer: world.customer(Channel::Sms, NUMBER),
        event_key: key.to_owned(),
        event: Event::Agent(AgentAction { by: UserId::derive(&["anna"]), kind }),
    };
    let turn = turn::run(&world.services, envelope).await.expect("the turn ends");
    world.settle().await;
    turn
}

fn reply() -> AgentActionKind {
    AgentActionKind::Reply { content: Content::text("Hello, Anna here.") }
}

#[tokio::test]
async fn a_flow_leaves_those_alone_who_opted_out_at_the_vendor() {
    let world = world(COLOUR).await;
    world.provider.react([opted_out()]);
    world.says(Channel::Sms, NUMBER, "hello").await;
    let after = [
        "system: [conversation_opened]",
        "system: [flow_started]",
        "customer: hello",
        "flow: Which colour?",
        "system: [channel_blocked]",
        "system: [closed]",
    ];
    assert_eq!(lines(&world, Channel::Sms, NUMBER).await, after);
    let thread = thread(&world).await;
    let conversation = thread.conversation.as_ref().expect("a conversation");
    assert_eq!(conversation.state, State::Closed);
    assert!(thread.is_blocked(&conversation.reply_to));
    world.finish().await;
}

#[tokio::test]
async fn a_repeat_that_is_refused_so_stops_the_flow_too() {
    let world = world(COLOUR).await;
    // Whether the first call brought it nobody knows; what the vendor says about the person holds all the same.
    world.provider.react([Reaction::AcceptThenSilence, opted_out()]);
    world.says(Channel::Sms, NUMBER, "hello").await;
    world.advance(60_000).await;
    let seen = lines(&world, Channel::Sms, NUMBER).await;
    assert_eq!(seen.iter().filter(|line| *line == "system: [channel_blocked]").count(), 1, "{seen:?}");
    world.finish().await;
}

#[tokio::test]
pub(crate) async fn the_desk_offers_no_reply_and_no_flow_to_those_who_opted_out_at_the_vendor() {
    let world = world(HANDOVER).await;
    world.says(Channel::Sms, NUMBER, "help").await;
    assert!(matches!(act(&world, AgentActionKind::TakeOver, "1").await, Turn::Applied));
    world.provider.react([opted_out()]);
    assert!(matches!(act(&world, reply(), "2").await, Turn::Applied));
    assert_eq!(act(&world, reply(), "3").await, Turn::Refused(Refusal::ChannelBlocked));
    assert_eq!(act(&world, AgentActionKind::HandBack, "4").await, Turn::Refused(Refusal::ChannelBlocked));
    let calls = world.provider.take_calls().len();
    // Whoever writes again opens the channel again.
    world.says(Channel::Sms, NUMBER, "are you there?").await;
    assert!(matches!(act(&world, AgentActionKind::HandBack, "5").await, Turn::Applied));
    assert_eq!((calls, world.provider.calls().len()), (2, 1), "the flow says goodbye");
    world.finish().await;
}

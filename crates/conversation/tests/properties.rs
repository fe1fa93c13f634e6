//! A thread under anything that can happen to it, in any order. The flow is played by a script of its own.

use conversation::{
    AgentAbility, AgentAction, AgentActionKind, Channel, Content, Decision, DeliveryStatus, Event, Facts, FlowAction,
    FlowBinding, FlowInput, HttpResult, Identity, Inbound, InboundKind, Refusal, Revision, SendPolicy, State, Thread,
    abilities, absorb, apply,
};
use ids::{CustomerId, FlowId, HttpCallId, TimerId, UserId};
use proptest::prelude::*;

/// What happens, by small numbers: who, which timer, what the flow answers.
#[derive(Debug, Clone)]
enum Act {
    Inbound { channel: Channel, kind: InboundKind },
    Timer { generation: u32, ours: bool },
    Http { number: u32, ours: bool },
    Agent { who: u8, kind: AgentActionKind },
}

#[derive(Debug, Clone)]
struct Step {
    act: Act,
    flow_bound: bool,
    answers: Vec<FlowAction>,
    /// Whether the flow goes on waiting after its answer.
    waits: bool,
}

fn content() -> impl Strategy<Value = Content> {
    prop_oneof![
        any::<String>().prop_map(Content::Text),
        (any::<String>(), any::<String>()).prop_map(|(id, label)| Content::Picked { id, label }),
        any::<String>().prop_map(|type_name| Content::Unknown { type_name }),
    ]
}

fn inbound() -> impl Strategy<Value = InboundKind> {
    prop_oneof![
        6 => (content(), any::<Option<String>>()).prop_map(|(content, reply_token)| InboundKind::Message {
            content,
            provider_message_id: None,
            reply_token
        }),
        1 => Just(InboundKind::Opened { reply_token: None }),
        1 => Just(InboundKind::Blocked),
        1 => Just(InboundKind::Unsent { provider_message_id: "m".to_owned() }),
        1 => Just(InboundKind::Unknown { type_name: "x".to_owned() }),
        1 => Just(InboundKind::Receipt {
            provider_message_id: "m".to_owned(),
            status: DeliveryStatus::Delivered,
            error: None
        }),
    ]
}

fn agent() -> impl Strategy<Value = AgentActionKind> {
    prop_oneof![
        Just(AgentActionKind::TakeOver),
        Just(AgentActionKind::Reply { content: Content::text("hello") }),
        Just(AgentActionKind::Note { text: "a note".to_owned() }),
        Just(AgentActionKind::HandBack),
        Just(AgentActionKind::Close),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let channel = prop::sample::select(Channel::ALL.to_vec());
    prop_oneof![
        4 => (channel, inbound()).prop_map(|(channel, kind)| Act::Inbound { channel, kind }),
        1 => (0..4_u32, any::<bool>()).prop_map(|(generation, ours)| Act::Timer { generation, ours }),
        1 => (0..4_u32, any::<bool>()).prop_map(|(number, ours)| Act::Http { number, ours }),
        4 => (0..3_u8, agent()).prop_map(|(who, kind)| Act::Agent { who, kind }),
    ]
}

fn answer() -> impl Strategy<Value = FlowAction> {
    prop_oneof![
        4 => content().prop_map(|content| FlowAction::Say {
            node: "n".to_owned(),
            content,
            policy: SendPolicy::default()
        }),
        1 => Just(FlowAction::SetTimer { generation: 1, due_ms: 1 }),
        1 => Just(FlowAction::HandOver { queue: "support".to_owned(), reason: String::new() }),
        1 => Just(FlowAction::End),
        1 => any::<bool>().prop_map(|gave_up| FlowAction::Problem {
            code: "c".to_owned(),
            node: "n".to_owned(),
            detail: "d".to_owned(),
            gave_up
        }),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    (act(), any::<bool>(), prop::collection::vec(answer(), 0..4), any::<bool>()).prop_map(
        |(act, flow_bound, answers, waits)| {
            // An engine says last that it hands over, ends or gives up; nothing follows it.
            let is_last = |action: &FlowAction| {
                matches!(action, FlowAction::HandOver { .. } | FlowAction::End)
                    || matches!(action, FlowAction::Problem { gave_up: true, .. })
            };
            let end = answers.iter().position(is_last).map_or(answers.len(), |at| at + 1);
            Step { act, flow_bound, answers: answers[..end].to_vec(), waits }
        },
    )
}

fn user(who: u8) -> UserId {
    UserId::derive(&[&who.to_string()])
}

fn event(thread: &Thread, act: &Act, number: usize) -> Event {
    let conversation = thread.conversation.as_ref();
    match act.clone() {
        Act::Inbound { channel, kind } => Event::Inbound(Inbound {
            identity: Identity { channel, account: "main".to_owned(), address: "person".to_owned() },
            event_key: number.to_string(),
            occurred_at_ms: 0,
            kind,
            display_name: None,
            language: None,
        }),
        Act::Timer { generation, ours } => {
            let timer = conversation.filter(|_| ours).map(|it| it.timer_id(generation));
            Event::TimerFired { timer: timer.unwrap_or_else(|| TimerId::derive(&["another"])), generation }
        }
        Act::Http { number, ours } => {
            let call = conversation.filter(|_| ours).map(|it| it.http_call_id(number));
            let result = HttpResult::Failed { reason: String::new() };
            Event::HttpFinished { call: call.unwrap_or_else(|| HttpCallId::derive(&["another"])), number, result }
        }
        Act::Agent { who, kind } => Event::Agent(AgentAction { by: user(who), kind }),
    }
}

/// Applies a step as a turn does: decide, ask the flow, take in its answer.
fn take(thread: &mut Thread, step: &Step, number: usize) -> (Decision, Option<FlowInput>) {
    let binding = FlowBinding {
        flow: FlowId::derive(&["flow"]),
        name: "flow".to_owned(),
        revision: Revision { hash: "hash".to_owned(), number: 1 },
    };
    let facts = Facts {
        now_ms: number as u64,
        event_key: number.to_string(),
        flow: step.flow_bound.then_some(binding),
        found_unsent: number.is_multiple_of(2),
    };
    let event = event(thread, &step.act, number);
    let mut decision = apply(thread, event, &facts);
    let input = decision.flow.take();
    if input.is_some() {
        let ended =
            step.answers.iter().any(|it| matches!(it, FlowAction::End | FlowAction::Problem { gave_up: true, .. }));
        let waits = step.waits && !ended || matches!(step.answers.last(), Some(FlowAction::HandOver { .. }));
        absorb(thread, waits.then(|| "session".to_owned()), step.answers.clone(), &facts, &mut decision);
    }
    (decision, input)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_happens_the_thread_stays_whole(steps in prop::collection::vec(step(), 1..40)) {
        let mut thread = Thread::new(CustomerId::derive(&["customer"]));
        let mut seen = 0;
        for (number, step) in steps.iter().enumerate() {
            let before = thread.clone();
            let (decision, input) = take(&mut thread, step, number);
            if decision.refused.is_some() {
                prop_assert_eq!(&thread, &before, "what is refused changes nothing");
                prop_assert!(decision.entries.is_empty() && decision.effects.is_empty() && input.is_none());
            }
            // The timeline has no gaps, and the thread knows its end.
            for entry in &decision.entries {
                seen += 1;
                prop_assert_eq!(entry.seq, seen);
            }
            prop_assert_eq!(thread.last_seq, seen);
            let (was, is) = (before.conversation.as_ref(), thread.conversation.as_ref());
            if let Some(was) = was.filter(|was| !was.is_open()) {
                // What is closed stays closed: at most a new one follows.
                prop_assert!(is.is_some_and(|is| is.id != was.id || is.state == State::Closed));
            }
            if let (Some(was), Some(is)) = (was.filter(|was| was.is_open()), is) {
                prop_assert_eq!(&was.id, &is.id, "one conversation at a time");
                prop_assert_eq!(
                    was.flow.as_ref().map(|run| &run.revision), is.flow.as_ref().map(|run| &run.revision),
                    "a running conversation stays on its revision"
                );
            }
            if let Some(is) = is {
                prop_assert_eq!(is.assignee.is_some() && is.is_open(), is.state == State::Active);
                prop_assert!(is.state != State::Queued || is.queue.is_some());
                prop_assert!(is.preview.chars().count() <= 120);
                let has_session = is.flow.as_ref().is_some_and(|run| run.session.is_some());
                prop_assert!(is.state != State::Closed || !has_session, "a closed conversation waits for nothing");
            }
            if let Act::Inbound { channel, kind: InboundKind::Blocked } = &step.act {
                let talks = is.is_some_and(|is| is.state == State::Flow && is.reply_to.channel == *channel);
                prop_assert!(!talks, "a flow leaves those alone who closed the channel");
            }
            if input.is_some() {
                let handed = matches!(step.act, Act::Agent { kind: AgentActionKind::HandBack, .. });
                let flow_had_it = was.is_none_or(|was| !was.is_open() || was.state == State::Flow);
                prop_assert!(handed || flow_had_it, "a flow hears nothing while people have the conversation");
            }
            for entry in decision.entries.iter().filter(|entry| entry.is_send()) {
                prop_assert!(entry.identity.is_some(), "a send knows where it goes");
            }
        }
    }

    /// What the desk offers is what it then does, for everybody (R12).
    #[test]
    fn abilities_are_what_is_not_refused(steps in prop::collection::vec(step(), 0..25), who in 0..3_u8) {
        let mut thread = Thread::new(CustomerId::derive(&["customer"]));
        for (number, step) in steps.iter().enumerate() {
            take(&mut thread, step, number);
        }
        let offered = abilities(&thread, &user(who));
        for (ability, kind) in [
            (AgentAbility::TakeOver, AgentActionKind::TakeOver),
            (AgentAbility::Reply, AgentActionKind::Reply { content: Content::text("x") }),
            (AgentAbility::Note, AgentActionKind::Note { text: "x".to_owned() }),
            (AgentAbility::HandBack, AgentActionKind::HandBack),
            (AgentAbility::Close, AgentActionKind::Close),
        ] {
            let act = Act::Agent { who, kind };
            let step = Step { act, flow_bound: false, answers: Vec::new(), waits: true };
            let (decision, _) = take(&mut thread.clone(), &step, steps.len());
            let already_mine = ability == AgentAbility::TakeOver && decision == Decision::default();
            prop_assert_eq!(offered.contains(&ability), decision.refused.is_none() && !already_mine, "{:?}", ability);
        }
    }

    /// Of two people who take over, the first has it, whoever comes second.
    #[test]
    fn nobody_takes_what_another_has(first in 0..3_u8, second in 0..3_u8) {
        let mut thread = Thread::new(CustomerId::derive(&["customer"]));
        let message = InboundKind::Message { content: Content::text("x"), provider_message_id: None, reply_token: None };
        let step = |act| Step { act, flow_bound: false, answers: Vec::new(), waits: false };
        take(&mut thread, &step(Act::Inbound { channel: Channel::Sms, kind: message }), 0);
        let take_over = |who| step(Act::Agent { who, kind: AgentActionKind::TakeOver });
        take(&mut thread, &take_over(first), 1);
        let (decision, _) = take(&mut thread, &take_over(second), 2);
        prop_assert_eq!(decision.refused, (first != second).then(|| Refusal::TakenBy(user(first))));
        prop_assert_eq!(thread.conversation.and_then(|it| it.assignee), Some(user(first)));
    }
}

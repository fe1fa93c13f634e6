//! What people at the desk do.

use ids::UserId;

use crate::apply::event_entry;
use crate::content::Content;
use crate::decision::{Decision, Facts, FlowInput, Refusal};
use crate::entry::{Author, Entry, EntryBody, EventKind, SendPolicy};
use crate::event::{AgentAction, AgentActionKind};
use crate::thread::{Conversation, State, Thread};

/// What this person may do with the thread's conversation now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentAbility {
    TakeOver,
    Reply,
    Note,
    HandBack,
    Close,
}

pub fn abilities(thread: &Thread, by: &UserId) -> Vec<AgentAbility> {
    [
        (AgentAbility::TakeOver, may_take_over(thread, by)),
        (AgentAbility::Reply, may_reply(thread, by)),
        (AgentAbility::Note, current(thread).map(|_| ())),
        (AgentAbility::HandBack, may_hand_back(thread, by)),
        (AgentAbility::Close, may_close(thread, by)),
    ]
    .into_iter()
    .filter_map(|(ability, allowed)| allowed.is_ok().then_some(ability))
    .collect()
}

pub(crate) fn agent_action(thread: &mut Thread, action: AgentAction, facts: &Facts) -> Decision {
    let AgentAction { by, kind } = action;
    let outcome = match kind {
        AgentActionKind::TakeOver => take_over(thread, by, facts),
        AgentActionKind::Reply { content } => reply(thread, by, content, facts),
        AgentActionKind::Note { text } => note(thread, by, text, facts),
        AgentActionKind::HandBack => hand_back(thread, by, facts),
        AgentActionKind::Close => close(thread, by, facts),
    };
    outcome.unwrap_or_else(|refusal| Decision { refused: Some(refusal), ..Decision::default() })
}

fn current(thread: &Thread) -> Result<&Conversation, Refusal> {
    thread.conversation.as_ref().ok_or(Refusal::NoConversation)
}

fn current_open(thread: &Thread) -> Result<&Conversation, Refusal> {
    current(thread)?.is_open().then_some(()).ok_or(Refusal::ConversationClosed)?;
    current(thread)
}

/// Open, and not somebody else's.
fn may_close(thread: &Thread, by: &UserId) -> Result<(), Refusal> {
    match &current_open(thread)?.assignee {
        Some(other) if other != by => Err(Refusal::TakenBy(other.clone())),
        _ => Ok(()),
    }
}

fn may_take_over(thread: &Thread, by: &UserId) -> Result<(), Refusal> {
    may_close(thread, by)?;
    // Taking over what is already one's own is not an ability to offer; asking twice is harmless all the same.
    if current_open(thread)?.state == State::Active { Err(Refusal::TakenBy(by.clone())) } else { Ok(()) }
}

fn mine<'a>(thread: &'a Thread, by: &UserId) -> Result<&'a Conversation, Refusal> {
    let conversation = current_open(thread)?;
    match (&conversation.assignee, conversation.state) {
        (Some(assignee), State::Active) if assignee == by => Ok(conversation),
        (Some(other), State::Active) => Err(Refusal::TakenBy(other.clone())),
        _ => Err(Refusal::NotYours),
    }
}

fn may_reply(thread: &Thread, by: &UserId) -> Result<(), Refusal> {
    let conversation = mine(thread, by)?;
    if thread.is_blocked(&conversation.reply_to) { Err(Refusal::ChannelBlocked) } else { Ok(()) }
}

fn may_hand_back(thread: &Thread, by: &UserId) -> Result<(), Refusal> {
    let waiting = mine(thread, by)?.flow.as_ref().is_some_and(|run| run.session.is_some());
    waiting.then_some(()).ok_or(Refusal::NoFlowWaiting)?;
    // The flow would talk where nothing can be sent.
    may_reply(thread, by)
}

fn take_over(thread: &mut Thread, by: UserId, facts: &Facts) -> Result<Decision, Refusal> {
    let conversation = current_open(thread)?;
    if conversation.state == State::Active && conversation.assignee.as_ref() == Some(&by) {
        return Ok(Decision::default());
    }
    may_take_over(thread, &by)?;
    change(thread, |conversation| {
        conversation.enter(State::Active, facts.now_ms);
        conversation.assignee = Some(by.clone());
    });
    Ok(recorded(thread, by, EventKind::TakenOver, facts))
}

fn reply(thread: &mut Thread, by: UserId, content: Content, facts: &Facts) -> Result<Decision, Refusal> {
    may_reply(thread, &by)?;
    let preview = content.preview();
    change(thread, |conversation| {
        conversation.waiting_since_ms = None;
        conversation.note_message(&preview, false, facts.now_ms);
    });
    let identity = thread.conversation.as_ref().map(|it| it.reply_to.clone());
    let body = EntryBody::Message {
        content,
        provider_message_id: None,
        client_key: Some(facts.event_key.clone()),
        unsent: false,
        policy: SendPolicy::default(),
    };
    Ok(entry(thread, by, body, identity, facts))
}

fn note(thread: &mut Thread, by: UserId, text: String, facts: &Facts) -> Result<Decision, Refusal> {
    current(thread)?;
    Ok(entry(thread, by, EntryBody::Note { text }, None, facts))
}

fn hand_back(thread: &mut Thread, by: UserId, facts: &Facts) -> Result<Decision, Refusal> {
    may_hand_back(thread, &by)?;
    change(thread, |conversation| {
        conversation.enter(State::Flow, facts.now_ms);
        conversation.assignee = None;
        conversation.queue = None;
        conversation.reason = None;
        conversation.waiting_since_ms = None;
    });
    let mut decision = recorded(thread, by, EventKind::HandedBack, facts);
    decision.flow = Some(FlowInput::HandedBack);
    Ok(decision)
}

fn close(thread: &mut Thread, by: UserId, facts: &Facts) -> Result<Decision, Refusal> {
    may_close(thread, &by)?;
    change(thread, |conversation| {
        conversation.enter(State::Closed, facts.now_ms);
        conversation.waiting_since_ms = None;
        if let Some(run) = &mut conversation.flow {
            run.session = None;
        }
    });
    Ok(recorded(thread, by, EventKind::Closed, facts))
}

fn change(thread: &mut Thread, change: impl FnOnce(&mut Conversation)) {
    if let Some(conversation) = thread.conversation.as_mut() {
        change(conversation);
    }
}

fn recorded(thread: &mut Thread, by: UserId, kind: EventKind, facts: &Facts) -> Decision {
    let mut entry = event_entry(thread, facts, None, kind, String::new());
    entry.author = Author::Agent(by);
    Decision { entries: vec![entry], ..Decision::default() }
}

fn entry(
    thread: &mut Thread,
    by: UserId,
    body: EntryBody,
    identity: Option<crate::event::Identity>,
    facts: &Facts,
) -> Decision {
    let entry = Entry {
        seq: thread.next_seq(),
        at_ms: facts.now_ms,
        conversation: thread.conversation.as_ref().map(|it| it.id.clone()),
        identity,
        author: Author::Agent(by),
        body,
    };
    Decision { entries: vec![entry], ..Decision::default() }
}

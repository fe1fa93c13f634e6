//! `apply`: one event, one decision.

use ids::ConversationId;

use crate::agent::agent_action;
use crate::content::Content;
use crate::decision::{Decision, Effect, Facts, FlowInput};
use crate::entry::{Author, Entry, EntryBody, EventKind, SendPolicy};
use crate::event::{Event, Identity, Inbound, InboundKind};
use crate::language;
use crate::thread::{Conversation, FlowRun, KnownIdentity, ReplyToken, State, Thread};

/// Queue of conversations that start where no flow is bound.
pub const NO_FLOW_QUEUE: &str = "inbox";

/// Applies an event to its thread.
pub fn apply(thread: &mut Thread, event: Event, facts: &Facts) -> Decision {
    match event {
        Event::Inbound(inbound) => apply_inbound(thread, inbound, facts),
        Event::TimerFired { timer, generation } => flow_only(thread, |conversation| {
            (conversation.timer_id(generation) == timer).then_some(FlowInput::TimerFired { generation })
        }),
        Event::HttpFinished { call, number, result } => flow_only(thread, |conversation| {
            (conversation.http_call_id(number) == call).then_some(FlowInput::HttpFinished { number, result })
        }),
        Event::Agent(action) => agent_action(thread, action, facts),
    }
}

/// Events that mean something only to the flow that asked for them; a late one is a no-op.
fn flow_only(thread: &Thread, input: impl FnOnce(&Conversation) -> Option<FlowInput>) -> Decision {
    let flow = thread
        .conversation
        .as_ref()
        .filter(|it| it.state == State::Flow && it.flow.as_ref().is_some_and(|run| run.session.is_some()))
        .and_then(input);
    Decision { flow, ..Decision::default() }
}

fn apply_inbound(thread: &mut Thread, inbound: Inbound, facts: &Facts) -> Decision {
    let Inbound { identity, event_key, kind, display_name, language, .. } = inbound;
    meet(thread, &identity, display_name, language);
    match kind {
        InboundKind::Message { content, provider_message_id, reply_token } => {
            set_blocked(thread, &identity, false);
            language::learn(&mut thread.profile, &content);
            let reply_token = reply_token.map(|token| ReplyToken { token, received_at_ms: facts.now_ms });
            let message = EntryBody::Message {
                content: content.clone(),
                provider_message_id,
                client_key: Some(event_key),
                unsent: false,
                policy: SendPolicy::default(),
            };
            customer_wrote(thread, identity, content, message, reply_token, facts)
        }
        InboundKind::Opened { reply_token } => opened(thread, identity, reply_token, facts),
        InboundKind::Blocked => {
            set_blocked(thread, &identity, true);
            blocked(thread, identity, facts)
        }
        InboundKind::Unknown { type_name } => {
            one_entry(event_entry(thread, facts, Some(identity), EventKind::UnknownEvent, type_name))
        }
        InboundKind::Unsent { .. } if facts.found_unsent => {
            // Lists show the beginning of the last message: it goes too.
            if let Some(conversation) = thread.conversation.as_mut().filter(|it| it.preview_inbound) {
                conversation.preview.clear();
            }
            Decision { effects: vec![Effect::HideMessage], ..Decision::default() }
        }
        InboundKind::Unsent { .. } => {
            one_entry(event_entry(thread, facts, Some(identity), EventKind::UnsentNotFound, String::new()))
        }
        InboundKind::Receipt { provider_message_id, status, error } => Decision {
            effects: vec![Effect::RecordReceipt { identity, provider_message_id, status, error }],
            ..Decision::default()
        },
    }
}

/// Nothing can be sent there any more, so a flow that talks there is over. People may go on: they see it.
fn blocked(thread: &mut Thread, identity: Identity, facts: &Facts) -> Decision {
    let entry = event_entry(thread, facts, Some(identity.clone()), EventKind::ChannelBlocked, String::new());
    let mut decision = one_entry(entry);
    let talks = |it: &&mut Conversation| it.state == State::Flow && it.reply_to == identity;
    let Some(conversation) = thread.conversation.as_mut().filter(talks) else { return decision };
    conversation.enter(State::Closed, facts.now_ms);
    if let Some(run) = &mut conversation.flow {
        run.session = None;
    }
    decision.entries.push(event_entry(thread, facts, None, EventKind::Closed, String::new()));
    decision
}

/// The person opened the channel: a flow may greet them, but nobody has to wait for a person yet.
fn opened(thread: &mut Thread, identity: Identity, reply_token: Option<String>, facts: &Facts) -> Decision {
    set_blocked(thread, &identity, false);
    let mut decision =
        one_entry(event_entry(thread, facts, Some(identity.clone()), EventKind::ChannelOpened, String::new()));
    let has_open = thread.conversation.as_ref().is_some_and(Conversation::is_open);
    if !has_open && facts.flow.is_some() {
        open(thread, &identity, None, facts, &mut decision);
        if let Some(conversation) = thread.conversation.as_mut() {
            conversation.reply_token = reply_token.map(|token| ReplyToken { token, received_at_ms: facts.now_ms });
        }
    }
    decision
}

fn customer_wrote(
    thread: &mut Thread,
    identity: Identity,
    content: Content,
    message: EntryBody,
    reply_token: Option<ReplyToken>,
    facts: &Facts,
) -> Decision {
    let mut decision = Decision::default();
    let is_open = thread.conversation.as_ref().is_some_and(Conversation::is_open);
    if !is_open {
        open(thread, &identity, Some(content.clone()), facts, &mut decision);
    }
    let seq = thread.next_seq();
    let preview = content.preview();
    if let Some(conversation) = thread.conversation.as_mut() {
        conversation.note_message(&preview, true, facts.now_ms);
        conversation.reply_to = identity.clone();
        conversation.reply_token = reply_token;
        match conversation.state {
            State::Flow if is_open => decision.flow = Some(FlowInput::Message { content }),
            State::Queued | State::Active => {
                conversation.waiting_since_ms.get_or_insert(facts.now_ms);
            }
            State::Flow | State::Closed => {}
        }
    }
    let conversation = thread.conversation.as_ref().map(|it| it.id.clone());
    decision.entries.push(Entry {
        seq,
        at_ms: facts.now_ms,
        conversation,
        identity: Some(identity),
        author: Author::Customer,
        body: message,
    });
    decision
}

/// Begins a conversation: with the bound flow, or on the waiting list where there is none.
fn open(thread: &mut Thread, identity: &Identity, opening: Option<Content>, facts: &Facts, decision: &mut Decision) {
    let id = ConversationId::derive(&[thread.customer.as_str(), &facts.event_key]);
    let with_flow = facts.flow.is_some();
    thread.conversation = Some(Conversation {
        id,
        state: if with_flow { State::Flow } else { State::Queued },
        opened_at_ms: facts.now_ms,
        state_since_ms: facts.now_ms,
        reply_to: identity.clone(),
        reply_token: None,
        flow: facts.flow.as_ref().map(|binding| FlowRun {
            flow: binding.flow.clone(),
            revision: binding.revision.clone(),
            session: None,
            answers: None,
        }),
        queue: (!with_flow).then(|| NO_FLOW_QUEUE.to_owned()),
        reason: None,
        assignee: None,
        waiting_since_ms: None,
        last_at_ms: facts.now_ms,
        preview: String::new(),
        preview_inbound: true,
    });
    let opened = event_entry(thread, facts, Some(identity.clone()), EventKind::ConversationOpened, String::new());
    decision.entries.push(opened);
    if let Some(binding) = &facts.flow {
        let detail = format!("{} #{}", binding.name, binding.revision.number);
        let started = event_entry(thread, facts, None, EventKind::FlowStarted, detail);
        decision.entries.push(started);
        decision.flow = Some(FlowInput::Started { opening });
    }
}

fn meet(thread: &mut Thread, identity: &Identity, name: Option<String>, language: Option<String>) {
    if !thread.identities.iter().any(|known| known.identity == *identity) {
        thread.identities.push(KnownIdentity { identity: identity.clone(), blocked: false });
    }
    if let Some(name) = name.filter(|_| thread.profile.name.is_empty()) {
        thread.profile.name = name;
    }
    if let Some(language) = language.filter(|_| thread.profile.language.is_empty() || thread.profile.language_guessed) {
        thread.profile.language = language;
        thread.profile.language_guessed = false;
    }
}

fn set_blocked(thread: &mut Thread, identity: &Identity, blocked: bool) {
    if let Some(known) = thread.identities.iter_mut().find(|known| known.identity == *identity) {
        known.blocked = blocked;
    }
}

pub(crate) fn event_entry(
    thread: &mut Thread,
    facts: &Facts,
    identity: Option<Identity>,
    kind: EventKind,
    detail: String,
) -> Entry {
    Entry {
        seq: thread.next_seq(),
        at_ms: facts.now_ms,
        conversation: thread.conversation.as_ref().map(|it| it.id.clone()),
        identity,
        author: Author::System,
        body: EntryBody::Event { kind, detail },
    }
}

fn one_entry(entry: Entry) -> Decision {
    Decision { entries: vec![entry], ..Decision::default() }
}

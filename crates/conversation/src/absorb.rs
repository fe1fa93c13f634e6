//! `absorb`: what a flow answered becomes entries, effects and a state.

use crate::apply::event_entry;
use crate::content::Content;
use crate::decision::{Decision, Effect, Facts, FlowAction};
use crate::entry::{Author, Entry, EntryBody, EventKind, SendPolicy};
use crate::thread::{State, Thread};

/// Queue of conversations whose flow gave up.
pub const FAILED_FLOW_QUEUE: &str = "flow-problems";

/// Adds a flow's answer to the decision that asked it. `session` is what the flow wants to be told next time, or `None` when it
/// is over.
pub fn absorb(
    thread: &mut Thread,
    session: Option<String>,
    actions: Vec<FlowAction>,
    facts: &Facts,
    decision: &mut Decision,
) {
    if let Some(run) = thread.conversation.as_mut().and_then(|it| it.flow.as_mut()) {
        run.session = session;
    }
    for action in actions {
        match action {
            FlowAction::Say { node, content, policy } => say(thread, node, content, policy, facts, decision),
            FlowAction::SetTimer { generation, due_ms } => {
                decision.effects.push(Effect::SetTimer { generation, due_ms });
            }
            FlowAction::CallHttp { number, request } => decision.effects.push(Effect::CallHttp { number, request }),
            FlowAction::HandOver { queue, reason } => {
                wait_for_person(thread, &queue, &reason, facts);
                let detail = if reason.is_empty() { queue } else { format!("{queue}: {reason}") };
                push_event(thread, EventKind::HandedOver, detail, facts, decision);
            }
            FlowAction::End => {
                if let Some(conversation) = thread.conversation.as_mut() {
                    conversation.enter(State::Closed, facts.now_ms);
                    conversation.waiting_since_ms = None;
                }
                push_event(thread, EventKind::Closed, String::new(), facts, decision);
            }
            FlowAction::Problem { code, node, detail, gave_up } => {
                push_event(thread, EventKind::FlowProblem, format!("{code} ({node}): {detail}"), facts, decision);
                if gave_up {
                    wait_for_person(thread, FAILED_FLOW_QUEUE, &code, facts);
                }
            }
        }
    }
}

fn say(
    thread: &mut Thread,
    node: String,
    content: Content,
    policy: SendPolicy,
    facts: &Facts,
    decision: &mut Decision,
) {
    let seq = thread.next_seq();
    let Some(conversation) = thread.conversation.as_mut() else {
        return;
    };
    conversation.note_message(&content.preview(), false, facts.now_ms);
    decision.entries.push(Entry {
        seq,
        at_ms: facts.now_ms,
        conversation: Some(conversation.id.clone()),
        identity: Some(conversation.reply_to.clone()),
        author: Author::Flow { node: Some(node) },
        body: EntryBody::Message { content, provider_message_id: None, client_key: None, unsent: false, policy },
    });
}

fn wait_for_person(thread: &mut Thread, queue: &str, reason: &str, facts: &Facts) {
    if let Some(conversation) = thread.conversation.as_mut() {
        conversation.enter(State::Queued, facts.now_ms);
        conversation.queue = Some(queue.to_owned());
        conversation.reason = (!reason.is_empty()).then(|| reason.to_owned());
        conversation.waiting_since_ms = Some(facts.now_ms);
        conversation.assignee = None;
    }
}

fn push_event(thread: &mut Thread, kind: EventKind, detail: String, facts: &Facts, decision: &mut Decision) {
    let entry = event_entry(thread, facts, None, kind, detail);
    decision.entries.push(entry);
}

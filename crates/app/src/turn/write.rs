//! The commit of a turn: what it puts, and under which conditions.

use conversation::{Author, DeliveryStatus, Effect, Entry, EntryBody, Event, Facts, ReplyToken, Thread};
use ids::WorkspaceId;
use ports::{Condition, Op, Timer};

use super::{Before, Decided, TurnError};
use crate::records::{
    ConversationRecord, DeliveryRecord, FailureRecord, HttpJob, IdentityRecord, MARKER_MS, OutboxRecord, PointerRecord,
    SendJob, SendMessage, decode, delivery_key, encode, entry_ops, list_key, marker_key, put, thread_key,
};
use crate::{Services, webchat};

pub(super) struct Plan {
    pub ops: Vec<Op>,
    pub outbox: Vec<OutboxRecord>,
}

pub(super) async fn plan(
    services: &Services,
    workspace: &WorkspaceId,
    event: &Event,
    before: &Before,
    decided: &Decided,
    facts: &Facts,
) -> Result<Plan, TurnError> {
    let Decided { thread, decision } = decided;
    let customer = &thread.customer;
    if leaves_the_thread(event, before, decided) {
        let mut ops = Vec::new();
        for effect in &decision.effects {
            ops.extend(receipt(services, workspace, thread, effect, facts).await?);
        }
        return Ok(Plan { ops, outbox: Vec::new() });
    }
    let has_sends = decision.entries.iter().any(Entry::is_send);
    let (head, mut reply_token) = with_token_used(thread, has_sends);
    let mut ops = vec![
        put(thread_key(customer), &head, before.version.map_or(Condition::Absent, Condition::Version)),
        Op::Put {
            key: marker_key(customer, &facts.event_key),
            body: Vec::new(),
            expires_at_ms: Some(facts.now_ms + MARKER_MS),
            condition: Condition::Absent,
        },
    ];
    ops.extend(entry_ops(customer, &decision.entries));
    ops.extend(new_identities(before, thread));
    ops.extend(state_change(before, thread));
    let mut outbox = Vec::new();
    for entry in decision.entries.iter().filter(|entry| entry.is_send()) {
        let Some(job) = send_job(services, workspace, thread, entry, facts).await? else { continue };
        match outbox.last_mut() {
            Some(OutboxRecord::Send(last)) if leave_together(last, &job) => last.messages.extend(job.messages),
            _ => outbox.push(OutboxRecord::Send(SendJob { reply_token: reply_token.take(), ..job })),
        }
    }
    if let Some(OutboxRecord::Send(first)) = outbox.first_mut() {
        first.heard = webchat::heard(&decision.entries, &first.identity);
    }
    for effect in &decision.effects {
        match effect {
            Effect::SetTimer { generation, due_ms } => {
                outbox.extend(timer(workspace, thread, *generation, *due_ms, facts));
            }
            Effect::CallHttp { number, request } => outbox.extend(thread.conversation.as_ref().map(|conversation| {
                let job = HttpJob {
                    workspace: workspace.clone(),
                    customer: customer.clone(),
                    call: conversation.http_call_id(*number),
                    number: *number,
                    request: request.clone(),
                };
                OutboxRecord::Http { job, created_ms: facts.now_ms }
            })),
            Effect::RecordReceipt { .. } => ops.extend(receipt(services, workspace, thread, effect, facts).await?),
            Effect::HideMessage => {
                if let Some(unsent) = &before.unsent {
                    ops.extend(unsent.hide(services, workspace).await?);
                }
            }
        }
    }
    ops.extend(outbox.iter().map(|record| put(record.key(), record, Condition::Always)));
    Ok(Plan { ops, outbox })
}

/// Nothing is said, and the thread stays as it was: an event that comes again changes nothing again, so neither the thread
/// nor a marker is written for it. Most receipts are such, and timers that nobody waits for. What people do is remembered
/// all the same: its repeat may come when it would change something.
fn leaves_the_thread(event: &Event, before: &Before, decided: &Decided) -> bool {
    if matches!(event, Event::Agent(_)) {
        return false;
    }
    let Decided { thread, decision } = decided;
    let only_receipts = decision.effects.iter().all(|effect| matches!(effect, Effect::RecordReceipt { .. }));
    decision.entries.is_empty() && only_receipts && *thread == before.thread
}

/// A reply token works once: the first call of the turn takes it, and the thread forgets it.
fn with_token_used(thread: &Thread, has_sends: bool) -> (Thread, Option<ReplyToken>) {
    let mut head = thread.clone();
    let token = match &mut head.conversation {
        Some(conversation) if has_sends => conversation.reply_token.take(),
        _ => None,
    };
    (head, token)
}

fn new_identities(before: &Before, thread: &Thread) -> Vec<Op> {
    let known = before.thread.identities.len();
    thread.identities[known.min(thread.identities.len())..]
        .iter()
        .map(|new| {
            let record = IdentityRecord { customer: thread.customer.clone() };
            put(IdentityRecord::key(&new.identity), &record, Condition::Always)
        })
        .collect()
}

/// Keeps the lists by state and the conversation's own record in step with the thread.
fn state_change(before: &Before, thread: &Thread) -> Vec<Op> {
    let Some(conversation) = &thread.conversation else { return Vec::new() };
    let was = before.thread.conversation.as_ref().filter(|was| was.id == conversation.id);
    let moved = was.is_none_or(|was| was.state != conversation.state);
    let reassigned = was.is_some_and(|was| was.assignee != conversation.assignee);
    if !moved && !reassigned {
        return Vec::new();
    }
    let record = ConversationRecord { customer: thread.customer.clone(), conversation: conversation.clone() };
    let mut ops = vec![put(ConversationRecord::key(&conversation.id), &record, Condition::Always)];
    if moved {
        ops.extend(was.map(|was| Op::Delete { key: list_key(was), condition: Condition::Always }));
        ops.push(Op::Put {
            key: list_key(conversation),
            body: encode(&thread.customer),
            expires_at_ms: None,
            condition: Condition::Always,
        });
    }
    ops
}

async fn send_job(
    services: &Services,
    workspace: &WorkspaceId,
    thread: &Thread,
    entry: &Entry,
    facts: &Facts,
) -> Result<Option<SendJob>, TurnError> {
    let (EntryBody::Message { content, policy, .. }, Some(identity)) = (&entry.body, &entry.identity) else {
        return Ok(None);
    };
    let agent_name = match &entry.author {
        Author::Agent(id) => crate::people::name_of(services, workspace, id).await?,
        _ => None,
    };
    Ok(Some(SendJob {
        customer: thread.customer.clone(),
        conversation: entry.conversation.clone(),
        identity: identity.clone(),
        messages: vec![SendMessage::new(entry.seq, content.clone())],
        policy: *policy,
        reply_token: None,
        heard: Vec::new(),
        agent_name,
        created_ms: facts.now_ms,
        attempts: 0,
        not_before_ms: 0,
        begun: 0,
        unknowns: 0,
        maybe_taken: false,
        sending: None,
        parts_done: 0,
        first_open: 0,
        resent: false,
    }))
}

/// Messages of one turn that a channel may put into one call: LINE's reply token is good for a single one.
fn leave_together(last: &SendJob, next: &SendJob) -> bool {
    last.messages.len() < limits::SEND_MESSAGES
        && (&last.identity, last.policy, &last.agent_name) == (&next.identity, next.policy, &next.agent_name)
}

fn timer(
    workspace: &WorkspaceId,
    thread: &Thread,
    generation: u32,
    due_ms: u64,
    facts: &Facts,
) -> Option<OutboxRecord> {
    let conversation = thread.conversation.as_ref()?;
    let timer = Timer {
        workspace: workspace.clone(),
        id: conversation.timer_id(generation),
        customer: thread.customer.clone(),
        generation,
        due_ms,
    };
    Some(OutboxRecord::Timer { timer, created_ms: facts.now_ms })
}

/// A receipt moves a delivery forward, never back. One that comes before our own call was answered waits in
/// the pointer. A message that is refused this late is a failure to look at, too.
async fn receipt(
    services: &Services,
    workspace: &WorkspaceId,
    thread: &Thread,
    effect: &Effect,
    facts: &Facts,
) -> Result<Vec<Op>, TurnError> {
    let Effect::RecordReceipt { identity, provider_message_id: message_id, status, error } = effect else {
        return Ok(Vec::new());
    };
    let status = *status;
    let key = PointerRecord::key(identity.channel.as_str(), &identity.account, message_id);
    let item = services.store.get(workspace, std::slice::from_ref(&key)).await?.pop().flatten();
    let (pointer, version) = match &item {
        Some(item) => (decode::<PointerRecord>(item)?, Condition::Version(item.version)),
        None => {
            let customer = thread.customer.clone();
            (PointerRecord { customer, seq: None, part: None, early: None, early_error: None }, Condition::Absent)
        }
    };
    let Some(seq) = pointer.seq else {
        if pointer.early.is_some_and(|early| !early.goes_on_to(status)) {
            return Ok(Vec::new());
        }
        let pointer = PointerRecord { early: Some(status), early_error: error.clone(), ..pointer };
        return Ok(vec![put(key, &pointer, version)]);
    };
    let customer = &pointer.customer;
    let key = delivery_key(customer, seq);
    let item = services.store.get(workspace, std::slice::from_ref(&key)).await?.pop().flatten();
    let (before, version) = match &item {
        Some(item) => (decode(item)?, Condition::Version(item.version)),
        None => (DeliveryRecord::plain(), Condition::Absent),
    };
    let mut record = before.clone();
    record.hear(pointer.part, status, error.as_ref());
    if record == before {
        return Ok(Vec::new());
    }
    let mut ops = vec![put(key, &record, version)];
    if record.status == DeliveryStatus::Rejected && before.status != DeliveryStatus::Rejected {
        let detail = error.clone().unwrap_or_default();
        ops.push(FailureRecord::rejected_send(customer, identity, seq, facts.now_ms, detail));
    }
    Ok(ops)
}

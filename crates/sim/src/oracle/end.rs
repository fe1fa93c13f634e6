//! What must hold when everything had time to settle.

use app::records::{RevisionRecord, marker_key};
use conversation::{Author, DeliveryStatus, Entry, EntryBody, State as Stage, Thread};
use ports::QueueName;

use super::sends::Said;
use super::stored::{entries, read, text};
use super::{Oracle, is_chat};
use crate::flow::{SILENCE_S, SILENT};
use crate::vendors::identity;
use crate::world::{State, WORKSPACES, workspace_id};

/// Checks the world at its end. `skew_ms` is how wrong its clocks were.
pub fn check_end(state: &mut State, skew_ms: u64) {
    let mut wrong = Vec::new();
    still(state, &mut wrong);
    events(state, &mut wrong);
    sends(&state.oracle, &mut wrong);
    publishing(state, &mut wrong);
    for workspace in 0..WORKSPACES.len() {
        timelines(state, workspace, skew_ms, &mut wrong);
    }
    visitors(state, &mut wrong);
    let now_ms = state.now_ms();
    if let Some(first) = wrong.into_iter().next() {
        state.oracle.violated(now_ms, first);
    }
}

/// Whether anything is still to be done.
pub fn is_still(state: &State) -> bool {
    // A message that has waited minutes for its last delivery may die of it late: it is tried again like the others.
    let is_empty = |queue| state.queues.depth(queue) == 0 && state.queues.dead_letters(queue).is_empty();
    let queues = QueueName::ALL.into_iter().all(is_empty);
    queues
        && state.timers.count() == 0
        && state.people.visitors.iter().all(super::super::people::Visitor::is_quiet)
        && (0..WORKSPACES.len()).all(|workspace| state.store.all(&workspace_id(workspace), "O#").next().is_none())
}

fn still(state: &mut State, wrong: &mut Vec<String>) {
    for queue in QueueName::ALL {
        let (depth, dead) = (state.queues.depth(queue), state.queues.dead_letters(queue).len());
        if depth + dead as u64 > 0 {
            wrong.push(format!("{} still holds {depth} messages and {dead} dead letters", queue.as_str()));
        }
    }
    for workspace in 0..WORKSPACES.len() {
        if let Some(row) = state.store.all(&workspace_id(workspace), "O#").next() {
            wrong.push(format!("the outbox still holds {} (R1)", String::from_utf8_lossy(&row.body)));
        }
    }
    if state.timers.count() > 0 {
        wrong.push(format!("{} timers have not fired", state.timers.count()));
    }
    if let Some(visitor) = state.people.visitors.iter().position(|it| !it.is_quiet()) {
        wrong.push(format!("visitor {visitor} still waits for an answer"));
    }
}

fn events(state: &State, wrong: &mut Vec<String>) {
    for (key, fact) in state.oracle.events.iter().filter(|(_, fact)| fact.accepted) {
        let marker = state.store.get(&workspace_id(key.workspace), &marker_key(&key.customer, &key.key));
        // A receipt leaves no marker: that it counts shows in what it tells of.
        let is_lost = marker.is_none() && fact.receipt.is_none();
        if is_lost || (fact.is_message && fact.entries == 0) {
            wrong.push(format!("the event {} was accepted and became no turn (R1, R11)", key.key));
        }
    }
}

fn sends(oracle: &Oracle, wrong: &mut Vec<String>) {
    for ((workspace, identity, words), place) in &oracle.texts {
        let Some(said) = oracle.sends.get(place) else { continue };
        if let Some(reason) = Oracle::unsettled(said, identity) {
            wrong.push(format!("entry {} of {} in {workspace}, `{words}`, {reason}", place.2, identity.address));
        }
        if is_chat(identity) {
            continue;
        }
        if let Some(told) = oracle.told_more(said) {
            wrong.push(format!("entry {} is {:?}, though its vendor told {told:?}", place.2, said.status));
        }
        let rejected = said.status == Some(DeliveryStatus::Rejected);
        if rejected && said.seen > 0 && !oracle.told_rejected(said) {
            wrong.push(format!("entry {} is called rejected, and the customer saw it (R1)", place.2));
        }
    }
    for (workspace, words) in &oracle.answers {
        if !oracle.texts.keys().any(|(of, _, said)| of == workspace && said == words) {
            wrong.push(format!("the desk was told that `{words}` counts, and it was never said (R11)"));
        }
    }
}

impl Oracle {
    /// A receipt that was taken and does not show. Of a message that went out twice, one id is known and one is not.
    fn told_more(&self, said: &Said) -> Option<DeliveryStatus> {
        let status = said.status.filter(|status| *status >= DeliveryStatus::Accepted && said.seen == 1)?;
        let taken = self.events.values().filter(|fact| fact.accepted).filter_map(|fact| fact.receipt.as_ref());
        let told = taken.filter(|(id, _)| said.vendor_ids.contains(id)).map(|(_, status)| *status);
        let counts = |told: &DeliveryStatus| *told != DeliveryStatus::Rejected || status < DeliveryStatus::Delivered;
        told.filter(counts).find(|told| *told > status)
    }

    /// The vendor took it, and said later that it did not arrive.
    fn told_rejected(&self, said: &Said) -> bool {
        let receipts = self.events.values().filter_map(|fact| fact.receipt.as_ref());
        receipts.filter(|it| it.1 == DeliveryStatus::Rejected).any(|(id, _)| said.vendor_ids.contains(id))
    }
}

fn publishing(state: &State, wrong: &mut Vec<String>) {
    for (workspace, number, hash) in &state.oracle.published {
        let rows: Vec<RevisionRecord> = state.store.all(&workspace_id(*workspace), "FR#").filter_map(read).collect();
        let row = rows.iter().find(|row| u64::from(row.number) == *number);
        if row.is_none_or(|row| row.hash != *hash) {
            wrong.push(format!("revision {number} was published and is gone (R11)"));
        }
        let program = (workspace_id(*workspace), RevisionRecord::program_blob(hash));
        if !state.blobs.contains_key(&program) {
            wrong.push(format!("the program of revision {number} is gone (R11)"));
        }
    }
}

fn timelines(state: &State, workspace: usize, skew_ms: u64, wrong: &mut Vec<String>) {
    let id = workspace_id(workspace);
    let heads = state.store.all(&id, "T#").filter(|item| item.key.sort == "HEAD");
    for head in heads {
        let Some(thread) = read::<Thread>(head) else { continue };
        let rows = state.store.all(&id, &head.key.partition).filter(|item| item.key.sort.starts_with("E#"));
        let entries: Vec<Entry> = rows.filter_map(entries).flatten().collect();
        let seqs: Vec<u64> = entries.iter().map(|entry| entry.seq).collect();
        if seqs != (1..=thread.last_seq).collect::<Vec<_>>() {
            wrong.push(format!("the timeline of {} has gaps: {seqs:?}", thread.customer));
        }
        if thread.conversation.as_ref().is_some_and(|it| it.state == Stage::Flow) {
            wrong.push(format!("the flow of {} never ends, though every question gives up", thread.customer));
        }
        silences(&entries, skew_ms, wrong);
    }
}

/// A question gives up after its time, and only when nobody said anything.
fn silences(entries: &[Entry], skew_ms: u64, wrong: &mut Vec<String>) {
    for (at, silent) in entries.iter().enumerate().filter(|(_, entry)| words(entry).contains(&format!(" {SILENT} "))) {
        let before = entries[..at].iter().rev().filter(|entry| entry.conversation == silent.conversation);
        for entry in before {
            if entry.author == Author::Customer && matches!(entry.body, EntryBody::Message { .. }) {
                // What was said before the question is no answer to it.
                break;
            }
            let spoken = words(entry);
            if spoken.contains(" name ") || spoken.contains(" more ") {
                let waited_ms = silent.at_ms.saturating_sub(entry.at_ms);
                if waited_ms + 2 * skew_ms < SILENCE_S * 1000 {
                    wrong.push(format!("`{}` after {waited_ms} ms: a timer of another question acted", words(silent)));
                }
                break;
            }
        }
    }
}

fn words(entry: &Entry) -> String {
    match &entry.body {
        EntryBody::Message { content, .. } => text(content),
        _ => String::new(),
    }
}

/// Every visitor sees the whole conversation once.
fn visitors(state: &State, wrong: &mut Vec<String>) {
    for (number, visitor) in state.people.visitors.iter().enumerate() {
        let Some(address) = &visitor.id else { continue };
        let them = identity(conversation::Channel::Webchat, address);
        let id = workspace_id(visitor.workspace);
        let customer = app::records::customer_of(&id, &them);
        let partition = app::records::thread_partition(&customer);
        let rows = state.store.all(&id, &partition).filter(|item| item.key.sort.starts_with("E#"));
        let entries: Vec<Entry> = rows.filter_map(entries).flatten().collect();
        for entry in entries.iter().filter(|entry| matches!(entry.body, EntryBody::Message { .. })) {
            // Their own messages they have, acknowledged.
            if entry.author != Author::Customer && !visitor.seen.contains_key(&entry.seq) {
                wrong.push(format!("visitor {number} never saw entry {}, `{}` (R1)", entry.seq, words(entry)));
            }
        }
        for (seq, text) in &visitor.seen {
            if !entries.iter().any(|entry| entry.seq == *seq && words(entry) == *text) {
                wrong.push(format!("visitor {number} saw `{text}` as {seq}, which is not stored"));
            }
        }
    }
}

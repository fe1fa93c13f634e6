//! What every change of the store must keep: timelines without gaps, events that count once, deliveries that only move
//! forward, conversations that stay on their revision.

use app::records::{DeliveryRecord, OutboxRecord, SendJob, decode_entries};
use conversation::{
    Author, Content, DeliveryStatus, Entry, EntryBody, FAILED_FLOW_QUEUE, Identity, SendPolicy, Thread,
};
use ids::WorkspaceId;
use ports::Item;
use serde::de::DeserializeOwned;

use super::sends::Said;
use super::{EventKey, Oracle, Place};
use crate::fakes::Change;
use crate::world::WORKSPACES;

impl Oracle {
    /// A commit was applied.
    pub fn stored(&mut self, workspace: &WorkspaceId, changes: &[Change], now_ms: u64) {
        let Some(workspace) = WORKSPACES.iter().position(|name| *name == workspace.as_str()) else {
            return self.violated(now_ms, format!("a commit in {workspace}, which nobody has (R8)"));
        };
        for change in changes {
            let kind = change.key.sort.get(..2).unwrap_or_default();
            match kind {
                "HE" if change.key.sort == "HEAD" => self.head(workspace, change, changes, now_ms),
                "D#" if change.key.partition.starts_with("T#") => self.delivery(workspace, change, now_ms),
                "E#" => self.rewritten(change, now_ms),
                _ => {}
            }
        }
        // After the deliveries of the same commit: what left the outbox without one was taken.
        for change in changes.iter().filter(|it| it.key.partition.starts_with("O#") && it.new.is_none()) {
            if let Some(OutboxRecord::Send(job)) = change.old.as_ref().and_then(read::<OutboxRecord>) {
                self.settled(workspace, &job, now_ms);
            }
        }
    }

    fn settled(&mut self, workspace: usize, job: &SendJob, now_ms: u64) {
        for message in &job.messages {
            let Some(said) = self.sends.get_mut(&(workspace, job.customer.clone(), message.seq)) else {
                return self.violated(now_ms, format!("a send of entry {}, which is no message", message.seq));
            };
            said.settled_at_ms.get_or_insert(now_ms);
            said.status.get_or_insert(DeliveryStatus::Accepted);
        }
    }

    /// Entries stay as they are, but for what the customer took back.
    fn rewritten(&mut self, change: &Change, now_ms: u64) {
        let Some(old) = change.old.as_ref().and_then(entries) else { return };
        let Some(new) = change.new.as_ref().and_then(entries) else {
            return self.violated(now_ms, "entries were removed or cannot be read (R11)".to_owned());
        };
        let taken_back = |entry: &Entry| matches!(entry.body, EntryBody::Message { unsent: true, .. });
        let kept = |(old, new): (&Entry, &Entry)| old == new || old.seq == new.seq && taken_back(new);
        if old.len() != new.len() || !old.iter().zip(&new).all(kept) {
            self.violated(now_ms, format!("entries from {} on were written over (R11)", old[0].seq));
        }
    }

    fn head(&mut self, workspace: usize, head: &Change, changes: &[Change], now_ms: u64) {
        let Some(thread) = head.new.as_ref().and_then(read::<Thread>) else {
            return self.violated(now_ms, "a thread was removed or cannot be read (R11)".to_owned());
        };
        self.together += 1;
        let mut last_policy = SendPolicy::default();
        let mut last_seq = head.old.as_ref().and_then(read::<Thread>).map_or(0, |thread| thread.last_seq);
        let rows = changes.iter().filter(|it| it.key.partition == head.key.partition && it.key.sort.starts_with("E#"));
        let mut added = Vec::new();
        for row in rows.filter(|row| row.old.is_none()) {
            let Some(entries) = row.new.as_ref().and_then(entries) else {
                return self.violated(now_ms, "entries cannot be read (R11)".to_owned());
            };
            added.extend(entries);
        }
        for entry in added {
            last_seq += 1;
            if entry.seq != last_seq {
                self.violated(now_ms, format!("entry {} comes where {last_seq} was next", entry.seq));
            }
            if let EntryBody::Message { policy, .. } = entry.body
                && std::mem::replace(&mut last_policy, policy) != policy
            {
                self.together += 1;
            }
            self.entry(workspace, &thread, entry, now_ms);
        }
        if thread.last_seq != last_seq {
            let told = thread.last_seq;
            self.violated(now_ms, format!("the thread says that its last entry is {told}, and it is {last_seq}"));
        }
        let conversation = thread.conversation.as_ref();
        if let Some(gave_up) = conversation.filter(|it| it.queue.as_deref() == Some(FAILED_FLOW_QUEUE)) {
            self.violated(now_ms, format!("the flow gave up: {}", gave_up.reason.as_deref().unwrap_or_default()));
        }
        if let Some((conversation, run)) = conversation.and_then(|it| it.flow.as_ref().map(|run| (it, run))) {
            let now = &run.revision.hash;
            let pinned = self.revisions.entry(conversation.id.clone()).or_insert_with(|| now.clone());
            if pinned != now {
                self.violated(now_ms, format!("a conversation went on at revision {now} (R4)"));
            }
        }
    }

    fn entry(&mut self, workspace: usize, thread: &Thread, entry: Entry, now_ms: u64) {
        let is_send = entry.is_send();
        let EntryBody::Message { content, client_key, policy, .. } = entry.body else { return };
        let Some(identity) = entry.identity else { return };
        let customer = thread.customer.clone();
        if entry.author == Author::Customer {
            let key = EventKey::new(workspace, &identity, &client_key.unwrap_or_default());
            let Some(fact) = self.events.get_mut(&key) else {
                return self.violated(now_ms, format!("entry {} is of an event that nobody sent", entry.seq));
            };
            fact.entries += 1;
            if fact.entries > 1 {
                self.violated(now_ms, format!("the event {} became two turns (R1)", key.key));
            }
        } else if is_send {
            let place = (workspace, customer, entry.seq);
            let conversation = entry.conversation.clone();
            let text = text(&content);
            self.said(
                place,
                identity,
                text,
                Said { policy, conversation, together: self.together, ..Said::default() },
                now_ms,
            );
        }
    }

    fn said(&mut self, place: Place, identity: Identity, text: String, said: Said, now_ms: u64) {
        let revision = text.split(' ').nth(1).filter(|word| word.starts_with('r')).map(str::to_owned);
        if let (Some(conversation), Some(revision)) = (&said.conversation, revision) {
            let first = self.spoken.entry(conversation.clone()).or_insert_with(|| revision.clone());
            if *first != revision {
                let first = first.clone();
                self.violated(now_ms, format!("`{text}` is said in a conversation that began with {first} (R4)"));
            }
        }
        if let Some((_, _, seq)) = self.texts.insert((place.0, identity, text.clone()), place.clone()) {
            self.violated(now_ms, format!("`{text}` is said twice, as entries {seq} and {} (R1)", place.2));
        }
        self.sends.insert(place, said);
    }

    fn delivery(&mut self, workspace: usize, change: &Change, now_ms: u64) {
        let Some(record) = change.new.as_ref().and_then(read::<DeliveryRecord>) else {
            return self.violated(now_ms, "a delivery was removed or cannot be read (R11)".to_owned());
        };
        let customer = change.key.partition.trim_start_matches("T#").parse();
        let (Ok(customer), Ok(seq)) = (customer, change.key.sort.trim_start_matches("D#").parse::<u64>()) else {
            return self.violated(now_ms, "a delivery of nobody".to_owned());
        };
        let Some(said) = self.sends.get_mut(&(workspace, customer, seq)) else {
            return self.violated(now_ms, format!("a delivery of entry {seq}, which is no message"));
        };
        said.settled_at_ms.get_or_insert(now_ms);
        said.resent |= record.resent;
        let before = said.status.replace(record.status);
        if before.is_some_and(|before| before > record.status) {
            let now = record.status;
            self.violated(now_ms, format!("the delivery of entry {seq} went back from {before:?} to {now:?}"));
        }
        let was_seen =
            before.is_some_and(|before| (DeliveryStatus::Delivered..DeliveryStatus::Rejected).contains(&before));
        if was_seen && record.status == DeliveryStatus::Rejected {
            self.violated(now_ms, format!("entry {seq} was delivered, and now it is rejected"));
        }
    }
}

/// Plain words of a message.
pub(super) fn text(content: &Content) -> String {
    content.preview()
}

pub(super) fn entries(item: &Item) -> Option<Vec<Entry>> {
    decode_entries(item).ok()
}

pub(super) fn read<T: DeserializeOwned>(item: &Item) -> Option<T> {
    serde_json::from_slice(&item.body).ok()
}

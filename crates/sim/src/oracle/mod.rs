//! What must hold, checked while the run goes on and at its end. The oracle sees what vendors, visitors and the desk
//! were told, what customers saw, and what was stored; it knows nothing of how the functions work.

mod end;
mod sends;
mod stored;

use std::collections::{BTreeMap, BTreeSet};

use conversation::{Channel, DeliveryStatus, Identity, Inbound, InboundKind};
use ids::{ConversationId, CustomerId};
use serde_json::Value;

use crate::scheduler::TaskId;
use crate::world::workspace_id;

pub use end::{check_end, is_still};
pub use sends::Shown;

#[derive(Default)]
pub struct Oracle {
    violation: Option<Violation>,
    /// What was handed to us, by the key that makes it count once.
    events: BTreeMap<EventKey, Fact>,
    sends: BTreeMap<Place, sends::Said>,
    /// Where each text of an address stands.
    texts: BTreeMap<(usize, Identity, String), Place>,
    seen: Vec<Shown>,
    /// The last entry that an address saw, by `seq`.
    furthest: BTreeMap<(usize, Identity), Place>,
    /// Counts what leaves together.
    together: u64,
    /// When something last went wrong for a task.
    hurt: BTreeMap<TaskId, u64>,
    /// The revision that each conversation is pinned to.
    revisions: BTreeMap<ConversationId, String>,
    /// The revision that the flow's first words in each conversation were of.
    spoken: BTreeMap<ConversationId, String>,
    /// Answers of people that the API called done.
    answers: BTreeSet<(usize, String)>,
    /// Revisions that the API called published.
    published: BTreeSet<(usize, u64, String)>,
}

/// A promise that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pub at_ms: u64,
    pub what: String,
}

/// One row of a timeline.
pub type Place = (usize, CustomerId, u64);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventKey {
    workspace: usize,
    customer: CustomerId,
    /// As it travels in the envelope.
    key: String,
}

#[derive(Debug, Clone, Default)]
struct Fact {
    /// Somebody was told 2xx.
    accepted: bool,
    is_message: bool,
    /// Entries that it made.
    entries: u32,
    receipt: Option<(String, DeliveryStatus)>,
}

impl EventKey {
    pub fn new(workspace: usize, identity: &Identity, event_key: &str) -> Self {
        let customer = app::records::customer_of(&workspace_id(workspace), identity);
        let key = format!("{}#{}#{event_key}", identity.channel.as_str(), identity.account);
        Self { workspace, customer, key }
    }
}

impl Oracle {
    pub fn violation(&self) -> Option<&Violation> {
        self.violation.as_ref()
    }

    /// Only the first counts: what follows may follow from it.
    pub fn violated(&mut self, at_ms: u64, what: String) {
        self.violation.get_or_insert(Violation { at_ms, what });
    }

    /// A vendor has these events and will post them.
    pub fn expect(&mut self, workspace: usize, events: &[Inbound]) -> Vec<EventKey> {
        let mut keys = Vec::with_capacity(events.len());
        for event in events {
            let key = EventKey::new(workspace, &event.identity, &event.event_key);
            let fact = self.events.entry(key.clone()).or_default();
            fact.is_message = matches!(event.kind, InboundKind::Message { .. });
            if let InboundKind::Receipt { provider_message_id, status, .. } = &event.kind {
                fact.receipt = Some((provider_message_id.clone(), *status));
            }
            keys.push(key);
        }
        keys
    }

    /// A visitor says something.
    pub fn expect_one(&mut self, key: EventKey) {
        self.events.entry(key).or_default().is_message = true;
    }

    /// Whoever sent these was told that they are safe.
    pub fn accepted(&mut self, keys: &[EventKey]) {
        for key in keys {
            if let Some(fact) = self.events.get_mut(key) {
                fact.accepted = true;
            }
        }
    }

    /// Somebody at the desk was told that their answer counts.
    pub fn answered(&mut self, workspace: usize, text: String) {
        self.answers.insert((workspace, text));
    }

    /// An author was told that a revision is published.
    pub fn published(&mut self, workspace: usize, flow: &Value) {
        let revision = &flow["published"];
        let hash = revision["hash"].as_str().unwrap_or_default().to_owned();
        self.published.insert((workspace, revision["number"].as_u64().unwrap_or_default(), hash));
    }

    /// Something went wrong for a task: what it did since it last wrote something down it may not know.
    pub fn died(&mut self, task: TaskId, at_ms: u64) {
        self.hurt.insert(task, at_ms);
    }
}

fn is_chat(identity: &Identity) -> bool {
    identity.channel == Channel::Webchat
}

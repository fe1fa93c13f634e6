//! Timeline entries, their deliveries, and the markers that make an event count once.

use channels::Degraded;
use conversation::{DeliveryStatus, Entry};
use ids::CustomerId;
use limits::{ROW_BYTES, ROW_ENTRIES};
use ports::{Condition, Item, Key, Op, Query};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::thread::thread_partition;
use super::{Unreadable, decode, encode};

/// Life of a dedupe marker in milliseconds.
pub const MARKER_MS: u64 = limits::DEDUPE_DAYS * 24 * 60 * 60 * 1000;

fn entry_sort(seq: u64) -> String {
    format!("E#{seq:012}")
}

/// Puts what one turn adds to a timeline: several entries to an item, because stores charge by the item. The first one's
/// `seq` is in the key.
pub fn entry_ops(customer: &CustomerId, entries: &[Entry]) -> Vec<Op> {
    let mut ops = Vec::new();
    let mut rest = entries;
    while let Some(first) = rest.first() {
        let (row, after) = rest.split_at(fitting(rest));
        ops.push(Op::Put {
            key: Key::new(thread_partition(customer), entry_sort(first.seq)),
            body: entries_body(row),
            expires_at_ms: None,
            condition: Condition::Absent,
        });
        rest = after;
    }
    ops
}

/// How many of these go into one item: as many as fit, and one at least.
fn fitting(entries: &[Entry]) -> usize {
    let mut bytes = 0;
    let fits = entries.iter().take(ROW_ENTRIES).take_while(|entry| {
        bytes += encode(entry).len();
        bytes <= ROW_BYTES
    });
    fits.count().max(1)
}

/// One entry stands alone, several are a list.
fn entries_body(entries: &[Entry]) -> Vec<u8> {
    match entries {
        [one] => encode(one),
        several => encode(&several),
    }
}

/// The entries of an item, oldest first.
pub fn decode_entries(item: &Item) -> Result<Vec<Entry>, Unreadable> {
    if item.body.first() == Some(&b'[') { decode(item) } else { Ok(vec![decode(item)?]) }
}

/// Puts changed entries where they were read.
pub fn replace_entries(item: &Item, entries: &[Entry]) -> Op {
    let condition = Condition::Version(item.version);
    Op::Put { key: item.key.clone(), body: entries_body(entries), expires_at_ms: None, condition }
}

/// The items of a timeline that hold all entries after one and before another, oldest first. The first items may hold others
/// too.
pub fn entries_between(customer: &CustomerId, after: Option<u64>, before: Option<u64>) -> Query {
    let reach = ROW_ENTRIES as u64 - 1;
    Query {
        after: Some(after.map_or_else(|| "E#".to_owned(), |seq| entry_sort(seq.saturating_sub(reach)))),
        before: Some(before.map_or_else(|| "E#~".to_owned(), entry_sort)),
        ..Query::partition(thread_partition(customer))
    }
}

pub fn delivery_key(customer: &CustomerId, seq: u64) -> Key {
    Key::new(thread_partition(customer), format!("D#{seq:012}"))
}

/// Sort keys between which the deliveries from one `seq` to another lie.
pub fn delivery_range(first: u64, last: u64) -> (String, String) {
    // Between digits and letters: after each of this `seq`, and before the next.
    (format!("D#{:012}~", first.saturating_sub(1)), format!("D#{last:012}~"))
}

/// The `seq` of a delivery, from its key.
pub fn delivery_seq(key: &Key) -> Option<u64> {
    key.sort.strip_prefix("D#")?.parse().ok()
}

/// `event_key` may hold anything a provider sends, so the key holds its hash.
pub fn marker_key(customer: &CustomerId, event_key: &str) -> Key {
    let hash = Sha256::digest(event_key.as_bytes());
    Key::new(thread_partition(customer), format!("M#{}", ids::hex(&hash[..16])))
}

/// How far a sent entry got. A send that its channel took as it was meant has no record: it is not in the outbox any more
/// ([`crate::Services::deliveries`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRecord {
    pub status: DeliveryStatus,
    pub degraded: Vec<Degraded>,
    /// Sent a second time, because nobody knew whether the first arrived.
    pub resent: bool,
    pub error: Option<String>,
    /// How far each part got, once a receipt told of one, where the message left in several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<DeliveryStatus>,
}

impl DeliveryRecord {
    /// Taken as it was meant, and no more is known.
    pub fn plain() -> Self {
        Self { status: DeliveryStatus::Accepted, degraded: Vec::new(), resent: false, error: None, parts: Vec::new() }
    }

    /// Takes in what a receipt says of the message, or of a part of it. All of it got as far as the part that got least far,
    /// and is refused when one is.
    pub fn hear(&mut self, part: Option<PartOf>, told: DeliveryStatus, error: Option<&String>) {
        let mut together = told;
        if let Some(PartOf { index, parts }) = part {
            let mut heard = if self.parts.is_empty() { vec![self.status; parts] } else { self.parts.clone() };
            let Some(known) = heard.get_mut(index).filter(|known| known.goes_on_to(told)) else { return };
            *known = told;
            if told != DeliveryStatus::Rejected {
                together = heard.iter().copied().min().unwrap_or(told);
            }
            self.parts = heard;
        }
        if self.status.goes_on_to(together) {
            self.status = together;
            self.error = error.cloned();
        }
    }
}

/// The provider's id of something we sent, so that its receipts find the entry. A receipt may come before our
/// own call was answered: then `seq` is not known yet and the status waits here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointerRecord {
    pub customer: CustomerId,
    pub seq: Option<u64>,
    /// Which part of the entry it is, where that left in several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<PartOf>,
    pub early: Option<DeliveryStatus>,
    /// Why, where the early receipt says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub early_error: Option<String>,
}

/// One of the calls that a message took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartOf {
    pub index: usize,
    pub parts: usize,
}

impl PointerRecord {
    pub fn key(channel: &str, account: &str, message_id: &str) -> Key {
        Key::new(format!("P#{channel}#{account}"), message_id)
    }
}

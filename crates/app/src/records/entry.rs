//! Timeline entries, their deliveries, and the markers that make an event count once.

use channels::Degraded;
use conversation::DeliveryStatus;
use ids::CustomerId;
use ports::{Key, Query};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::thread::thread_partition;

/// Life of a dedupe marker in milliseconds.
pub const MARKER_MS: u64 = limits::DEDUPE_DAYS * 24 * 60 * 60 * 1000;

pub fn entry_key(customer: &CustomerId, seq: u64) -> Key {
    Key::new(thread_partition(customer), entry_sort(seq))
}

fn entry_sort(seq: u64) -> String {
    format!("E#{seq:012}")
}

/// The entries of a timeline after one and before another, oldest first.
pub fn entries_between(customer: &CustomerId, after: Option<u64>, before: Option<u64>) -> Query {
    Query {
        after: Some(after.map_or_else(|| "E#".to_owned(), entry_sort)),
        before: Some(before.map_or_else(|| "E#~".to_owned(), entry_sort)),
        ..Query::partition(thread_partition(customer))
    }
}

pub fn delivery_key(customer: &CustomerId, seq: u64) -> Key {
    Key::new(thread_partition(customer), format!("D#{seq:012}"))
}

/// `event_key` may hold anything a provider sends, so the key holds its hash.
pub fn marker_key(customer: &CustomerId, event_key: &str) -> Key {
    let hash = Sha256::digest(event_key.as_bytes());
    Key::new(thread_partition(customer), format!("M#{}", ids::hex(&hash[..16])))
}

/// How far a sent entry got. Written when it is settled; before that its send is in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRecord {
    pub status: DeliveryStatus,
    pub degraded: Vec<Degraded>,
    /// Sent a second time, because nobody knew whether the first arrived.
    pub resent: bool,
    pub error: Option<String>,
}

/// The provider's id of something we sent, so that its receipts find the entry. A receipt may come before our
/// own call was answered: then `seq` is not known yet and the status waits here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointerRecord {
    pub customer: CustomerId,
    pub seq: Option<u64>,
    pub early: Option<DeliveryStatus>,
}

impl PointerRecord {
    pub fn key(channel: &str, account: &str, message_id: &str) -> Key {
        Key::new(format!("P#{channel}#{account}"), message_id)
    }
}

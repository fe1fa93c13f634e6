//! What is stored, one file per kind of key.
//!
//! | partition | sort | what |
//! |---|---|---|
//! | `T#<customer>` | `HEAD` | the thread |
//! | `T#<customer>` | `E#<seq>` | timeline entries of one turn, from `seq` on |
//! | `T#<customer>` | `D#<seq>` | delivery of a sent entry, unless it was simply taken |
//! | `T#<customer>` | `M#<hash>` | dedupe marker of an applied event |
//! | `O#<shard>` | `<customer>#S#<seq>` | a send that is not settled |
//! | `O#<shard>` | `<customer>#X#<id>` | a timer or HTTP call that is not published |
//! | `I#<channel>#<account>` | `@<address>` | identity to customer |
//! | `P#<channel>#<account>` | `<message id>` | provider's message id to entry |
//! | `C#<conversation>` | `C` | conversation to customer, and how it ended |
//! | `L#<state>#<shard>` | `<since>#<conversation>` | conversations by state |
//! | `F` | `<flow>` | flows with their drafts |
//! | `FN` | `<name>` | flow names |
//! | `FR#<flow>` | `<number>` | revisions |
//! | `A` | `<channel>#<account>` | channel accounts |
//! | `U` | `<user>` | people |
//! | `UE` | `<email>` | addresses of people |
//! | `LG` | `<hash>` | login sessions |
//! | `LF` | `<email>` | failed logins |
//! | `TK` | `<hash>` | API tokens |
//! | `TN` | `<user>` | names of API tokens, for what they did |
//! | `X` | `<time>-<id>` | failures to look at |
//! | `V#<account>#<visitor>` | `<connection>` | open web chat sockets |
//! | `VC` | `<connection>` | who is behind a socket |
//! | `KEY` | `VISITOR`, `ADDRESS` | what an installation has one of |
//! | `WARM` | `WARM` | nothing: read when a function starts |
//! | `SETUP` | `TOKEN` | the token of the first owner's link |
//! | `SF#desk` | `<connection>` | open desk sockets, where the store lists them (`ports::Topic`) |

mod account;
mod connection;
mod conversation;
mod entry;
mod failure;
mod flow;
mod identity;
mod installation;
mod outbox;
mod person;
mod thread;

use ports::{Condition, Item, Key, Op};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use account::AccountRecord;
pub use connection::{ConnectionRecord, DeskRecord, visitor_partition};
pub use conversation::{ConversationRecord, LIST_SHARDS, list_key, list_partition};
pub use entry::{
    DeliveryRecord, MARKER_MS, PartOf, PointerRecord, decode_entries, delivery_key, delivery_range, delivery_seq,
    entries_between, entry_ops, marker_key, replace_entries,
};
pub use failure::{FailureKind, FailureRecord};
pub use flow::{Editor, FlowName, FlowRecord, RevisionRecord};
pub use identity::{IdentityRecord, customer_of};
pub use installation::{nothing_key, server_address_key, setup_token_key, visitor_token_key};
pub use outbox::{HttpJob, OUTBOX_SHARDS, OutboxRecord, SendFailure, SendJob, SendMessage, Sending, outbox_partition};
pub use person::{LoginFailures, LoginRecord, PersonEmail, PersonRecord, TokenName, TokenRecord};
pub use thread::{thread_key, thread_partition};

/// A stored record could not be read: damaged data or a newer version of the product.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the stored item {key} could not be read: {reason}")]
pub struct Unreadable {
    /// As in a log, without addresses.
    pub key: String,
    pub reason: String,
}

pub fn decode<T: DeserializeOwned>(item: &Item) -> Result<T, Unreadable> {
    serde_json::from_slice(&item.body)
        .map_err(|error| Unreadable { key: item.key.for_log(), reason: error.to_string() })
}

/// Encodes a record. Records are plain data whose maps have text keys, so this cannot fail.
pub fn encode<T: Serialize>(record: &T) -> Vec<u8> {
    serde_json::to_vec(record).unwrap_or_default()
}

pub fn put<T: Serialize>(key: Key, record: &T, condition: Condition) -> Op {
    Op::Put { key, body: encode(record), expires_at_ms: None, condition }
}

/// A short stable number from a text, for spreading keys over shards.
pub(crate) fn shard(text: &str, shards: u32) -> u32 {
    // FNV-1a: stable over builds and machines, which `std`'s hasher does not promise.
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash % shards
}

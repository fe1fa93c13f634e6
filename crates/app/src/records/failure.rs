//! What went wrong and waits for a person.

use conversation::Identity;
use ids::CustomerId;
use ports::{Condition, Key, Op};
use serde::{Deserialize, Serialize};

use super::encode;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureRecord {
    pub kind: FailureKind,
    pub at_ms: u64,
    pub customer: Option<CustomerId>,
    /// In English, without customer data.
    pub detail: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// A signed webhook body that could not be read; the body is the blob.
    UnreadableWebhook { channel: String, account: String, blob: String },
    /// Signed webhooks are meant for another account or number than this setting names.
    WebhookForAnother { channel: String, account: String, setting: String },
    /// The provider refused a message.
    RejectedSend { channel: String, account: String, seq: u64 },
}

impl FailureRecord {
    pub const PARTITION: &str = "X";

    /// The op that writes down that a message was refused.
    pub fn rejected_send(customer: &CustomerId, identity: &Identity, seq: u64, at_ms: u64, detail: String) -> Op {
        let kind = FailureKind::RejectedSend {
            channel: identity.channel.as_str().to_owned(),
            account: identity.account.clone(),
            seq,
        };
        Self { kind, at_ms, customer: Some(customer.clone()), detail }.op(&format!("{customer}-{seq}"))
    }

    pub fn key(at_ms: u64, id: &str) -> Key {
        Key::new(Self::PARTITION, format!("{at_ms:013}-{id}"))
    }

    /// Writes it down, for a month.
    pub fn op(&self, id: &str) -> Op {
        self.put(Self::key(self.at_ms, id))
    }

    /// Writes it down in the place of the one that has this id and is of the same day (UTC).
    pub fn op_of_the_day(&self, id: &str) -> Op {
        self.put(Self::key(self.at_ms - self.at_ms % DAY_MS, id))
    }

    fn put(&self, key: Key) -> Op {
        Op::Put {
            key,
            body: encode(self),
            expires_at_ms: Some(self.at_ms + limits::FAILURE_DAYS * DAY_MS),
            condition: Condition::Always,
        }
    }
}

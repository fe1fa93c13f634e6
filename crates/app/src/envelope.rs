//! How an event travels on the `inbound` queue.

use conversation::{Event, HttpResult};
use ids::{CustomerId, WorkspaceId};
use ports::Message;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::records::HttpJob;

/// One event of one thread. Its key makes it count once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    pub workspace: WorkspaceId,
    pub customer: CustomerId,
    /// Unique per event of the thread, over every redelivery.
    pub event_key: String,
    pub event: Event,
}

impl Envelope {
    /// What became of a call of an HTTP node, which counts once.
    pub fn http_finished(job: &HttpJob, result: HttpResult) -> Self {
        Self {
            workspace: job.workspace.clone(),
            customer: job.customer.clone(),
            event_key: format!("http#{}", job.call),
            event: Event::HttpFinished { call: job.call.clone(), number: job.number, result },
        }
    }

    /// The queue message: its group is the thread, its dedupe id the hash of the event's key.
    pub fn message(&self) -> Message {
        Message {
            group: group(&self.workspace, &self.customer),
            dedupe: hash(&[self.workspace.as_str(), self.customer.as_str(), &self.event_key]),
            body: serde_json::to_vec(self).unwrap_or_default(),
        }
    }
}

/// The FIFO group of a thread.
pub fn group(workspace: &WorkspaceId, customer: &CustomerId) -> String {
    format!("{workspace}/{customer}")
}

/// Lower-case hex SHA-256 over parts that cannot run into each other.
pub fn hash(parts: &[impl AsRef<[u8]>]) -> String {
    let mut hash = Sha256::new();
    for part in parts.iter().map(AsRef::as_ref) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    ids::hex(&hash.finalize())
}

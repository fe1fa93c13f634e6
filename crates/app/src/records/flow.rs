//! Flows, their names and revisions. Documents and programs are blobs; the records point to them.

use ids::FlowId;
use ports::Key;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowRecord {
    pub id: FlowId,
    pub name: String,
    pub updated_ms: u64,
    /// Blob of the draft document.
    pub draft: String,
    /// Blob of the draft's tests.
    pub tests: String,
    pub published: Option<RevisionRecord>,
    /// Removed flows keep their row, so that running sessions still show a name.
    #[serde(default)]
    pub removed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisionRecord {
    /// Counts from 1 in its flow.
    pub number: u32,
    /// Lower-case hex SHA-256 of the program, which is the blob `program/<hash>`.
    pub hash: String,
    /// Blob of the document it was made from.
    pub document: String,
    pub published_ms: u64,
    pub published_by: String,
    pub note: String,
    pub override_reason: Option<String>,
}

/// Holds a name for one flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowName {
    pub flow: FlowId,
}

impl FlowRecord {
    pub const PARTITION: &str = "F";

    pub fn key(id: &FlowId) -> Key {
        Key::new(Self::PARTITION, id.as_str())
    }
}

impl FlowName {
    pub fn key(name: &str) -> Key {
        Key::new("FN", name)
    }
}

impl RevisionRecord {
    pub fn partition(flow: &FlowId) -> String {
        format!("FR#{flow}")
    }

    pub fn key(flow: &FlowId, number: u32) -> Key {
        Key::new(Self::partition(flow), format!("{number:08}"))
    }

    pub fn program_blob(hash: &str) -> String {
        format!("program/{hash}")
    }
}

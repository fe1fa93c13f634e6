//! Flows, their names and revisions. Documents and programs are blobs; the records point to them.

use ids::{FlowId, UserId};
use ports::Key;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowRecord {
    pub id: FlowId,
    pub name: String,
    pub updated_ms: u64,
    /// Who saved the draft last.
    #[serde(default)]
    pub updated_by: Option<Editor>,
    /// Blob of the draft document.
    pub draft: String,
    /// The draft's blob is a published revision's too.
    #[serde(default)]
    pub draft_published: bool,
    /// Blob of the draft's tests.
    pub tests: String,
    pub published: Option<RevisionRecord>,
    /// Removed flows keep their row, so that running sessions still show a name.
    #[serde(default)]
    pub removed: bool,
}

/// A person or a token, by the name they had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Editor {
    pub id: UserId,
    pub name: String,
}

impl Editor {
    /// Somebody without an account: the command line, the demo.
    pub fn named(name: &str) -> Self {
        Self { id: UserId::derive(&["editor", name]), name: name.to_owned() }
    }
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

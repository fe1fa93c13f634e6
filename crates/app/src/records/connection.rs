//! Open sockets. Rows expire, because a disconnect may never be told.

use ids::WorkspaceId;
use ports::{Follower, Key};
use serde::{Deserialize, Serialize};

use crate::people::Credential;

/// An open desk socket, where the store lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskRecord {
    #[serde(flatten)]
    pub follower: Follower,
    /// What let it in.
    pub credential: Credential,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionRecord {
    pub workspace: WorkspaceId,
    pub account: String,
    /// The visitor, once the client said hello.
    pub visitor: Option<String>,
    /// What the client speaks, as BCP 47.
    #[serde(default)]
    pub language: Option<String>,
    /// Why this page may not chat. It is told when it says hello: browsers hide what a handshake answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

pub fn visitor_partition(account: &str, visitor: &str) -> String {
    format!("V#{account}#{visitor}")
}

impl ConnectionRecord {
    pub fn key(connection: &str) -> Key {
        Key::new("VC", connection)
    }

    pub fn visitor_key(account: &str, visitor: &str, connection: &str) -> Key {
        Key::new(visitor_partition(account, visitor), connection)
    }

    pub fn expires_ms(now_ms: u64) -> u64 {
        now_ms + limits::SOCKET_ROW_SECONDS * 1000
    }
}

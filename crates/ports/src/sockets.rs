//! Open sockets: one connection by id, or everybody who follows a topic.

use async_trait::async_trait;
use ids::WorkspaceId;

use crate::Key;

/// Who follows along. Frames to a topic are hints: a follower that misses one catches up by reading.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Topic {
    /// The desks of a workspace.
    Desk(WorkspaceId),
}

impl Topic {
    pub fn workspace(&self) -> &WorkspaceId {
        match self {
            Self::Desk(workspace) => workspace,
        }
    }

    /// The partition that lists the followers, where sockets and functions share nothing but the store. Whoever opens a
    /// socket puts a row there that expires with it; the implementation removes what turns out to be gone.
    pub fn followers(&self) -> &'static str {
        match self {
            Self::Desk(_) => "SF#desk",
        }
    }

    /// The row of one follower.
    pub fn follower(&self, connection: &str) -> Key {
        Key::new(self.followers(), connection)
    }
}

/// What a follower's row says.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Follower {
    /// Who it is, if they may answer customers.
    pub agent: Option<String>,
}

/// A row is there before its socket is: API Gateway opens it when the function behind `$connect` has answered, and calls it
/// gone till then.
const OPENING_MS: u64 = 30_000;

impl Follower {
    /// Of a socket that was heard just now.
    pub fn expires_ms(now_ms: u64) -> u64 {
        now_ms + limits::DESK_ROW_SECONDS * 1000
    }

    /// Whether a socket that is said to be gone may only not be there yet.
    pub fn may_be_opening(expires_at_ms: Option<u64>, now_ms: u64) -> bool {
        expires_at_ms.is_some_and(|expires_ms| expires_ms + OPENING_MS > Self::expires_ms(now_ms))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SocketError {
    /// 410 of API Gateway: forget this connection.
    #[error("the connection is gone")]
    Gone,
    #[error("the socket failed: {0}")]
    Failed(String),
}

#[async_trait]
pub trait Sockets: Send + Sync {
    /// Sends one text frame, at most [`limits::SOCKET_FRAME_BYTES`].
    async fn post(&self, connection: &str, frame: String) -> Result<(), SocketError>;

    async fn publish(&self, topic: Topic, frame: String);

    /// People who follow a topic and may answer customers, each counted once. Who left without a word counts for a while.
    async fn present(&self, topic: &Topic) -> usize;

    /// Closes the connection, when it still is open.
    async fn close(&self, connection: &str);
}

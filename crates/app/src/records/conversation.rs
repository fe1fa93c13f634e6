//! Finding conversations: by id, and by state.

use conversation::{Conversation, State};
use ids::{ConversationId, CustomerId};
use ports::Key;
use serde::{Deserialize, Serialize};

use super::shard;

/// Partitions per state, so that busy workspaces have no hot key.
pub const LIST_SHARDS: u32 = 4;

/// The conversation as it was at its last change of state; the thread's head has the current one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConversationRecord {
    pub customer: CustomerId,
    pub conversation: Conversation,
}

impl ConversationRecord {
    pub fn key(id: &ConversationId) -> Key {
        Key::new(format!("C#{id}"), "C")
    }
}

pub fn list_partition(state: State, shard: u32) -> String {
    format!("L#{}#{shard}", state.as_str())
}

/// Sorts by the time the conversation entered its state.
pub fn list_key(conversation: &Conversation) -> Key {
    let place = shard(conversation.id.as_str(), LIST_SHARDS);
    Key::new(
        list_partition(conversation.state, place),
        format!("{:013}#{}", conversation.state_since_ms, conversation.id),
    )
}

//! Who an identity belongs to.

use conversation::Identity;
use ids::{CustomerId, WorkspaceId};
use ports::Key;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityRecord {
    pub customer: CustomerId,
}

impl IdentityRecord {
    pub fn key(identity: &Identity) -> Key {
        // Events about the account itself have no address, and a key part may not be empty.
        Key::new(format!("I#{}#{}", identity.channel.as_str(), identity.account), format!("@{}", identity.address))
    }
}

/// The thread of an identity that nobody has seen yet: derived from its key, so that simultaneous first
/// messages meet in one group and become one customer, with no write in the webhook.
pub fn customer_of(workspace: &WorkspaceId, identity: &Identity) -> CustomerId {
    CustomerId::derive(&[workspace.as_str(), identity.channel.as_str(), &identity.account, &identity.address])
}

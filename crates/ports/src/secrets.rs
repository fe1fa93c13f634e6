//! Channel secrets by name. Values never reach logs, flows or guests.

use std::collections::BTreeMap;

use async_trait::async_trait;
use ids::WorkspaceId;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the secret store failed: {0}")]
pub struct SecretError(pub String);

#[async_trait]
pub trait Secrets: Send + Sync {
    /// The named set of secrets, such as `channel/line/main`; empty when there is none.
    async fn get(&self, workspace: &WorkspaceId, name: &str) -> Result<BTreeMap<String, String>, SecretError>;

    /// Replaces the named set. An empty one leaves none, and none of what it was.
    async fn put(
        &self,
        workspace: &WorkspaceId,
        name: &str,
        values: BTreeMap<String, String>,
    ) -> Result<(), SecretError>;
}

//! Large immutable bytes by name: programs by their hash, uploads by their id.

use async_trait::async_trait;
use ids::WorkspaceId;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the blob store failed: {0}")]
pub struct BlobError(pub String);

#[async_trait]
pub trait Blobs: Send + Sync {
    /// Durable once it returns `Ok`. Putting the same name again must bring the same bytes.
    async fn put(&self, workspace: &WorkspaceId, name: &str, bytes: Vec<u8>) -> Result<(), BlobError>;
    async fn get(&self, workspace: &WorkspaceId, name: &str) -> Result<Option<Vec<u8>>, BlobError>;
    /// Removes a blob that nothing points to any more. One that does not exist is no error.
    async fn delete(&self, workspace: &WorkspaceId, name: &str) -> Result<(), BlobError>;
}

//! Programs by hash. They never change, so a warm function reads each once.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use ids::WorkspaceId;
use ports::{BlobError, Blobs};

use crate::records::RevisionRecord;

/// Programs kept: 256 of at most a few hundred kilobytes each.
const KEPT: usize = 256;

#[derive(Default)]
pub struct Programs {
    by_hash: RwLock<HashMap<String, Arc<[u8]>>>,
}

impl Programs {
    pub async fn load(
        &self,
        blobs: &dyn Blobs,
        workspace: &WorkspaceId,
        hash: &str,
    ) -> Result<Option<Arc<[u8]>>, BlobError> {
        if let Some(program) = self.cached(hash) {
            return Ok(Some(program));
        }
        let Some(bytes) = blobs.get(workspace, &RevisionRecord::program_blob(hash)).await? else {
            return Ok(None);
        };
        let program: Arc<[u8]> = bytes.into();
        if let Ok(mut by_hash) = self.by_hash.write() {
            if by_hash.len() >= KEPT {
                by_hash.clear();
            }
            by_hash.insert(hash.to_owned(), Arc::clone(&program));
        }
        Ok(Some(program))
    }

    fn cached(&self, hash: &str) -> Option<Arc<[u8]>> {
        self.by_hash.read().ok()?.get(hash).cloned()
    }
}

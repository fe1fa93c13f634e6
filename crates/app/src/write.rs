//! Writing what has no condition.

use ids::WorkspaceId;
use ports::{Commit, CommitOutcome, Op, StoreError};

use crate::Services;

/// Times that it is tried.
const TRIES: u32 = 4;

impl Services {
    /// Writes until it surely is written. For operations that may be done twice and hang on nothing.
    pub async fn write(&self, workspace: &WorkspaceId, ops: Vec<Op>) -> Result<(), StoreError> {
        let mut last = CommitOutcome::Unknown;
        for attempt in 0..TRIES {
            let commit = Commit { ops: ops.clone(), now_ms: self.now_ms() };
            last = self.store.commit(workspace, commit).await?;
            if last == CommitOutcome::Committed {
                return Ok(());
            }
            self.clock.sleep(5 << attempt).await;
        }
        Err(StoreError::Unavailable(format!("the last of {TRIES} tries ended as {last:?}")))
    }
}

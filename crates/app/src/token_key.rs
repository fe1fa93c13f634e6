//! The key that signs visitors' tokens: made once and kept with the data, so that visitors stay known over restarts.

use ids::WorkspaceId;
use ports::{Commit, CommitOutcome, Condition, Ids, Op, Store};

use crate::records::visitor_token_key;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("preparing the key of visitors' tokens: {0}")]
pub struct TokenKeyError(String);

/// Reads the key, or makes it when there is none yet.
pub async fn token_key(store: &dyn Store, ids: &dyn Ids, workspace: &WorkspaceId) -> Result<[u8; 32], TokenKeyError> {
    let key = visitor_token_key();
    for _ in 0..2 {
        let found = store.get(workspace, std::slice::from_ref(&key)).await;
        let item = found.map_err(|error| TokenKeyError(error.to_string()))?.pop().flatten();
        if let Some(bytes) = item.and_then(|item| <[u8; 32]>::try_from(item.body).ok()) {
            return Ok(bytes);
        }
        let op = Op::Put {
            key: key.clone(),
            body: ids.secret().to_vec(),
            expires_at_ms: None,
            condition: Condition::Absent,
        };
        let outcome = store.commit(workspace, Commit { ops: vec![op], now_ms: 0 }).await;
        // Another process may have made it at the same moment: then the second look finds it.
        if !matches!(outcome, Ok(CommitOutcome::Committed | CommitOutcome::ConditionFailed { .. })) {
            return Err(TokenKeyError("the store refused it".to_owned()));
        }
    }
    Err(TokenKeyError("it cannot be read back".to_owned()))
}

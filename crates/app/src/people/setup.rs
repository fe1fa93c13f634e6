//! The one-time token that lets the first owner in. Printed at start; only its hash is kept.

use axum::http::StatusCode;
use ports::{Commit, CommitOutcome, Condition, Op};

use crate::envelope::hash;
use crate::records::setup_token_key;
use crate::{ApiError, Services};

/// Makes a new token; the ones before stop working.
pub async fn make_setup_token(services: &Services) -> Result<String, ApiError> {
    let secret = ids::hex(&services.ids.secret());
    put_setup_token(services, &secret).await?;
    Ok(secret)
}

/// Makes this the token that is good: a new one, or one that was used in vain because of a typo beside it.
pub async fn put_setup_token(services: &Services, token: &str) -> Result<(), ApiError> {
    let op = Op::Put {
        key: setup_token_key(),
        body: hash(&["setup", token]).into_bytes(),
        expires_at_ms: None,
        condition: Condition::Always,
    };
    match services.store.commit(services.workspace(), Commit { ops: vec![op], now_ms: services.now_ms() }).await? {
        CommitOutcome::Committed => Ok(()),
        _ => Err(ApiError::unavailable()),
    }
}

/// Uses the token up.
pub async fn take_setup_token(services: &Services, token: &str) -> Result<(), ApiError> {
    let wrong = || ApiError::new(StatusCode::FORBIDDEN, "setup_token_wrong").at("token");
    let workspace = services.workspace();
    let item = services.store.get(workspace, &[setup_token_key()]).await?.pop().flatten().ok_or_else(wrong)?;
    if item.body != hash(&["setup", token]).into_bytes() {
        return Err(wrong());
    }
    let op = Op::Delete { key: setup_token_key(), condition: Condition::Version(item.version) };
    match services.store.commit(workspace, Commit { ops: vec![op], now_ms: services.now_ms() }).await? {
        CommitOutcome::Committed => Ok(()),
        _ => Err(wrong()),
    }
}

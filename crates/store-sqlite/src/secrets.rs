//! The `Secrets` port: named sets of values, sealed with XChaCha20-Poly1305.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use ids::WorkspaceId;
use ports::{SecretError, Secrets};
use rusqlite::{Connection, OptionalExtension, params};

use crate::connections::lock;
use crate::handle::SqliteStore;
use crate::writer::{Work, WriteFailure};

/// Opened sets kept in memory: more than an installation has accounts.
const KEPT: usize = 1_000;

/// In front of each sealed set. Random, and wide enough that it never repeats under one key.
const NONCE_BYTES: usize = 24;

#[async_trait]
impl Secrets for SqliteStore {
    async fn get(&self, workspace: &WorkspaceId, name: &str) -> Result<BTreeMap<String, String>, SecretError> {
        let place = place(workspace, name);
        let kept = self.kept_secrets();
        let seen = match kept.map(|kept| kept.get(&place)) {
            Some(Ok(values)) => return Ok(values),
            Some(Err(seen)) => Some(seen),
            None => None,
        };
        let sealed = self.read(|db| select(db, workspace, name)).map_err(|error| SecretError(error.to_string()))?;
        let values = match sealed {
            Some(sealed) => unseal(self.cipher(), workspace, name, &sealed)?,
            None => return Ok(BTreeMap::new()),
        };
        if let (Some(kept), Some(seen)) = (kept, seen) {
            kept.keep(seen, place, &values);
        }
        Ok(values)
    }

    async fn put(
        &self,
        workspace: &WorkspaceId,
        name: &str,
        values: BTreeMap<String, String>,
    ) -> Result<(), SecretError> {
        let sealed = seal(self.cipher(), workspace, name, &values)?;
        let opened = Arc::clone(self.opened());
        let work = PutSecret { workspace: workspace.clone(), name: name.to_owned(), sealed, opened };
        self.write(work).await.map_err(|failure| SecretError(failure.to_string()))
    }
}

/// Sets that were opened since the last change of any: each message needs its account's, and opening one takes longer
/// than checking a signature with it.
#[derive(Default)]
pub(crate) struct Opened(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    /// Counts changes, so that what was read before one is not kept after it.
    changes: u64,
    sets: HashMap<Vec<u8>, BTreeMap<String, String>>,
}

impl Opened {
    /// The set of a place, or else the count of changes until now, for [`Self::keep`].
    fn get(&self, place: &[u8]) -> Result<BTreeMap<String, String>, u64> {
        let kept = lock(&self.0);
        kept.sets.get(place).cloned().ok_or(kept.changes)
    }

    fn keep(&self, seen: u64, place: Vec<u8>, values: &BTreeMap<String, String>) {
        let mut kept = lock(&self.0);
        if kept.changes == seen && kept.sets.len() < KEPT {
            kept.sets.insert(place, values.clone());
        }
    }

    /// A set was changed, here or by another process.
    pub(crate) fn forget(&self) {
        let mut kept = lock(&self.0);
        kept.changes += 1;
        kept.sets.clear();
    }
}

/// What a sealed set is bound to, so that a row moved to another name or workspace does not open.
fn place(workspace: &WorkspaceId, name: &str) -> Vec<u8> {
    // A workspace holds no slash, so the pair reads in one way only.
    format!("{workspace}/{name}").into_bytes()
}

fn seal(
    cipher: &XChaCha20Poly1305,
    workspace: &WorkspaceId,
    name: &str,
    values: &BTreeMap<String, String>,
) -> Result<Vec<u8>, SecretError> {
    let failed = |reason: &str| SecretError(format!("`{name}` could not be sealed: {reason}"));
    let plain = serde_json::to_vec(values).map_err(|_| failed("it is not JSON"))?;
    let mut nonce = XNonce::default();
    getrandom::fill(&mut nonce).map_err(|_| failed("the system gave no random bytes"))?;
    let sealed = cipher
        .encrypt(&nonce, Payload { msg: &plain, aad: &place(workspace, name) })
        .map_err(|_| failed("it is too large"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn unseal(
    cipher: &XChaCha20Poly1305,
    workspace: &WorkspaceId,
    name: &str,
    sealed: &[u8],
) -> Result<BTreeMap<String, String>, SecretError> {
    let failed = || {
        SecretError(format!(
            "`{name}` was sealed under another key: put the right `secret.key` beside the database, or set it again"
        ))
    };
    let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES).ok_or_else(failed)?;
    let plain = cipher
        .decrypt(XNonce::from_slice(nonce), Payload { msg: sealed, aad: &place(workspace, name) })
        .map_err(|_| failed())?;
    serde_json::from_slice(&plain).map_err(|_| failed())
}

fn select(db: &Connection, workspace: &WorkspaceId, name: &str) -> rusqlite::Result<Option<Vec<u8>>> {
    db.prepare_cached("SELECT sealed FROM secrets WHERE workspace = ?1 AND name = ?2")?
        .query_row(params![workspace.as_str(), name], |row| row.get(0))
        .optional()
}

struct PutSecret {
    workspace: WorkspaceId,
    name: String,
    sealed: Vec<u8>,
    opened: Arc<Opened>,
}

impl Work for PutSecret {
    type Output = ();

    fn settled(&self, _: Result<&(), &WriteFailure>) {
        self.opened.forget();
    }

    fn run(&self, db: &Connection) -> rusqlite::Result<()> {
        db.prepare_cached("INSERT OR REPLACE INTO secrets (workspace, name, sealed) VALUES (?1, ?2, ?3)")?
            .execute(params![self.workspace.as_str(), self.name, self.sealed])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_change_is_not_kept_after_it() {
        let (opened, place) = (Opened::default(), b"main/account".to_vec());
        let old = BTreeMap::from([("token".to_owned(), "old".to_owned())]);
        let seen = opened.get(&place).unwrap_err();
        opened.forget();
        opened.keep(seen, place.clone(), &old);
        let seen = opened.get(&place).unwrap_err();
        opened.keep(seen, place.clone(), &old);
        assert_eq!(opened.get(&place), Ok(old));
        opened.forget();
        assert!(opened.get(&place).is_err());
    }
}

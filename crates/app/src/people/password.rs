//! Passwords: argon2id with the library's defaults (19 MiB, two passes), off the async threads.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

/// Fewest characters of a password.
pub(super) const MIN_CHARS: usize = 10;

/// Hashes at once: each takes 19 MiB and a tenth of a second of a processor, also when nobody waits for it any more.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

pub async fn hash_password(password: String) -> Result<String, String> {
    let turn = AT_ONCE.acquire().await;
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|error| error.to_string())
    })
    .await
    .map_err(|error| error.to_string())?
}

/// True when the password fits. Without a stored hash it does the same work and says no, so that the time taken does not
/// tell whether the address is known.
pub async fn check_password(password: String, stored: Option<String>) -> bool {
    let turn = AT_ONCE.acquire().await;
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        match stored.as_deref().map(PasswordHash::new) {
            Some(Ok(hash)) => Argon2::default().verify_password(password.as_bytes(), &hash).is_ok(),
            _ => {
                let _ = Argon2::default().hash_password(password.as_bytes());
                false
            }
        }
    })
    .await
    .unwrap_or(false)
}

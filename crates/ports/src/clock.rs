//! Time and randomness, so that nothing else needs them.

use async_trait::async_trait;

#[async_trait]
pub trait Clock: Send + Sync {
    /// Unix milliseconds.
    fn now_ms(&self) -> u64;

    /// Returns when `ms` milliseconds have passed.
    async fn sleep(&self, ms: u64);
}

pub trait Ids: Send + Sync {
    /// Ten random bytes, for minting an id.
    fn random(&self) -> [u8; 10];

    /// Thirty-two random bytes, for a secret or a seed.
    fn secret(&self) -> [u8; 32];
}

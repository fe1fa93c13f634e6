//! `x-line-signature`: base64 of HMAC-SHA256 over the raw body, keyed with the channel secret as text.

use sha2::Sha256;

use crate::auth::{any_key_signed, require_post, secrets, signature};
use crate::{Account, Rejection, WebhookRequest};

pub(super) const SIGNATURE_HEADER: &str = "x-line-signature";

pub(super) fn verify(account: &Account, request: &WebhookRequest) -> Result<(), Rejection> {
    require_post(request)?;
    let secrets = secrets(account, "channel_secret", "channel_secret_previous")?;
    let keys: Vec<&[u8]> = secrets.iter().map(|secret| secret.as_bytes()).collect();
    let signature = signature(request.header(SIGNATURE_HEADER))?;
    if any_key_signed::<Sha256>(&keys, &[request.body], &signature) { Ok(()) } else { Err(Rejection::BadSignature) }
}

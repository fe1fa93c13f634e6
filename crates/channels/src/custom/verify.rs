//! `webhook-signature`: `v1,` and base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{raw body}`.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use sha2::Sha256;

use crate::auth::{any_key_signed, require_post, secrets, sign, signature};
use crate::{Account, Rejection, WebhookRequest};

pub(super) const ID_HEADER: &str = "webhook-id";
pub(super) const TIMESTAMP_HEADER: &str = "webhook-timestamp";
pub(super) const SIGNATURE_HEADER: &str = "webhook-signature";

/// Secrets are pasted by people, with and without padding.
const SECRET_BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) fn verify(account: &Account, request: &WebhookRequest, now_ms: u64) -> Result<(), Rejection> {
    require_post(request)?;
    let keys = keys(account)?;
    let keys: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
    let header = |name| request.header(name).filter(|value| !value.is_empty()).ok_or(Rejection::BadSignature);
    let (id, timestamp) = (header(ID_HEADER)?, header(TIMESTAMP_HEADER)?);
    // A dot in the id would let its end be read as a time stamp.
    if id.contains('.') || !timestamp.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Rejection::BadSignature);
    }
    let parts = [id.as_bytes(), b".", timestamp.as_bytes(), b".", request.body];
    // Several signatures stand side by side while a sender changes its secret; other versions than v1 are not ours.
    let signed = header(SIGNATURE_HEADER)?
        .split(' ')
        .filter_map(|entry| signature(Some(entry.strip_prefix("v1,")?)).ok())
        .fold(false, |found, signature| found | any_key_signed::<Sha256>(&keys, &parts, &signature));
    if !signed {
        return Err(Rejection::BadSignature);
    }
    let signed_at: u64 = timestamp.parse().map_err(|_| Rejection::Stale)?;
    if signed_at.abs_diff(now_ms / 1_000) > limits::SIGNATURE_SKEW_SECONDS {
        return Err(Rejection::Stale);
    }
    Ok(())
}

/// The decoded keys, the current one first. A secret that decodes to nothing is none.
pub(super) fn keys(account: &Account) -> Result<Vec<Vec<u8>>, Rejection> {
    let secrets = secrets(account, "secret", "secret_previous")?;
    let keys: Vec<Vec<u8>> = secrets.into_iter().filter_map(decode_secret).collect();
    // The current secret decides: a broken one beside a good previous one is a mistake to report, not to live with.
    let current = account.secrets.get("secret").and_then(|secret| decode_secret(secret.trim()));
    if current.is_some() { Ok(keys) } else { Err(Rejection::NotConfigured("secret")) }
}

pub(super) fn decode_secret(secret: &str) -> Option<Vec<u8>> {
    let encoded = secret.strip_prefix("whsec_").unwrap_or(secret);
    SECRET_BASE64.decode(encoded).ok().filter(|key| !key.is_empty())
}

/// Whether it can sign. Standard Webhooks asks for 24 to 64 bytes; what the other side has already is its own affair.
pub(super) fn is_good_secret(secret: &str) -> bool {
    decode_secret(secret).is_some_and(|key| !key.is_empty())
}

/// The value of `webhook-signature`: one entry for each key.
pub(super) fn signatures(keys: &[Vec<u8>], id: &str, timestamp_s: u64, body: &[u8]) -> String {
    let timestamp = timestamp_s.to_string();
    let parts = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body];
    let entries: Vec<String> = keys.iter().map(|key| format!("v1,{}", sign::<Sha256>(key, &parts))).collect();
    entries.join(" ")
}

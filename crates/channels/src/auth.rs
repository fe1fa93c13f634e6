//! Secrets and signatures: what every `verify` needs.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::digest::block_api::EagerHash;
use hmac::{Hmac, KeyInit, Mac};

use crate::{Account, Rejection, WebhookRequest};

/// The secret and, during a rotation, the one before it. Surrounding white space is not part of a secret: it comes
/// from files that end in a line break.
pub(crate) fn secrets<'a>(
    account: &Account<'a>,
    name: &'static str,
    previous: &'static str,
) -> Result<Vec<&'a str>, Rejection> {
    let current = secret(account, name).ok_or(Rejection::NotConfigured(name))?;
    Ok(std::iter::once(current).chain(secret(account, previous)).collect())
}

/// A secret that is there and not blank.
pub(crate) fn secret<'a>(account: &Account<'a>, name: &str) -> Option<&'a str> {
    account.secrets.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// A setting that is there and not blank.
pub(crate) fn setting<'a>(account: &Account<'a>, name: &str) -> Option<&'a str> {
    account.settings.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
}

pub(crate) fn require_post(request: &WebhookRequest) -> Result<(), Rejection> {
    if request.method.eq_ignore_ascii_case("POST") { Ok(()) } else { Err(Rejection::Method) }
}

/// The bytes of a base64 signature header. Malformed and missing are the same to the caller.
pub(crate) fn signature(header: Option<&str>) -> Result<Vec<u8>, Rejection> {
    let text = header.filter(|text| !text.is_empty()).ok_or(Rejection::BadSignature)?;
    STANDARD.decode(text).map_err(|_| Rejection::BadSignature)
}

/// Whether `signature` is the MAC of the concatenated parts under one of the keys. Every key is tried, so that the
/// time taken does not tell which one fitted.
pub(crate) fn any_key_signed<D: EagerHash>(keys: &[&[u8]], parts: &[&[u8]], signature: &[u8]) -> bool {
    keys.iter().fold(false, |found, key| found | mac::<D>(key, parts).verify_slice(signature).is_ok())
}

/// The base64 MAC of the concatenated parts.
pub(crate) fn sign<D: EagerHash>(key: &[u8], parts: &[&[u8]]) -> String {
    STANDARD.encode(mac::<D>(key, parts).finalize().into_bytes())
}

fn mac<D: EagerHash>(key: &[u8], parts: &[&[u8]]) -> Hmac<D> {
    let mut mac = <Hmac<D> as KeyInit>::new_from_slice(key).expect("HMAC takes keys of every length");
    for part in parts {
        mac.update(part);
    }
    mac
}

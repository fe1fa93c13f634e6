//! `X-Twilio-Signature`: base64 of an HMAC over the public URL and the sorted parameters.

use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::form::{BodyKind, Form};
use crate::auth::{any_key_signed, require_post, secrets, setting, signature};
use crate::{Account, Rejection, WebhookRequest};

pub(super) const SIGNATURE_HEADER: &str = "x-twilio-signature";

/// Which MAC signs an account's webhooks. Told by our own setting: `X-Twilio-Webhooks-Signature-Settings` says it too,
/// but whoever forges a request writes that header.
#[derive(Clone, Copy)]
enum Algorithm {
    Sha1,
    Sha256,
}

pub(super) fn verify(account: &Account, request: &WebhookRequest) -> Result<(), Rejection> {
    require_post(request)?;
    let algorithm = match setting(account, "signature_algorithm") {
        None | Some("HMAC_SHA1") => Algorithm::Sha1,
        Some("HMAC_SHA256") => Algorithm::Sha256,
        Some(_) => return Err(Rejection::NotConfigured("signature_algorithm")),
    };
    let secrets = match algorithm {
        Algorithm::Sha1 => secrets(account, "auth_token", "auth_token_previous")?,
        Algorithm::Sha256 => secrets(account, "shared_key_secret", "shared_key_secret_previous")?,
    };
    let keys: Vec<&[u8]> = secrets.iter().map(|secret| secret.as_bytes()).collect();
    let signature = signature(request.header(SIGNATURE_HEADER))?;
    let kind = BodyKind::of(request).ok_or(Rejection::ContentType)?;
    let params = match kind {
        BodyKind::Form => Form::decode(request.body).signed_bytes(),
        BodyKind::Json => Vec::new(),
    };
    let signed = url_spellings(request.public_url).iter().fold(false, |found, url| {
        let parts = [url.as_bytes(), params.as_slice()];
        found
            | match algorithm {
                Algorithm::Sha1 => any_key_signed::<Sha1>(&keys, &parts, &signature),
                Algorithm::Sha256 => any_key_signed::<Sha256>(&keys, &parts, &signature),
            }
    });
    if signed && body_hash_fits(request, kind) { Ok(()) } else { Err(Rejection::BadSignature) }
}

/// A JSON body is not part of the signed text: its hash is, in the URL. Without the hash the body could be anybody's.
fn body_hash_fits(request: &WebhookRequest, kind: BodyKind) -> bool {
    let announced = request
        .public_url
        .split_once('?')
        .and_then(|(_, query)| query.split(['&', '#']).find_map(|pair| pair.strip_prefix("bodySHA256=")));
    match (announced, kind) {
        (None, BodyKind::Form) => true,
        (None, BodyKind::Json) => false,
        (Some(announced), _) => {
            let hash: String = Sha256::digest(request.body).iter().map(|byte| format!("{byte:02x}")).collect();
            hash.as_bytes().ct_eq(announced.to_ascii_lowercase().as_bytes()).into()
        }
    }
}

/// The URL as it is, without its port and with the default one: Twilio's products differ, and its own validators try
/// all three. Cut as text, because a parser would rewrite escapes that are signed as they stand.
fn url_spellings(url: &str) -> Vec<String> {
    let url = url.split('#').next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else { return vec![url.to_owned()] };
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    let default_port = if scheme.eq_ignore_ascii_case("http") { 80 } else { 443 };
    let mut spellings =
        vec![url.to_owned(), format!("{scheme}://{host}{path}"), format!("{scheme}://{host}:{default_port}{path}")];
    spellings.dedup();
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_tried_with_and_without_their_port() {
        for (url, expected) in [
            ("https://a.example/x?b=1", vec!["https://a.example/x?b=1", "https://a.example:443/x?b=1"]),
            ("http://a.example:80/", vec!["http://a.example:80/", "http://a.example/", "http://a.example:80/"]),
            (
                "http://a.example:1234?x=y:1",
                vec!["http://a.example:1234?x=y:1", "http://a.example?x=y:1", "http://a.example:80?x=y:1"],
            ),
            ("https://[::1]/x", vec!["https://[::1]/x", "https://[::1]:443/x"]),
            ("https://[::1]:8443/x#f", vec!["https://[::1]:8443/x", "https://[::1]/x", "https://[::1]:443/x"]),
            ("nonsense", vec!["nonsense"]),
        ] {
            assert_eq!(url_spellings(url), expected, "{url}");
        }
    }
}

//! Settings that Twilio could have given.

use super::phone::e164;
use crate::auth::{secret, setting};
use crate::check::{fits, is_vendor_id};
use crate::{Account, WrongSetting};

/// Digits of a short code, from the shortest to the longest that countries give out.
const SHORT_CODE_DIGITS: std::ops::RangeInclusive<usize> = 3..=8;
/// Characters of an alphanumeric sender id (Twilio, "Alphanumeric Sender ID").
const SENDER_ID_CHARS: usize = 11;

pub(super) fn check(account: &Account) -> Result<(), WrongSetting> {
    let is_sid = |sid: &str| is_vendor_id(sid, "AC");
    fits(setting(account, "account_sid"), is_sid, "account_sid", "account_sid_invalid")?;
    fits(setting(account, "from"), is_sender, "from", "sms_from_invalid")?;
    let algorithm = setting(account, "signature_algorithm");
    let is_known = |name: &str| matches!(name, "HMAC_SHA1" | "HMAC_SHA256");
    fits(algorithm, is_known, "signature_algorithm", "signature_algorithm_invalid")?;
    if algorithm == Some("HMAC_SHA256") && secret(account, "shared_key_secret").is_none() {
        return Err(WrongSetting { name: "shared_key_secret", code: "shared_key_secret_missing" });
    }
    Ok(())
}

/// A number in E.164 (with `whatsapp:` before it or not), a Messaging Service, a short code, or a name.
fn is_sender(from: &str) -> bool {
    let number = from.strip_prefix("whatsapp:").unwrap_or(from);
    e164(number).is_some_and(|plain| plain == number)
        || is_vendor_id(from, "MG")
        || is_short_code(from)
        || is_name(from)
}

fn is_short_code(from: &str) -> bool {
    SHORT_CODE_DIGITS.contains(&from.len()) && from.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_name(from: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'+' | b'-' | b'_' | b'&');
    from.len() <= SENDER_ID_CHARS && from.bytes().all(is_allowed) && from.bytes().any(|byte| byte.is_ascii_alphabetic())
}

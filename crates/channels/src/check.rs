//! What the channels' checks of settings share.

use crate::WrongSetting;

/// Far more than any vendor uses.
const MOST_ID_BYTES: usize = 64;

/// Fine where it is not set, or set so that it fits.
pub(crate) fn fits(
    value: Option<&str>,
    is_right: impl Fn(&str) -> bool,
    name: &'static str,
    code: &'static str,
) -> Result<(), WrongSetting> {
    if value.is_none_or(is_right) { Ok(()) } else { Err(WrongSetting { name, code }) }
}

/// A vendor's id: its letters, and what stand-ins for the vendor put behind them too. The vendors' own ids go on with 32
/// hexadecimal digits.
pub(crate) fn is_vendor_id(text: &str, letters: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    text.strip_prefix(letters)
        .is_some_and(|rest| (1..=MOST_ID_BYTES).contains(&rest.len()) && rest.bytes().all(is_part))
}

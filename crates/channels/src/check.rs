//! What the channels' checks of settings share.

use crate::WrongSetting;

/// Fine where it is not set, or set so that it fits.
pub(crate) fn fits(
    value: Option<&str>,
    is_right: impl Fn(&str) -> bool,
    name: &'static str,
    code: &'static str,
) -> Result<(), WrongSetting> {
    if value.is_none_or(is_right) { Ok(()) } else { Err(WrongSetting { name, code }) }
}

/// A vendor's id: its letters and 32 hexadecimal digits.
pub(crate) fn is_vendor_id(text: &str, letters: &str) -> bool {
    text.strip_prefix(letters)
        .is_some_and(|digits| digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

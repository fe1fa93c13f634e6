//! Phone numbers as identities.

/// The number in E.164 (ITU-T: `+`, then 7 to 15 digits of which the first is not 0), when the text is one with a
/// country code; separators that people write are dropped. A number without a country code is not guessed.
///
/// ```
/// # use channels::sms::e164;
/// assert_eq!(e164("+81 (90) 1234-5678").as_deref(), Some("+819012345678"));
/// assert_eq!(e164("090-1234-5678"), None);
/// ```
pub fn e164(text: &str) -> Option<String> {
    let digits: String =
        text.trim().strip_prefix('+')?.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.')).collect();
    let is_number = (7..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    is_number.then(|| format!("+{digits}"))
}

/// The number in E.164, else the text: short codes, names and `whatsapp:` addresses are identities too.
pub(super) fn address(text: &str) -> String {
    e164(text).unwrap_or_else(|| text.trim().to_owned())
}

/// Whether a sender is a Messaging Service (`MG…`) rather than a number or a name: names end at 11 characters.
pub(super) fn is_messaging_service(sender: &str) -> bool {
    sender.starts_with("MG") && sender.len() > 11 && sender.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

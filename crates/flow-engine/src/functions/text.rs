//! Texts and lists.

use flow_model::normalise;
use minijinja::Error;
use minijinja::value::{Value, ValueKind};
use regex_lite::RegexBuilder;

use super::needs;
use crate::answer::phone;
use crate::scope::from_template;

/// Compiled size of a pattern: a step's time must not hang on one expression.
const PATTERN_BYTES: usize = 64 * 1024;

pub(super) fn text(value: Value) -> String {
    if value.is_none() { String::new() } else { value.to_string() }
}

/// Characters as people count them are close enough to Unicode scalar values for what bounds are used for.
pub(super) fn length(value: Value) -> Result<usize, Error> {
    match (value.as_str(), value.len()) {
        (Some(text), _) => Ok(text.chars().count()),
        (None, Some(count)) => Ok(count),
        _ => Err(needs("length() needs a text or a list")),
    }
}

pub(super) fn contains(value: Value, part: Value) -> Result<bool, Error> {
    if let Some(text) = value.as_str() {
        return Ok(normalise(text).contains(&normalise(&part.to_string())));
    }
    if value.kind() == ValueKind::Map || value.as_str().is_none() && value.len().is_none() {
        return Err(needs("contains() needs a text or a list"));
    }
    let part = part.as_str().map_or(part.clone(), |text| normalise(text).into());
    for item in value.try_iter()? {
        let item = item.as_str().map_or(item.clone(), |text| normalise(text).into());
        if item == part {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn starts_with(text: Value, part: Value) -> Result<bool, Error> {
    let text = text.as_str().ok_or_else(|| needs("starts_with() needs a text"))?;
    Ok(normalise(text).starts_with(&normalise(&part.to_string())))
}

pub(super) fn matches(text: Value, pattern: Value) -> Result<bool, Error> {
    let text = text.as_str().ok_or_else(|| needs("matches() needs a text"))?;
    let pattern = pattern.as_str().ok_or_else(|| needs("matches() needs a pattern"))?;
    let pattern = RegexBuilder::new(pattern)
        .size_limit(PATTERN_BYTES)
        .build()
        .map_err(|_| needs("matches() cannot read its pattern"))?;
    Ok(pattern.is_match(text))
}

pub(super) fn format_phone(value: Value) -> Result<String, Error> {
    let number = value.as_str().ok_or_else(|| needs("format_phone() needs a phone number"))?;
    Ok(phone::national(number))
}

pub(super) fn json(value: Value) -> Result<String, Error> {
    from_template(&value).map(|value| value.to_json().to_string()).map_err(|_| needs("json() cannot write this value"))
}

/// Safe, so that no address encodes it again.
pub(super) fn url_encode(value: Value) -> Value {
    Value::from_safe_string(url_encoded(&value.to_string()))
}

/// RFC 3986: everything but unreserved characters is encoded.
pub(crate) fn url_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(byte.into()),
            _ => {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                encoded.push('%');
                encoded.push(HEX[usize::from(byte >> 4)].into());
                encoded.push(HEX[usize::from(byte & 15)].into());
            }
        }
    }
    encoded
}

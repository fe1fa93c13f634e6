//! Numbers: reading what people write, and writing what people read.

use minijinja::Error;
use minijinja::value::{Value, ValueKind};

use super::needs;
use crate::answer::number::{Number, read_number};

pub(super) fn number(value: Value) -> Result<Value, Error> {
    let found = match value.kind() {
        ValueKind::Number => return Ok(value),
        ValueKind::String => value.as_str().and_then(read_number),
        _ => None,
    };
    match found.ok_or_else(|| needs("number() needs a number, or a text that holds one"))? {
        Number::Whole(number) => Ok(number.into()),
        Number::Fraction(number) => Ok(number.into()),
    }
}

pub(super) fn format_number(value: Value, decimals: Option<u32>) -> Result<String, Error> {
    let value = number(value)?;
    if let (Ok(whole), None | Some(0)) = (i64::try_from(value.clone()), decimals) {
        return Ok(grouped(&whole.to_string()));
    }
    let number = finite(&value)?;
    let text = match decimals {
        Some(decimals) => format!("{number:.*}", decimals.min(12) as usize),
        None => number.to_string(),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let separator = if fraction.is_empty() { "" } else { "." };
    Ok(format!("{}{separator}{fraction}", grouped(whole)))
}

pub(super) fn yen(value: Value, language: &str) -> Result<String, Error> {
    let amount = finite(&number(value)?)?;
    let amount = grouped(&format!("{:.0}", amount));
    Ok(match language.split(['-', '_']).next() {
        Some("ja") => format!("{amount}円"),
        _ => match amount.strip_prefix('-') {
            Some(amount) => format!("-¥{amount}"),
            None => format!("¥{amount}"),
        },
    })
}

/// A whole number from `min` to `max`, the same for the same seed and draw.
pub(super) fn random_int(seed: u64, draw: u64, min: i64, max: i64) -> Result<i64, Error> {
    if max < min {
        return Err(needs("random_int() needs its smaller number first"));
    }
    // Counted from `min` in 128 bits, so that no pair of bounds overflows.
    let span = (i128::from(max) - i128::from(min) + 1) as u128;
    let offset = (u128::from(mixed(seed, draw)) * span) >> 64;
    Ok((i128::from(min) + offset as i128) as i64)
}

/// SplitMix64 (Steele, Lea, Flood 2014).
fn mixed(seed: u64, draw: u64) -> u64 {
    let mut state = seed.wrapping_add((draw + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

fn finite(value: &Value) -> Result<f64, Error> {
    match f64::try_from(value.clone()) {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err(needs("the result is not a number")),
    }
}

/// `-1234567` as `-1,234,567`.
fn grouped(whole: &str) -> String {
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let mut text = String::with_capacity(whole.len() + whole.len() / 3);
    if digits.len() < whole.len() && digits.bytes().any(|digit| digit != b'0') {
        text.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

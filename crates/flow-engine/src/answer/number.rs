//! Numbers as people write them.

use super::plain;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Whole(i64),
    /// Finite.
    Fraction(f64),
}

impl Number {
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Whole(number) => number as f64,
            Self::Fraction(number) => number,
        }
    }
}

/// Units that may follow a number: prices and counters.
const UNITS: &[&str] = &[
    "円", "yen", "jpy", "人", "名様", "名", "個", "枚", "歳", "才", "つ", "件", "回", "日", "分", "時間", "台", "本",
    "冊", "点", "泊", "%",
];

/// The number that the whole text is: `1,200`, `１，２００円`, `¥1200`, `-3.5`, `2名`. What holds anything
/// else besides is none.
pub(crate) fn read_number(text: &str) -> Option<Number> {
    let text = plain(text).to_lowercase().replace(['−', '‐', '–', 'ー'], "-");
    let text = text.trim_start_matches(['¥', '$', '€', '£']).trim();
    let text = UNITS.iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(text).trim_end();
    let (negative, digits) = match text.strip_prefix(['-', '+']) {
        Some(digits) => (text.starts_with('-'), digits),
        None => (false, text),
    };
    let digits = digits.trim_start_matches(['¥', '$', '€', '£']);
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let whole = without_separators(whole)?;
    if fraction.is_some_and(|digits| digits.is_empty() || !all_digits(digits)) {
        return None;
    }
    let sign = if negative { "-" } else { "" };
    match fraction {
        Some(fraction) if fraction.bytes().any(|digit| digit != b'0') => {
            let number: f64 = format!("{sign}{whole}.{fraction}").parse().ok()?;
            // More digits than a float tells apart would come back changed.
            (number.abs() < 1e15).then_some(Number::Fraction(number))
        }
        _ => format!("{sign}{whole}").parse().ok().map(Number::Whole),
    }
}

/// Digits, in groups of three where commas part them.
fn without_separators(whole: &str) -> Option<String> {
    let whole = whole.replace('、', ",");
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<_> = groups.collect();
    let grouped = !rest.is_empty();
    let fits = all_digits(first)
        && !first.is_empty()
        && (!grouped || first.len() <= 3)
        && rest.iter().all(|group| group.len() == 3 && all_digits(group));
    fits.then(|| whole.replace(',', ""))
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<Number>) {
        assert_eq!(read_number(text), expected, "{text:?}");
    }

    #[test]
    fn fe20_numbers_as_people_write_them() {
        let whole = |number| Some(Number::Whole(number));
        check("12", whole(12));
        check("１２", whole(12));
        check(" 1,200 ", whole(1200));
        check("１，２００円", whole(1200));
        check("¥1,200", whole(1200));
        check("-3", whole(-3));
        check("−３", whole(-3));
        check("2名", whole(2));
        check("3.50", Some(Number::Fraction(3.5)));
        check("3.0", whole(3));
        check("0012", whole(12));
        check("9223372036854775807", whole(i64::MAX));
    }

    #[test]
    fn fe20_garbage_is_no_number() {
        for text in [
            "",
            "abc",
            "12a",
            "1,20",
            "1,2000",
            ",5",
            "1.2.3",
            "--3",
            "3.",
            ".5",
            "1e5",
            "12 34",
            "twelve",
            "9223372036854775808",
            "12円です",
            "NaN",
            "inf",
        ] {
            check(text, None);
        }
    }
}

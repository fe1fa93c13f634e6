//! Phone numbers to E.164. Numbering plans: ITU national numbering plan communications; lengths are those of the
//! national significant number (without the trunk prefix).

use super::plain;

/// One country's plan.
struct Plan {
    country: &'static str,
    code: &'static str,
    trunk: Trunk,
    lengths: (usize, usize),
}

/// What is dialled before a national number inside the country.
enum Trunk {
    None,
    Required(&'static str),
    Optional(&'static str),
}

const fn plan(country: &'static str, code: &'static str, trunk: Trunk, lengths: (usize, usize)) -> Plan {
    Plan { country, code, trunk, lengths }
}

use Trunk::{None as Bare, Optional, Required};

const PLANS: &[Plan] = &[
    plan("JP", "81", Required("0"), (9, 10)),
    plan("US", "1", Optional("1"), (10, 10)),
    plan("CA", "1", Optional("1"), (10, 10)),
    plan("KR", "82", Required("0"), (8, 10)),
    plan("CN", "86", Optional("0"), (9, 11)),
    plan("TW", "886", Required("0"), (8, 9)),
    plan("HK", "852", Bare, (8, 8)),
    plan("SG", "65", Bare, (8, 8)),
    plan("TH", "66", Required("0"), (8, 9)),
    plan("VN", "84", Required("0"), (9, 10)),
    plan("PH", "63", Required("0"), (8, 10)),
    plan("ID", "62", Required("0"), (8, 12)),
    plan("MY", "60", Required("0"), (8, 10)),
    plan("IN", "91", Optional("0"), (10, 10)),
    plan("AU", "61", Required("0"), (9, 9)),
    plan("NZ", "64", Required("0"), (8, 10)),
    plan("GB", "44", Required("0"), (9, 10)),
    plan("IE", "353", Required("0"), (7, 9)),
    plan("DE", "49", Required("0"), (6, 12)),
    plan("FR", "33", Required("0"), (9, 9)),
    plan("IT", "39", Bare, (6, 11)),
    plan("ES", "34", Bare, (9, 9)),
    plan("NL", "31", Required("0"), (9, 9)),
    plan("CH", "41", Required("0"), (9, 9)),
    plan("SE", "46", Required("0"), (7, 9)),
    plan("BR", "55", Optional("0"), (10, 11)),
    plan("MX", "52", Bare, (10, 10)),
    plan("RU", "7", Optional("8"), (10, 10)),
    plan("AE", "971", Required("0"), (8, 9)),
];

/// The number in E.164, read as `country` dials it unless it has its calling code; none if it cannot be one.
pub(crate) fn read_phone(text: &str, country: &str) -> Option<String> {
    let text = plain(text);
    let (international, text) = match text.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, text.as_str()),
    };
    let mut digits = String::new();
    for c in text.replace("(0)", if international { "" } else { "0" }).chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '-' | '(' | ')' | '.' | '/' | '−' | '‐' | '‑' | '–' | '—' | 'ー' => {}
            _ => return None,
        }
    }
    if international {
        return read_international(&digits);
    }
    let plan = PLANS.iter().find(|plan| plan.country.eq_ignore_ascii_case(country))?;
    let national = match plan.trunk {
        Bare => &digits,
        Required(trunk) => digits.strip_prefix(trunk)?,
        Optional(trunk) => digits.strip_prefix(trunk).filter(|rest| plan.fits(rest)).unwrap_or(&digits),
    };
    plan.fits(national).then(|| format!("+{}{national}", plan.code))
}

fn read_international(digits: &str) -> Option<String> {
    let Some((plan, national)) = by_code(digits) else {
        // A country that is not in the table: E.164's own bounds.
        return ((8..=15).contains(&digits.len()) && !digits.starts_with('0')).then(|| format!("+{digits}"));
    };
    // `+81 090 …` is a common slip: the trunk prefix does not belong behind the calling code.
    let national = match plan.trunk {
        Required("0") | Optional("0") => national.strip_prefix('0').unwrap_or(national),
        _ => national,
    };
    plan.fits(national).then(|| format!("+{}{national}", plan.code))
}

fn by_code(digits: &str) -> Option<(&'static Plan, &str)> {
    PLANS.iter().find_map(|plan| digits.strip_prefix(plan.code).map(|national| (plan, national)))
}

impl Plan {
    fn fits(&self, national: &str) -> bool {
        let (min, max) = self.lengths;
        if !(min..=max).contains(&national.len()) || !national.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        match self.country {
            // Mobile, IP and 0800 numbers have one digit more than the others.
            "JP" => {
                let long = ["50", "70", "80", "90"].iter().any(|prefix| national.starts_with(prefix));
                !national.starts_with('0') && national.len() == if long { 10 } else { 9 }
            }
            "US" | "CA" => !national.starts_with(['0', '1']) && !national[3..].starts_with(['0', '1']),
            "IT" => true,
            _ => !national.starts_with('0'),
        }
    }
}

/// The number as it is written in its country, as far as we know how; as it is otherwise.
pub(crate) fn national(number: &str) -> String {
    let Some((plan, digits)) = number.strip_prefix('+').and_then(by_code).filter(|(plan, digits)| plan.fits(digits))
    else {
        return number.to_owned();
    };
    let cut = |first: usize, second: usize| {
        format!("{}-{}-{}", &digits[..first], &digits[first..first + second], &digits[first + second..])
    };
    match plan.country {
        "JP" => format!(
            "0{}",
            match digits {
                _ if digits.len() == 10 && digits.starts_with("800") => cut(3, 3),
                _ if digits.len() == 10 => cut(2, 4),
                _ if digits.starts_with(['3', '6']) => cut(1, 4),
                _ if ["120", "570", "990"].contains(&&digits[..3]) => cut(3, 3),
                _ if JP_THREE_DIGIT_AREAS.contains(&&digits[..2]) => cut(2, 3),
                _ => cut(3, 2),
            }
        ),
        "US" | "CA" => format!("({}) {}-{}", &digits[..3], &digits[3..6], &digits[6..]),
        _ => format!("+{} {digits}", plan.code),
    }
}

/// Areas dialled as `0xx-xxx-xxxx`, of the larger cities.
const JP_THREE_DIGIT_AREAS: &[&str] = &[
    "11", "15", "17", "18", "19", "22", "23", "24", "25", "26", "27", "28", "29", "42", "43", "44", "45", "46", "47",
    "48", "49", "52", "53", "54", "55", "58", "59", "72", "73", "75", "76", "77", "78", "79", "82", "83", "84", "86",
    "87", "88", "89", "92", "93", "95", "96", "97", "98", "99",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, country: &str, expected: Option<&str>) {
        assert_eq!(read_phone(text, country).as_deref(), expected, "{text:?} in {country}");
    }

    #[test]
    fn fe22_phone_numbers_become_e164() {
        check("090-1234-5678", "JP", Some("+819012345678"));
        check("０９０ー１２３４ー５６７８", "JP", Some("+819012345678"));
        check("03 1234 5678", "JP", Some("+81312345678"));
        check("(03)1234-5678", "JP", Some("+81312345678"));
        check("0120-123-456", "JP", Some("+81120123456"));
        check("+81 (0)90 1234 5678", "JP", Some("+819012345678"));
        check("+81 090 1234 5678", "JP", Some("+819012345678"));
        check("+1 212 555 0123", "JP", Some("+12125550123"));
        check("(212) 555-0123", "US", Some("+12125550123"));
        check("1-212-555-0123", "US", Some("+12125550123"));
        check("020 7946 0958", "GB", Some("+442079460958"));
        check("06 1234 5678", "IT", Some("+390612345678"));
        check("138 0013 8000", "CN", Some("+8613800138000"));
        check("+998 90 123 45 67", "JP", Some("+998901234567"));
    }

    #[test]
    fn fe22_what_is_no_number_is_written_as_it_is() {
        for text in ["+81あああ", "+1aあああ", "+81abcdefghi", "+1ああaあ", "+", "+819０1234567"] {
            assert_eq!(national(text), text);
        }
    }

    #[test]
    fn fe22_what_cannot_be_dialled_is_invalid() {
        for text in [
            "",
            "abc",
            "090-1234-567",
            "090-1234-56789",
            "9012345678",
            "03-1234-56789",
            "12345",
            "+81 123",
            "090-1234-567x",
            "+0123456789",
            "+1 112 555 0123",
        ] {
            check(text, "JP", None);
        }
        check("090-1234-5678", "XX", None);
    }

    #[test]
    fn fe22_numbers_as_their_country_writes_them() {
        for (number, expected) in [
            ("+819012345678", "090-1234-5678"),
            ("+81312345678", "03-1234-5678"),
            ("+81120123456", "0120-123-456"),
            ("+81451234567", "045-123-4567"),
            ("+12125550123", "(212) 555-0123"),
            ("+442079460958", "+44 2079460958"),
            ("unknown", "unknown"),
        ] {
            assert_eq!(national(number), expected);
        }
    }
}

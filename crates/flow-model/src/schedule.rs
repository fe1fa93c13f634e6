//! Dates and times of day as documents write them.

/// Minutes since midnight of `09:00`; `24:00` is 1,440.
pub(crate) fn minute_of_day(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let hours = two_digits(hours)?;
    let minutes = two_digits(minutes)?;
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= 24 * 60).then_some(total)
}

fn two_digits(text: &str) -> Option<u16> {
    let plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// Year, month and day of `2026-11-22`, if there is such a day.
pub(crate) fn date(text: &str) -> Option<(u16, u16, u16)> {
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = rest.strip_prefix('-')?.split_once('-')?;
    let year = (year.bytes().all(|byte| byte.is_ascii_digit())).then(|| year.parse::<u16>().ok())??;
    let (month, day) = (two_digits(month)?, two_digits(day)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=days).contains(&day).then_some((year, month, day))
}

/// Whether a date bound is written as a date, `today`, `today+7` or `today-30`.
pub(crate) fn is_date_bound(text: &str) -> bool {
    match text.strip_prefix("today") {
        Some("") => true,
        Some(days) => {
            let digits = days.strip_prefix(['+', '-']).unwrap_or_default();
            (1..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
        }
        None => date(text).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::{date, is_date_bound, minute_of_day};

    #[test]
    fn reads_times_and_dates_strictly() {
        assert_eq!(minute_of_day("09:30"), Some(570));
        assert_eq!(minute_of_day("24:00"), Some(1440));
        for wrong in ["9:30", "24:01", "12:60", "+9:00", "0900", ""] {
            assert_eq!(minute_of_day(wrong), None, "{wrong}");
        }
        assert_eq!(date("2028-02-29"), Some((2028, 2, 29)));
        for wrong in ["2027-02-29", "2026-13-01", "2026-1-1", "26-01-01", "today", "2026-04-31"] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
        for right in ["today", "today+7", "today-30", "2026-01-31"] {
            assert!(is_date_bound(right), "{right}");
        }
        for wrong in ["tomorrow", "today+", "today7", "today+x", ""] {
            assert!(!is_date_bound(wrong), "{wrong}");
        }
    }
}

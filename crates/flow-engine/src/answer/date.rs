//! Calendar dates as people write them.

use jiff_core::civil::Date;

use super::plain;
use crate::calendar::{add_days, read_date_text};

/// The date, inside the bounds. A date without a year is the next such day; where the bounds rule that out,
/// the one in them.
pub(crate) fn read_date(text: &str, today: Date, min: Option<&str>, max: Option<&str>) -> Option<Date> {
    let min = min.and_then(|bound| bound_date(bound, today));
    let max = max.and_then(|bound| bound_date(bound, today));
    let inside = |date: &Date| min.is_none_or(|min| *date >= min) && max.is_none_or(|max| *date <= max);
    candidates(&plain(text).to_lowercase(), today).into_iter().find(inside)
}

/// A bound as authors write it: `2026-01-31`, `today`, `today+7`.
fn bound_date(bound: &str, today: Date) -> Option<Date> {
    let Some(offset) = bound.trim().strip_prefix("today") else {
        return read_date_text(bound.trim());
    };
    let days = if offset.is_empty() { 0 } else { offset.parse().ok()? };
    add_days(today, days)
}

fn candidates(text: &str, today: Date) -> Vec<Date> {
    let relative = match text {
        "today" | "今日" | "きょう" | "本日" => Some(0),
        "tomorrow" | "明日" | "あした" | "あす" => Some(1),
        "明後日" | "あさって" | "day after tomorrow" | "the day after tomorrow" => Some(2),
        "yesterday" | "昨日" | "きのう" => Some(-1),
        _ => None,
    };
    if let Some(days) = relative {
        return add_days(today, days).into_iter().collect();
    }
    let numbers = match numbers(text) {
        Some(numbers) => numbers,
        None => return Vec::new(),
    };
    let days: Vec<Option<Date>> = match *numbers.as_slice() {
        [year, month, day] => vec![date(year, month, day)],
        [month, day] => {
            let year = i32::from(today.year());
            let this_year = date(year, month, day);
            match this_year.is_some_and(|date| date >= today) {
                true => vec![this_year, date(year - 1, month, day)],
                false => vec![date(year + 1, month, day), this_year],
            }
        }
        _ => Vec::new(),
    };
    days.into_iter().flatten().collect()
}

/// Year, month and day, or month and day: `2026-11-22`, `2026/11/22`, `20261122`, `11/22`, `11月22日`.
fn numbers(text: &str) -> Option<Vec<i32>> {
    // A day of the week behind it says nothing new: `11月22日(日)`.
    let text = text.split('(').next().unwrap_or(text).trim();
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return [&text[..4], &text[4..6], &text[6..]].map(|part| part.parse().ok()).into_iter().collect();
    }
    let separated = if text.contains('月') {
        text.replace(['年', '月'], "/").strip_suffix('日')?.to_owned()
    } else {
        text.replace(['-', '.', '−', 'ー'], "/")
    };
    let parts: Vec<&str> = separated.split('/').map(str::trim).collect();
    // A year is written with four digits: two could be a day.
    if parts.len() == 3 && parts[0].len() != 4 {
        return None;
    }
    parts
        .iter()
        .map(|part| match part.len() {
            1..=4 if part.bytes().all(|byte| byte.is_ascii_digit()) => part.parse().ok(),
            _ => None,
        })
        .collect()
}

fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, bounds: (Option<&str>, Option<&str>), expected: Option<&str>) {
        let today = read_date_text("2026-11-22").expect("a date");
        let read = read_date(text, today, bounds.0, bounds.1).map(crate::calendar::date_text);
        assert_eq!(read.as_deref(), expected, "{text:?} within {bounds:?}");
    }

    #[test]
    fn fe23_dates_as_people_write_them() {
        let any = (None, None);
        for text in [
            "2026-12-01",
            "2026/12/1",
            "２０２６／１２／０１",
            "20261201",
            "12/1",
            "12月1日",
            "12月1日(火)",
            "2026年12月1日",
            "2026.12.1",
        ] {
            check(text, any, Some("2026-12-01"));
        }
        check("今日", any, Some("2026-11-22"));
        check("Tomorrow", any, Some("2026-11-23"));
        check("明後日", any, Some("2026-11-24"));
        check("1/5", any, Some("2027-01-05"));
        check("11/22", any, Some("2026-11-22"));
        check("1/5", (None, Some("today")), Some("2026-01-05"));
        check("2/29", any, None);
        for text in ["", "soon", "2026-13-01", "2026-02-30", "26/12/1", "12/1/2026", "1", "2026/12", "99999999"] {
            check(text, any, None);
        }
    }

    #[test]
    fn fe23_dates_have_bounds() {
        check("今日", (Some("today+1"), None), None);
        check("明日", (Some("today+1"), Some("today+7")), Some("2026-11-23"));
        check("2026-11-30", (Some("today+1"), Some("today+7")), None);
        check("2026-11-21", (Some("today-1"), None), Some("2026-11-21"));
        check("2026-11-21", (Some("2026-11-22"), None), None);
    }
}

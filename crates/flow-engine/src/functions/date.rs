//! Dates. They are texts, `2026-11-22`; of a moment (`2026-11-22T09:00`) its date counts.

use jiff_core::civil::{Date, Weekday};
use minijinja::Error;
use minijinja::value::Value;

use super::needs;
use crate::calendar::{add_days, date_text, read_date_text};

pub(super) fn date_add(date: Value, days: i64) -> Result<String, Error> {
    let date = read(&date)?;
    add_days(date, days).map(date_text).ok_or_else(|| needs("date_add() leaves the calendar"))
}

pub(super) fn date_diff(from: Value, to: Value) -> Result<i64, Error> {
    Ok(read(&from)?.until(read(&to)?).into())
}

pub(super) fn weekday(date: Value) -> Result<&'static str, Error> {
    Ok(match read(&date)?.weekday() {
        Weekday::Monday => "mon",
        Weekday::Tuesday => "tue",
        Weekday::Wednesday => "wed",
        Weekday::Thursday => "thu",
        Weekday::Friday => "fri",
        Weekday::Saturday => "sat",
        Weekday::Sunday => "sun",
    })
}

/// 2026年11月22日(日) in Japanese, Sunday 22 November 2026 in English, the ISO form elsewhere.
pub(super) fn format_date(date: Value, language: &str) -> Result<String, Error> {
    const DAYS_JA: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];
    const DAYS_EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    const MONTHS_EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let date = read(&date)?;
    let day = date.weekday().to_monday_zero_offset() as usize;
    Ok(match language.split(['-', '_']).next() {
        Some("ja") => format!("{}年{}月{}日({})", date.year(), date.month(), date.day(), DAYS_JA[day]),
        Some("en") => {
            let month = MONTHS_EN[date.month() as usize - 1];
            format!("{} {} {month} {}", DAYS_EN[day], date.day(), date.year())
        }
        _ => date_text(date),
    })
}

fn read(value: &Value) -> Result<Date, Error> {
    let text = value.as_str().unwrap_or_default();
    text.get(..10)
        .filter(|_| text.len() == 10 || text.as_bytes().get(10) == Some(&b'T'))
        .and_then(read_date_text)
        .ok_or_else(|| needs("this needs a date such as 2026-11-22"))
}

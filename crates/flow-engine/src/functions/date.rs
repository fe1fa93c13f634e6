//! Dates. They are texts, `2026-11-22`; of a moment (`2026-11-22T09:00`) its date counts.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use minijinja::Error;
use minijinja::value::Value;

use super::needs;

pub(super) fn date_add(date: Value, days: i64) -> Result<String, Error> {
    let date = read(&date)?;
    // Two thousand years in days: what a calendar date can hold, and far from what a span can.
    if !(-800_000..=800_000).contains(&days) {
        return Err(needs("date_add() leaves the calendar"));
    }
    date.checked_add(days.days()).map(|date| date.to_string()).map_err(|_| needs("date_add() leaves the calendar"))
}

pub(super) fn date_diff(from: Value, to: Value) -> Result<i64, Error> {
    let (from, to) = (read(&from)?, read(&to)?);
    from.until(to).map(|span| span.get_days().into()).map_err(|_| needs("date_diff() leaves the calendar"))
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
        _ => date.to_string(),
    })
}

fn read(value: &Value) -> Result<Date, Error> {
    let text = value.as_str().unwrap_or_default();
    text.get(..10)
        .filter(|_| text.len() == 10 || text.as_bytes().get(10) == Some(&b'T'))
        .and_then(|date| date.parse().ok())
        .ok_or_else(|| needs("this needs a date such as 2026-11-22"))
}

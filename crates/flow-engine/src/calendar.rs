//! Dates and moments as texts. The calendar itself is `jiff-core`; its big sister `jiff` would add 100 KB of guest, most
//! of it sentences about what cannot be parsed, which no customer ever reads.

use jiff_core::civil::{Date, DateTime, Time};
use jiff_core::tz::Offset;

/// Two thousand years: what `add_days` takes. The calendar itself ends in the years -9999 and 9999.
const MOST_DAYS: i64 = 800_000;

/// `2026-11-22`
pub(crate) fn date_text(date: Date) -> String {
    match date.year() {
        year @ 0.. => format!("{year:04}-{:02}-{:02}", date.month(), date.day()),
        year => format!("-{:06}-{:02}-{:02}", -i32::from(year), date.month(), date.day()),
    }
}

/// The date that `date_text` writes.
pub(crate) fn read_date_text(text: &str) -> Option<Date> {
    let mut rest = text;
    let date = take_date(&mut rest)?;
    rest.is_empty().then_some(date)
}

pub(crate) fn add_days(date: Date, days: i64) -> Option<Date> {
    let days = i32::try_from(days).ok().filter(|_| (-MOST_DAYS..=MOST_DAYS).contains(&days))?;
    date.checked_add(days).ok()
}

/// `2026-11-22T09:00`, with seconds and parts of them, a blank instead of the `T`, or a date alone; and what stands
/// behind: `Z`, `+09:00`, `+0900`, `+09`.
pub(crate) fn read_moment(text: &str) -> Option<(DateTime, Option<Offset>)> {
    let mut rest = text;
    let date = take_date(&mut rest)?;
    if rest.is_empty() {
        return Some((DateTime::from_parts(date, Time::MIN), None));
    }
    rest = rest.strip_prefix(['T', 't', ' '])?;
    let hour = take_number(&mut rest, 2)?;
    rest = rest.strip_prefix(':')?;
    let minute = take_number(&mut rest, 2)?;
    let mut second = 0;
    let mut nanosecond = 0;
    if let Some(after) = rest.strip_prefix(':') {
        rest = after;
        // A leap second is the end of the second before it.
        second = take_number(&mut rest, 2).filter(|second| *second <= 60)?.min(59);
        if let Some(after) = rest.strip_prefix(['.', ',']) {
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            nanosecond = format!("{:0<9}", after.get(..digits).filter(|_| (1..=9).contains(&digits))?).parse().ok()?;
            rest = &after[digits..];
        }
    }
    let part = |number: i32| i8::try_from(number).ok();
    let time = Time::new(part(hour)?, part(minute)?, part(second)?, nanosecond).ok()?;
    Some((DateTime::from_parts(date, time), if rest.is_empty() { None } else { Some(offset(rest)?) }))
}

fn offset(text: &str) -> Option<Offset> {
    if matches!(text, "Z" | "z") {
        return Some(Offset::UTC);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let mut rest = text.strip_prefix(['+', '-'])?;
    let hours = take_number(&mut rest, 2)?;
    let minutes = match rest.strip_prefix(':').unwrap_or(rest) {
        "" => 0,
        mut minutes => take_number(&mut minutes, 2).filter(|_| minutes.is_empty())?,
    };
    let inside = hours <= 25 && minutes <= 59;
    inside.then(|| Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok())?
}

fn take_date(rest: &mut &str) -> Option<Date> {
    let year = take_number(rest, 4)?;
    *rest = rest.strip_prefix('-')?;
    let month = take_number(rest, 2)?;
    *rest = rest.strip_prefix('-')?;
    let day = take_number(rest, 2)?;
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A number of exactly so many digits.
fn take_number(rest: &mut &str, digits: usize) -> Option<i32> {
    let (number, after) = rest.split_at_checked(digits)?;
    *rest = after;
    number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_and_read_as_jiff_does() {
        let start = jiff::civil::date(1999, 12, 1);
        for days in (0..40_000).step_by(17).chain([-800_000, 800_000]) {
            let theirs = start.checked_add(jiff::Span::new().days(days)).expect("a date");
            let ours = add_days(Date::new(1999, 12, 1).expect("a date"), days).expect("a date");
            assert_eq!(date_text(ours), theirs.to_string());
            if theirs.year() >= 0 {
                assert_eq!(read_date_text(&theirs.to_string()), Some(ours));
            }
        }
        for text in
            ["", "2026-1-1", "2026-02-30", "2026-13-01", "20261122", "2026-11-22T", "+026-11-22", "２０２６-11-22"]
        {
            assert_eq!(read_date_text(text), None, "{text}");
        }
        assert_eq!(add_days(Date::MAX, 1), None);
        assert_eq!(add_days(Date::MIN, 800_001), None);
    }

    #[test]
    fn moments_are_read_as_jiff_does() {
        for text in ["2026-11-22", "2026-11-22T09:00", "2026-11-22 23:59:60", "2028-02-29t00:00:01.25"] {
            let (ours, offset) = read_moment(text).expect(text);
            let theirs: jiff::civil::DateTime = text.parse().expect(text);
            assert_eq!(format!("{ours:?}"), theirs.to_string(), "{text}");
            assert_eq!(offset, None, "{text}");
        }
        for text in [
            "2026-11-22T09:00Z",
            "2026-11-22 09:00:30z",
            "2026-11-22T09:00:00.5+09:00",
            "1969-12-31T23:00-0330",
            "2026-11-22T09:00+14",
        ] {
            let (local, offset) = read_moment(text).expect(text);
            let ours = offset.expect(text).to_timestamp(local).expect(text);
            let theirs: jiff::Timestamp = text.parse().expect(text);
            assert_eq!(ours.as_millisecond(), theirs.as_millisecond(), "{text}");
        }
        for text in [
            "",
            "soon",
            "2026-11-22T",
            "2026-11-22T9:00",
            "2026-11-22T24:00",
            "2026-11-22T09:60",
            "2026-11-22T09:00:61",
            "2026-11-22T09:00:00.",
            "2026-11-22T09:00+99:00",
            "2026-11-22T09:00+09:0",
            "2026-11-22T09:00[Asia/Tokyo]",
            "2026-11-22Z",
        ] {
            assert_eq!(read_moment(text), None, "{text}");
        }
    }
}

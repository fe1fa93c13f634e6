//! The event's moment in a flow's time zone.

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, Zoned};

use crate::trouble::Trouble;

/// The event's moment, seen from one time zone.
pub(crate) struct Clock {
    now: Zoned,
}

impl Clock {
    /// `posix_zone` as in POSIX 2017 section 8.3: `JST-9`, `EST5EDT,M3.2.0,M11.1.0`.
    pub fn new(now_ms: u64, posix_zone: &str) -> Result<Self, Trouble> {
        let now = i64::try_from(now_ms)
            .ok()
            .and_then(|ms| Timestamp::from_millisecond(ms).ok())
            .ok_or_else(|| Trouble::damaged("the event's time is out of range"))?;
        let zone = TimeZone::posix(posix_zone).map_err(|_| Trouble::damaged("the flow's time zone cannot be read"))?;
        Ok(Self { now: now.to_zoned(zone) })
    }

    pub fn today(&self) -> Date {
        self.now.date()
    }

    pub fn local(&self) -> DateTime {
        self.now.datetime()
    }

    /// `2026-11-22T09:00:00+09:00`
    pub fn iso(&self) -> String {
        let seconds = self.now.offset().seconds();
        let local = self.now.datetime();
        format!(
            "{}T{:02}:{:02}:{:02}{}{:02}:{:02}",
            local.date(),
            local.hour(),
            local.minute(),
            local.second(),
            if seconds < 0 { '-' } else { '+' },
            seconds.abs() / 3600,
            seconds.abs() / 60 % 60,
        )
    }

    /// Unix milliseconds of `2026-11-22T09:00` (in this zone; seconds, a blank instead of the `T` and a date alone
    /// are fine), or of a moment with an offset or `Z`.
    pub fn moment_ms(&self, text: &str) -> Option<i64> {
        let text = text.trim();
        if let Ok(moment) = text.parse::<Timestamp>() {
            return Some(moment.as_millisecond());
        }
        // Zone names in brackets would need a database that no host carries.
        if text.contains(['[', '+', 'Z', 'z']) {
            return None;
        }
        let local: DateTime = text.parse().ok()?;
        // A time that the change to summer time leaves out is taken as if it had not changed yet.
        let zone = self.now.time_zone();
        let offset = match zone.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before,
        };
        Some(offset.to_timestamp(local).ok()?.as_millisecond())
    }
}

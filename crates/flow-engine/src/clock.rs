//! The event's moment in a flow's time zone.

use jiff_core::Timestamp;
use jiff_core::civil::{Date, DateTime};
use jiff_core::tz::AmbiguousOffset;
use jiff_core::tz::posix::TimeZone;

use crate::calendar::{date_text, read_moment};
use crate::trouble::Trouble;

/// The event's moment, seen from one time zone.
pub(crate) struct Clock {
    now: Timestamp,
    zone: TimeZone,
}

impl Clock {
    /// `posix_zone` as in POSIX 2017 section 8.3: `JST-9`, `EST5EDT,M3.2.0,M11.1.0`.
    pub fn new(now_ms: u64, posix_zone: &str) -> Result<Self, Trouble> {
        let now = i64::try_from(now_ms)
            .ok()
            .and_then(|ms| Timestamp::from_millisecond(ms).ok())
            .ok_or_else(|| Trouble::damaged("the event's time is out of range"))?;
        let zone = TimeZone::parse(posix_zone).map_err(|_| Trouble::damaged("the flow's time zone cannot be read"))?;
        Ok(Self { now, zone })
    }

    pub fn today(&self) -> Date {
        self.local().date()
    }

    pub fn local(&self) -> DateTime {
        self.now.to_datetime(self.zone.to_offset(self.now))
    }

    /// `2026-11-22T09:00:00+09:00`
    pub fn iso(&self) -> String {
        let offset = self.zone.to_offset(self.now);
        let seconds = offset.seconds();
        let local = self.now.to_datetime(offset);
        format!(
            "{}T{:02}:{:02}:{:02}{}{:02}:{:02}",
            date_text(local.date()),
            local.time().hour(),
            local.time().minute(),
            local.time().second(),
            if seconds < 0 { '-' } else { '+' },
            seconds.abs() / 3600,
            seconds.abs() / 60 % 60,
        )
    }

    /// Unix milliseconds of `2026-11-22T09:00` (in this zone; seconds, a blank instead of the `T` and a date alone
    /// are fine), or of a moment with an offset or `Z`.
    pub fn moment_ms(&self, text: &str) -> Option<i64> {
        let (local, offset) = read_moment(text.trim())?;
        // A time that the change to summer time leaves out is taken as if it had not changed yet.
        let offset = offset.unwrap_or_else(|| match self.zone.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before,
        });
        Some(offset.to_timestamp(local).ok()?.as_millisecond())
    }
}

#[cfg(test)]
mod tests {
    use super::Clock;

    /// Every rule that a flow can name, on days all over a year and in the hours around a change.
    #[test]
    fn zones_are_what_jiff_makes_of_them() {
        let rules: std::collections::BTreeSet<_> =
            flow_model::zone_names().filter_map(flow_model::posix_zone).collect();
        assert!(rules.len() > 50);
        for rule in rules {
            let zone = jiff::tz::TimeZone::posix(rule).expect(rule);
            for hour in (0..366 * 24).step_by(7) {
                let moment = jiff::Timestamp::from_second(1_795_305_600 + hour * 3600).expect("a moment");
                let theirs = moment.to_zoned(zone.clone());
                let clock = Clock::new(u64::try_from(moment.as_millisecond()).expect("after 1970"), rule).expect(rule);
                assert_eq!(clock.iso(), theirs.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(), "{rule}");
                let local = theirs.datetime();
                let expected = local.to_zoned(zone.clone()).expect("a moment").timestamp();
                assert_eq!(clock.moment_ms(&local.to_string()), Some(expected.as_millisecond()), "{local} in {rule}");
            }
        }
    }
}

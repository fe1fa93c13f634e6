//! Lengths of time and moments in tests.

use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::schedule::{date, minute_of_day};

/// A length of time, written as `1h30m`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TestDuration {
    pub seconds: u64,
}

const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

impl TestDuration {
    /// Reads `90s`, `10m`, `1h30m`: largest unit first, each once.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.trim();
        let mut seconds = 0_u64;
        let mut units = UNITS.iter();
        if rest.is_empty() {
            return None;
        }
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (number, after) = rest.split_at(digits);
            let unit = after.chars().next()?;
            let (_, size) = units.find(|(name, _)| *name == unit)?;
            seconds = seconds.checked_add(number.parse::<u64>().ok()?.checked_mul(*size)?)?;
            rest = &after[1..];
        }
        Some(Self { seconds })
    }
}

impl std::fmt::Display for TestDuration {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut rest = self.seconds;
        for (unit, size) in UNITS {
            if rest >= size || (unit == 's' && self.seconds == 0) {
                write!(out, "{}{unit}", rest / size)?;
                rest %= size;
            }
        }
        Ok(())
    }
}

impl Serialize for TestDuration {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        writer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TestDuration {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = String::deserialize(reader)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(format!("invalid value: string \"{text}\", expected a time such as 90s, 10m or 1h30m"))
        })
    }
}

impl JsonSchema for TestDuration {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TestDuration".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A length of time: 90s, 10m, 2h, 1d, 1h30m.",
            "pattern": "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$",
        })
    }
}

/// Unix milliseconds of `2026-11-20T10:00:00+09:00`; `Z` is UTC.
pub(super) fn moment_ms(text: &str) -> Option<u64> {
    let (day, rest) = text.split_once(['T', 't'])?;
    let (year, month, day) = date(day)?;
    let (clock, offset_minutes) = match rest.strip_suffix(['Z', 'z']) {
        Some(clock) => (clock, 0),
        None => {
            let at = rest.rfind(['+', '-'])?;
            let minutes = i64::from(minute_of_day(&rest[at + 1..])?);
            (&rest[..at], if rest[at..].starts_with('-') { -minutes } else { minutes })
        }
    };
    let (minutes, seconds) = match clock.len() {
        5 => (clock, 0),
        8 => (clock.get(..5)?, clock.get(5..)?.strip_prefix(':')?.parse::<u32>().ok().filter(|s| *s < 60)?),
        _ => return None,
    };
    let minutes = i64::from(minute_of_day(minutes).filter(|minute| *minute < 24 * 60)?);
    let days = days_since_1970(year.into(), month.into(), day.into());
    let seconds = (days * 24 * 60 + minutes - offset_minutes) * 60 + i64::from(seconds);
    u64::try_from(seconds * 1000).ok()
}

/// Howard Hinnant's `days_from_civil` (public domain): years begin in March, so that leap days come last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

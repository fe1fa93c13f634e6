//! `schedule_check`: are we open now?

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;

/// Exits: `open`, `closed`. Times are in the flow's time zone unless another is named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleCheck {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    pub hours: Vec<Hours>,
    /// Days that are closed, as `2026-12-31`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<String>,
}

/// A span of the given days. `to` before `from` means past midnight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    pub days: Vec<Day>,
    /// `09:00`
    pub from: String,
    /// `18:00`; `24:00` is the end of the day.
    pub to: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Day {
    /// Its bit in a compiled span: Monday is bit 0.
    pub(crate) fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

impl ScheduleCheck {
    pub(super) fn exits(&self) -> Vec<Exit> {
        vec![Exit::required("open"), Exit::required("closed")]
    }
}

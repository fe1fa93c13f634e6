//! `schedule_check`: are we open now?

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;
use crate::about::{About, Choice, Input, choice, exit, field, label};

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

const DAYS: &[Choice] = &[
    choice("mon", label("Monday", "月曜日")),
    choice("tue", label("Tuesday", "火曜日")),
    choice("wed", label("Wednesday", "水曜日")),
    choice("thu", label("Thursday", "木曜日")),
    choice("fri", label("Friday", "金曜日")),
    choice("sat", label("Saturday", "土曜日")),
    choice("sun", label("Sunday", "日曜日")),
];

impl ScheduleCheck {
    pub(super) const ABOUT: About = About {
        title: label("Business hours", "営業時間"),
        help: label(
            "Goes one way when we are open and another when we are closed.",
            "営業時間内かどうかで進む先を分けます。",
        ),
        icon: "schedule",
        waits: false,
        fields: &[
            field(
                "time_zone",
                Input::TimeZone,
                label("Time zone", "タイムゾーン"),
                label("The flow's time zone when empty.", "空欄のときは、フローのタイムゾーンを使います。"),
            ),
            field(
                "hours",
                Input::ItemList,
                label("Opening hours", "営業時間"),
                label("Open when any of these holds.", "いずれかに当てはまれば営業中とみなします。"),
            ),
            field(
                "hours[].days",
                Input::MultiSelect,
                label("Days", "曜日"),
                label("The days on which it begins.", "開始する曜日です。"),
            )
            .options(DAYS),
            field("hours[].from", Input::TimeOfDay, label("From", "開始"), label("For example: 09:00", "例: 09:00")),
            field(
                "hours[].to",
                Input::TimeOfDay,
                label("To", "終了"),
                label(
                    "For example: 18:00. Earlier than the beginning means past midnight.",
                    "例: 18:00。開始より前の時刻は、翌日とみなします。",
                ),
            ),
            field(
                "holidays",
                Input::DateList,
                label("Closed on", "休業日"),
                label("Days that are closed, such as 2026-12-31.", "休業する日です(例: 2026-12-31)。"),
            ),
        ],
        exits: &[
            exit("open", label("Open", "営業時間内"), label("We are open now.", "営業時間内のときに進みます。")),
            exit(
                "closed",
                label("Closed", "営業時間外"),
                label("We are closed now.", "営業時間外または休業日のときに進みます。"),
            ),
        ],
    };

    pub(super) fn fresh() -> Self {
        Self {
            time_zone: None,
            hours: vec![Hours {
                days: vec![Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri],
                from: "09:00".to_owned(),
                to: "18:00".to_owned(),
            }],
            holidays: Vec::new(),
        }
    }

    pub(super) fn exits(&self) -> Vec<Exit> {
        vec![Exit::required("open"), Exit::required("closed")]
    }
}

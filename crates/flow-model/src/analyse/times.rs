//! A17: hours, dates and time zones exist.

use super::flow::{Flow, error, warning};
use super::{Problem, Spot};
use crate::nodes::{Answer, NodeKind, ScheduleCheck};
use crate::schedule::{date, is_date_bound, minute_of_day};
use crate::suggest::nearest;
use crate::words::{Words, words};
use crate::zones::{posix_zone, zone_names};

pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    zone(&flow.document.time_zone, Spot::document("time_zone"), problems);
    for (id, node) in &flow.document.nodes {
        match &node.kind {
            NodeKind::ScheduleCheck(schedule) => hours(id, schedule, problems),
            NodeKind::Ask(ask) => {
                if let Answer::Date(bounds) = &ask.answer {
                    for (name, bound) in [("min", &bounds.min), ("max", &bounds.max)] {
                        if let Some(bound) = bound.as_ref().filter(|bound| !is_date_bound(bound)) {
                            problems.push(bad_date(
                                Spot::node(id).field(format!("settings.answer.{name}")),
                                bound,
                                words(
                                    "Write 2026-01-31, today, today+7 or today-30.",
                                    "2026-01-31、today、today+7、today-30 のように書いてください。",
                                ),
                            ));
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

fn zone(name: &str, place: Spot, problems: &mut Vec<Problem>) {
    if posix_zone(name).is_some() {
        return;
    }
    let (mend_en, mend_ja) = match nearest(name, zone_names()) {
        Some(meant) => (format!("Did you mean `{meant}`?"), format!("`{meant}` のことではありませんか。")),
        None => (
            "Choose a zone of the IANA database, such as `Asia/Tokyo`.".to_owned(),
            "`Asia/Tokyo` のようなIANAのタイムゾーン名を選んでください。".to_owned(),
        ),
    };
    problems.push(error(
        "bad-time-zone",
        place,
        words(format!("`{name}` is not a time zone."), format!("`{name}` というタイムゾーンはありません。")),
        words(mend_en, mend_ja),
    ));
}

fn hours(id: &str, schedule: &ScheduleCheck, problems: &mut Vec<Problem>) {
    if let Some(name) = &schedule.time_zone {
        zone(name, Spot::node(id).field("settings.time_zone"), problems);
    }
    if schedule.hours.is_empty() {
        problems.push(warning(
            "bad-hours",
            Spot::node(id).field("settings.hours"),
            words("There are no hours: it is always closed.", "営業時間がないため、常に営業時間外になります。"),
            words("Add opening hours.", "営業時間を追加してください。"),
        ));
    }
    for (at, span) in schedule.hours.iter().enumerate() {
        let place = |field: &str| Spot::node(id).field(format!("settings.hours[{at}].{field}"));
        if span.days.is_empty() {
            problems.push(error(
                "bad-hours",
                place("days"),
                words("No day is chosen.", "曜日が選ばれていません。"),
                words("Choose at least one day.", "曜日を1つ以上選んでください。"),
            ));
        }
        for (field, time) in [("from", &span.from), ("to", &span.to)] {
            // A span cannot begin at the end of the day.
            let fits = minute_of_day(time).is_some_and(|minute| field == "to" || minute < 24 * 60);
            if !fits {
                problems.push(error(
                    "bad-hours",
                    place(field),
                    words(format!("`{time}` is not a time of day."), format!("`{time}` は時刻として読み取れません。")),
                    words("Write it as 09:00.", "09:00 のように書いてください。"),
                ));
            }
        }
        if span.from == span.to {
            problems.push(error(
                "bad-hours",
                place("to"),
                words("The hours begin and end at the same time.", "開始と終了が同じ時刻です。"),
                words("For the whole day write 00:00 to 24:00.", "終日なら 00:00 から 24:00 までにしてください。"),
            ));
        }
    }
    for (at, holiday) in schedule.holidays.iter().enumerate() {
        if date(holiday).is_none() {
            let place = Spot::node(id).field(format!("settings.holidays[{at}]"));
            let mend = words("Write it as 2026-12-31.", "2026-12-31 のように書いてください。");
            problems.push(bad_date(place, holiday, mend));
        }
    }
}

fn bad_date(place: Spot, text: &str, mend: Words) -> Problem {
    error(
        "bad-date",
        place,
        words(format!("`{text}` is not a date."), format!("`{text}` は日付として読み取れません。")),
        mend,
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::analyse::testing::check;

    fn schedule(settings: Value) -> Value {
        json!({ "a": ["schedule_check", settings, { "open": "z", "closed": "z" }], "z": ["end"] })
    }

    #[test]
    fn a17_hours_and_zones_that_exist_are_fine() {
        check(
            schedule(json!({
                "time_zone": "America/New_York",
                "hours": [{ "days": ["mon"], "from": "00:00", "to": "24:00" }, { "days": ["fri", "sat"], "from": "22:00", "to": "02:00" }],
                "holidays": ["2028-02-29"]
            })),
            &[],
        );
    }

    #[test]
    fn a17_hours_and_zones_that_do_not_exist_are_errors() {
        let mut flow = schedule(json!({
            "time_zone": "Asia/Tokio",
            "hours": [{ "days": [], "from": "24:00", "to": "9:00" }, { "days": ["mon"], "from": "09:00", "to": "09:00" }],
            "holidays": ["2027-02-29"]
        }));
        flow["$"] = json!({ "time_zone": "JST" });
        check(
            flow,
            &[
                "error bad-time-zone time_zone",
                "error bad-date a.settings.holidays[0]",
                "error bad-hours a.settings.hours[0].days",
                "error bad-hours a.settings.hours[0].from",
                "error bad-hours a.settings.hours[0].to",
                "error bad-hours a.settings.hours[1].to",
                "error bad-time-zone a.settings.time_zone",
            ],
        );
        check(schedule(json!({ "hours": [] })), &["warning bad-hours a.settings.hours"]);
    }

    #[test]
    fn a17_date_bounds_are_dates() {
        let ask = |min: &str| {
            json!({
                "a": ["ask", { "text": "?", "save_as": "x", "answer": { "type": "date", "min": min, "max": "today+30" } }, { "answered": "z", "invalid": "z" }],
                "z": ["end"]
            })
        };
        check(ask("today"), &[]);
        check(ask("tomorrow"), &["error bad-date a.settings.answer.min"]);
    }
}

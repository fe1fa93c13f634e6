//! `schedule_check`: are we open now?

use flow_model::program::{HourSpan, ScheduleNode};
use jiff_core::civil::Date;

use super::Next;
use crate::calendar::date_text;
use crate::clock::Clock;
use crate::program::ReadProgram;
use crate::run::Run;
use crate::trouble::Trouble;

pub(super) fn enter<P: ReadProgram>(run: &mut Run<'_, P>, settings: &ScheduleNode) -> Result<Next, Trouble> {
    let local = match &settings.posix_zone {
        Some(zone) => Clock::new(run.event.now_ms, zone)?.local(),
        None => run.clock()?.local(),
    };
    let today = local.date();
    let minute = local.time().hour() as u16 * 60 + local.time().minute() as u16;
    let at = format!("{} {:02}:{:02}", date_text(today), local.time().hour(), local.time().minute());
    let open_today = settings.spans.iter().any(|span| opens(settings, span, today) && within_first_day(span, minute));
    // A span past midnight belongs to the day it began on, its holidays included.
    let open_since_yesterday = today.yesterday().is_ok_and(|yesterday| {
        settings.spans.iter().any(|span| {
            span.to_minute < span.from_minute && opens(settings, span, yesterday) && minute < span.to_minute
        })
    });
    if open_today || open_since_yesterday {
        return Ok(Next::exit("open", at));
    }
    let why = if is_holiday(settings, today) { format!("{at}, a holiday") } else { at };
    Ok(Next::exit("closed", why))
}

fn opens(settings: &ScheduleNode, span: &HourSpan, day: Date) -> bool {
    let bit = 1_u8 << day.weekday().to_monday_zero_offset();
    span.days & bit != 0 && !is_holiday(settings, day)
}

fn within_first_day(span: &HourSpan, minute: u16) -> bool {
    minute >= span.from_minute && (minute < span.to_minute || span.to_minute < span.from_minute)
}

fn is_holiday(settings: &ScheduleNode, day: Date) -> bool {
    settings.holidays.contains(&date_text(day))
}

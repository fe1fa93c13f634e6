//! `wait`: lets time pass.

use conversation::Content;
use flow_model::program::WaitNode;

use super::Next;
use crate::effect::ProblemCode;
use crate::program::ReadProgram;
use crate::run::Run;
use crate::session::Waiting;
use crate::trouble::Trouble;
use crate::value::Value;

pub(super) fn enter<P: ReadProgram>(run: &mut Run<'_, P>, settings: &WaitNode) -> Result<Next, Trouble> {
    let now_ms = run.event.now_ms;
    let due_ms = match (&settings.until, settings.for_s) {
        (Some(expression), _) => moment(run, expression)?,
        (None, Some(seconds)) => now_ms.saturating_add(seconds.saturating_mul(1000)),
        (None, None) => return Err(Trouble::new(ProblemCode::BadWait, "the wait has no length")),
    };
    if due_ms <= now_ms {
        return Ok(Next::exit("next", "that moment has passed"));
    }
    if due_ms - now_ms > limits::WAIT_SECONDS * 1000 {
        return Err(Trouble::new(ProblemCode::BadWait, "the wait is longer than a year"));
    }
    run.start_timer(due_ms);
    Ok(Next::Wait(Waiting::Time))
}

fn moment<P: ReadProgram>(run: &mut Run<'_, P>, expression: &str) -> Result<u64, Trouble> {
    let bad = || Trouble::new(ProblemCode::BadWait, "`until` is no moment such as 2026-11-22T09:00");
    let Value::Text(text) = run.evaluate(expression)? else {
        return Err(bad());
    };
    let ms = run.clock()?.moment_ms(&text).ok_or_else(bad)?;
    // Before 1970 is long past.
    Ok(u64::try_from(ms).unwrap_or(0))
}

/// The time is over.
pub(super) fn over() -> Next {
    Next::exit("next", "the time is over")
}

/// A message comes meanwhile.
pub(super) fn message<P: ReadProgram>(
    run: &mut Run<'_, P>,
    settings: &WaitNode,
    content: &Content,
) -> Result<Next, Trouble> {
    if settings.interrupt {
        run.stop_timer();
        run.session.menu.clear();
        return Ok(Next::exit("message", "a message came"));
    }
    run.keep(content, true);
    Ok(Next::Wait(Waiting::Time))
}

//! One step: what an event means for a session.

use conversation::Content;
use flow_model::program::{NodeIndex, ProgramNode};

use crate::effect::{Effect, Problem, ProblemCode};
use crate::event::{Event, EventKind};
use crate::nodes::{self, Arrival};
use crate::program::{Program, ReadProgram};
use crate::run::Run;
use crate::session::{Session, Waiting};
use crate::trace::Trace;
use crate::trouble::Trouble;

/// What a step gives back.
#[derive(Debug, Clone, PartialEq)]
pub struct StepResult {
    /// The session to keep; `None` when the flow is over.
    pub session: Option<Vec<u8>>,
    /// In the order they are to be done.
    pub effects: Vec<Effect>,
    pub trace: Trace,
}

impl StepResult {
    pub(crate) fn damaged(detail: &str) -> Self {
        Self::fail(Problem { code: ProblemCode::Damaged, node: String::new(), detail: detail.to_owned() })
    }

    fn fail(problem: Problem) -> Self {
        Self { session: None, effects: vec![Effect::Fail { problem }], trace: Trace::default() }
    }

    /// Nothing happened: the session stays byte for byte.
    fn unchanged(session: &[u8]) -> Self {
        Self { session: Some(session.to_vec()), effects: Vec::new(), trace: Trace::default() }
    }

    /// No flow waits for this event.
    fn nothing_waits(event: &Event) -> Self {
        let effects = match &event.kind {
            EventKind::Message { .. } => vec![Effect::Note {
                problem: Problem {
                    code: ProblemCode::MessageNotExpected,
                    node: String::new(),
                    detail: "no flow waits for a message".to_owned(),
                },
            }],
            _ => Vec::new(),
        };
        Self { session: None, effects, trace: Trace::default() }
    }
}

/// Applies one event to a session (`None` before the first) and runs until the flow waits or ends.
///
/// `Started` begins anew whatever the session was. An event that the session does not wait for, such as a timer
/// of an older generation, changes nothing.
pub fn step(program: &impl ReadProgram, session: Option<&[u8]>, event: &Event) -> StepResult {
    match (&event.kind, session) {
        (EventKind::Started { opening }, old) => start(program, old, opening.as_ref(), event),
        (_, Some(bytes)) => resume(program, bytes, event),
        (_, None) => StepResult::nothing_waits(event),
    }
}

fn start(program: &impl ReadProgram, old: Option<&[u8]>, opening: Option<&Content>, event: &Event) -> StepResult {
    let Ok(program) = Program::open(program) else {
        return StepResult::damaged("the program cannot be read");
    };
    let old = old.and_then(|bytes| Session::decode(bytes).ok());
    let started = Run::start(program, old.as_ref(), event);
    match started {
        Ok((mut run, first)) => {
            if let Some(content) = opening {
                run.hear(content);
            }
            run.go(Ok(Some(first)));
            run.finish()
        }
        Err(trouble) => StepResult::damaged(&trouble.detail),
    }
}

fn resume(program: &impl ReadProgram, bytes: &[u8], event: &Event) -> StepResult {
    let Ok(session) = Session::decode(bytes) else {
        return StepResult::damaged("the session cannot be read");
    };
    let Some(arrival) = arrival(&session, event) else {
        return StepResult::unchanged(bytes);
    };
    let waits_at = session.node;
    let resumed = Program::open(program)
        .map_err(Trouble::from)
        .and_then(|program| Run::resume(program, session, event))
        .and_then(|run| run.waiting_node(waits_at).map(|node| (run, node)));
    match resumed {
        Ok((mut run, node)) => {
            arrive(&mut run, waits_at, &node, arrival);
            run.finish()
        }
        Err(trouble) => StepResult::damaged(&trouble.detail),
    }
}

/// What the event is to the waiting session; `None` when it is nothing.
fn arrival<'e>(session: &Session, event: &'e Event) -> Option<Arrival<'e>> {
    match (&event.kind, session.waiting) {
        (EventKind::Message { content }, Waiting::Answer { .. } | Waiting::Time | Waiting::Call) => {
            Some(Arrival::Message(content))
        }
        // People read what comes while they own the conversation.
        (EventKind::Message { .. }, Waiting::Person) => None,
        (EventKind::TimerFired { generation }, Waiting::Answer { .. } | Waiting::Time) => {
            (session.timer_runs && *generation == session.generation).then_some(Arrival::Timer)
        }
        (EventKind::HttpFinished { call, result }, Waiting::Call) => {
            (*call == session.call).then_some(Arrival::Http(result))
        }
        (EventKind::HandedBack, _) => Some(Arrival::HandedBack),
        (EventKind::Started { .. } | EventKind::TimerFired { .. } | EventKind::HttpFinished { .. }, _) => None,
    }
}

fn arrive<P: ReadProgram>(run: &mut Run<'_, P>, at: NodeIndex, node: &ProgramNode, arrival: Arrival<'_>) {
    if let Arrival::Message(content) = arrival {
        run.hear(content);
    }
    if matches!(arrival, Arrival::Timer) {
        run.timer_fired();
    }
    if !matches!(arrival, Arrival::Http(_)) {
        run.session.calls_in_a_row = 0;
    }
    run.begin_visit(node);
    let next = nodes::resume(run, node, arrival);
    let next = next.and_then(|next| run.follow(at, node, next));
    run.go(next);
}

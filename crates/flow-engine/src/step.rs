//! One step.

use crate::effect::{Effect, Problem, ProblemCode};
use crate::event::Event;
use crate::program::{Program, ReadProgram};
use crate::trace::Trace;

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
        Self {
            session: None,
            effects: vec![Effect::Fail {
                problem: Problem {
                    code: ProblemCode::Damaged,
                    node: String::new(),
                    detail: detail.to_owned(),
                },
            }],
            trace: Trace::default(),
        }
    }
}

/// Applies one event to a session (`None` before the first) and runs until the flow waits or ends.
pub fn step(program: &impl ReadProgram, _session: Option<&[u8]>, _event: &Event) -> StepResult {
    match Program::open(program) {
        Ok(_) => StepResult::damaged("not built yet"),
        Err(_) => StepResult::damaged("the program cannot be read"),
    }
}

//! What a session holds, for people: the builder's variables panel, tests of flows, support.

use crate::program::Damaged;
use crate::session::{Session, Waiting};
use crate::value::Value;
use serde::Serialize;

/// A look into a session.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inspection {
    pub waits_for: WaitsFor,
    /// Of the innermost flow.
    pub variables: Vec<(String, Value)>,
    /// Flows on the stack, 1 outside of every subflow.
    pub depth: usize,
    /// Generation of the timer that runs.
    pub timer: Option<u32>,
    /// The running HTTP call.
    pub call: Option<u32>,
    /// Messages kept for the next question.
    pub kept: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitsFor {
    Answer,
    Time,
    Call,
    Person,
}

/// Reads a session without a program.
pub fn inspect(session: &[u8]) -> Result<Inspection, Damaged> {
    let session = Session::decode(session)?;
    let variables = session.frames.last().map(|frame| frame.variables.0.as_ref().clone());
    Ok(Inspection {
        waits_for: match session.waiting {
            Waiting::Answer { .. } => WaitsFor::Answer,
            Waiting::Time => WaitsFor::Time,
            Waiting::Call => WaitsFor::Call,
            Waiting::Person => WaitsFor::Person,
        },
        variables: variables.unwrap_or_default(),
        depth: session.frames.len(),
        timer: session.timer_runs.then_some(session.generation),
        call: (session.waiting == Waiting::Call).then_some(session.call),
        kept: session.mailbox.len(),
    })
}

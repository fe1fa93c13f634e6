#![doc = include_str!("../README.md")]

mod bytes;
mod effect;
mod event;
mod program;
mod step;
mod trace;
mod value;

pub use bytes::{decode_result, encode_input, step_bytes};
pub use effect::{Effect, HttpCall, Problem, ProblemCode};
pub use event::{CustomerFacts, Event, EventKind};
pub use program::{Damaged, ReadProgram};
pub use step::{StepResult, step};
pub use trace::{Trace, Visit};
pub use value::Value;

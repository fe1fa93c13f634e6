#![doc = include_str!("../README.md")]

mod answer;
mod budget;
mod bytes;
mod calendar;
mod clock;
mod effect;
mod event;
mod functions;
mod inspect;
mod nodes;
pub mod play;
mod program;
mod run;
mod scope;
mod session;
mod speak;
mod step;
mod template;
mod trace;
mod trouble;
mod value;

pub use bytes::{decode_result, encode_input, step_bytes};
pub use effect::{Effect, HttpCall, Problem, ProblemCode};
pub use event::{CustomerFacts, Event, EventKind};
pub use inspect::{Inspection, WaitsFor, inspect};
pub use program::{Damaged, ReadProgram};
pub use step::{StepResult, step};
pub use trace::{Trace, Visit};
pub use value::Value;

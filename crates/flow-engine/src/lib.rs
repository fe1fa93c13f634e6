#![doc = include_str!("../README.md")]

mod effect;
mod event;
mod trace;
mod value;

pub use effect::{Effect, HttpCall, Problem, ProblemCode};
pub use event::{CustomerFacts, Event, EventKind};
pub use trace::{Trace, Visit};
pub use value::Value;

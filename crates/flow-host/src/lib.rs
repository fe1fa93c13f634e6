#![doc = include_str!("../README.md")]

mod config;
mod error;
mod gate;
mod guest;
mod host;

pub use config::HostConfig;
pub use error::{LoadError, StepError};
pub use flow_engine::{Event, StepResult};
pub use guest::Guest;
#[cfg(feature = "compiler")]
pub use guest::{precompile, precompile_for};
pub use host::{Host, Outcome, Program};

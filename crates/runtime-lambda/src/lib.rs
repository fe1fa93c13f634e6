#![doc = include_str!("../README.md")]

mod absent;
mod calls;
mod http;
mod log;
mod queue;
mod sandbox;
mod settings;
mod setup;
mod socket;
mod timers;

pub use lambda_runtime::Error;

pub use settings::BadSettings;
pub use setup::{Lambda, Setup};
pub use socket::SocketEvent;

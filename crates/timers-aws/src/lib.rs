#![doc = include_str!("../README.md")]

mod delayed;
mod message;
mod scheduled;
mod timers;

pub use message::timer_of_message;
pub use timers::{AwsTimers, ScheduleSettings};

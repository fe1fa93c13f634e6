#![doc = include_str!("../README.md")]

mod body;
mod create;
mod dead;
mod queues;
mod send;
mod source;

pub use body::{body_of_text, text_of_body};
pub use create::create_queues;
pub use queues::{Address, SqsQueues};

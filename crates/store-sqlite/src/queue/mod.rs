//! Queues with SQS FIFO semantics. Messages, dedupe marks, delivery counts and dead letters are rows; who
//! may be delivered next is kept in memory, so that a receive costs the same behind any backlog.

mod consumer;
mod lane;
mod memory;
mod port;
mod rows;
mod send;

pub(crate) use consumer::{ConsumerLock, Speaker, Word};
pub(crate) use memory::Queues;

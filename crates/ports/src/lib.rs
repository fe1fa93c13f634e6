#![doc = include_str!("../README.md")]

mod blobs;
mod clock;
#[cfg(feature = "conformance")]
pub mod conformance;
mod outbound;
mod queue;
mod secrets;
mod sockets;
mod store;
mod timers;
pub mod units;

pub use blobs::{BlobError, Blobs};
pub use clock::{Clock, Ids};
pub use outbound::{Outbound, OutboundFailure, ProviderRequest, ProviderResponse};
pub use queue::{DeadLetter, DeadLetters, Delivery, Message, Queue, QueueError, QueueName, QueueSource};
pub use secrets::{SecretError, Secrets};
pub use sockets::{Follower, SocketError, Sockets, Topic};
pub use store::{Commit, CommitOutcome, Condition, Item, Key, Op, Page, Query, Store, StoreError};
pub use timers::{DueTimer, Timer, TimerError, TimerSource, Timers};

#![doc = include_str!("../README.md")]

mod backup;
mod blobs;
mod checkpoint;
mod commit;
mod connections;
mod error;
mod expire;
mod handle;
mod kept;
mod queue;
mod schema;
mod secret_key;
mod secrets;
mod store;
mod timers;
mod writer;

pub use error::{BackupError, ExpireError, OpenError};
pub use handle::SqliteStore;

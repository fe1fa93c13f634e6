//! What stands in for AWS: plain data with the semantics of the ports, the time handed in. `Memory` makes ports of
//! them that answer at once, which pass `ports::conformance`; `crate::ports` makes ports that take time and fail.

mod memory;
mod queue;
mod store;
mod timers;

use std::collections::BTreeMap;

use ids::WorkspaceId;

pub use memory::Memory;
pub use queue::QueueData;
pub use store::{Change, StoreData};
pub use timers::TimerData;

/// Blobs of all workspaces by name.
pub type BlobData = BTreeMap<(WorkspaceId, String), Vec<u8>>;
/// Sets of secrets of all workspaces by name.
pub type SecretData = BTreeMap<(WorkspaceId, String), BTreeMap<String, String>>;

#![doc = include_str!("../README.md")]

mod client;
mod figures;
mod ledger;
mod load;
mod plan;
mod process;
mod report;
mod run;
mod server;
mod soak;
mod sockets;
mod stats;
mod store_alone;
mod vendor;
mod verify;

pub use figures::Figures;
pub use plan::{Part, Plan, Soak};
pub use report::{markdown, verdicts};
pub use run::run;

/// What went wrong, in words: this is a tool for people.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

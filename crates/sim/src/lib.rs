#![doc = include_str!("../README.md")]

mod crash;
pub mod fakes;
mod faults;
mod fleet;
mod flow;
mod gate;
mod history;
mod many;
mod oracle;
mod people;
mod plants;
mod ports;
mod pumps;
mod random;
mod run;
mod scheduler;
mod sockets;
mod vendors;
mod world;

pub use crash::{Function, Point, Points, Visits, When};
pub use many::{Batch, Broken, Summary, many};
pub use oracle::Violation;
pub use plants::Plant;
pub use run::{Options, Outcome, run};

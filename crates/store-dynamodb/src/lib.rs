#![doc = include_str!("../README.md")]

mod answer;
mod commit;
mod condition;
mod item;
mod read;
mod single;
mod store;
mod table;
mod transaction;
mod units;
mod write;

pub use store::DynamoStore;
pub use table::{TableError, create_table};
pub use units::Units;

#![doc = include_str!("../README.md")]

pub mod accounts;
mod answers;
pub mod batch;
pub mod envelope;
pub mod flows;
pub mod inbound;
mod json;
pub mod people;
pub mod problem;
mod programs;
mod query;
mod read;
pub mod records;
mod services;
pub mod simulated;
mod timeline;
mod token_key;
pub mod turn;
pub mod webchat;
pub mod webhook;
mod write;

pub use answers::{api, not_stored};
pub use envelope::Envelope;
pub use json::{JsonBody, with_body_limit};
pub use problem::ApiError;
pub use programs::Programs;
pub use query::QueryOf;
pub use read::ReadError;
pub use services::{Config, FlowRunner, NativeRunner, Services};
pub use timeline::{Deliveries, EntryPage, EntryQuery};
pub use token_key::{TokenKeyError, token_key};

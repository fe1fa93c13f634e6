#![doc = include_str!("../README.md")]

pub mod meter;
mod provider;
pub mod roles;
pub mod scenario;
pub mod vendor;
mod world;

pub use meter::Meter;
pub use provider::{Provider, Reaction, SentCall};
pub use vendor::{ACCOUNT, BOT, CUSTOM_SECRET, LINE_SECRET, LINE_TOKEN, OUR_NUMBER, TWILIO_SID, TWILIO_TOKEN, Webhook};
pub use world::{CountedIds, Sockets, World};

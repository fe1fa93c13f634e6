#![doc = include_str!("../README.md")]

mod provider;
mod world;

pub use provider::{Provider, Reaction, SentCall};
pub use world::{
    ACCOUNT, BOT, CUSTOM_SECRET, CountedIds, LINE_SECRET, LINE_TOKEN, OUR_NUMBER, Sockets, TWILIO_SID, TWILIO_TOKEN,
    Webhook, World, line_signature,
};

#![doc = include_str!("../README.md")]

mod content;
mod event;

pub use content::{ChoiceOption, Content, Media, MediaKind, MediaSource};
pub use event::{
    AgentAction, AgentActionKind, Channel, DeliveryStatus, Event, HttpResult, Identity, Inbound,
    InboundKind,
};

#![doc = include_str!("../README.md")]

mod absorb;
mod agent;
mod apply;
mod body;
mod content;
mod decision;
mod entry;
mod event;
mod language;
mod thread;

pub use absorb::{FAILED_FLOW_QUEUE, absorb};
pub use agent::{AgentAbility, abilities};
pub use apply::{NO_FLOW_QUEUE, apply};
pub use content::{ChoiceOption, Content, Media, MediaKind, MediaSource};
pub use decision::{Decision, Effect, Facts, FlowAction, FlowBinding, FlowInput, HttpRequest, Refusal};
pub use entry::{Author, Entry, EntryBody, EventKind, SendPolicy};
pub use event::{
    AgentAction, AgentActionKind, Channel, DeliveryStatus, Event, HttpResult, Identity, Inbound, InboundKind,
};
pub use thread::{Conversation, FlowRun, KnownIdentity, Profile, ReplyToken, Revision, State, Thread};

#![doc = include_str!("../README.md")]

pub mod channel_accounts;
pub mod content;
pub mod conversations;
pub mod desk_socket;
pub mod flows;
mod openapi;
pub mod overview;
mod paths;
pub mod people;
pub mod problem;
pub mod simulator;
mod time;
pub mod webchat;

pub use openapi::{openapi, openapi_json};
pub use time::rfc3339;

/// What a list answers: one page and where the next begins.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Pass as `cursor` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

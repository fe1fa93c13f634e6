//! Errors of the API: RFC 9457 problem documents.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `about:blank`: `code` is what programs read.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// Stable, such as `flow_has_problems`.
    pub code: String,
    /// A sentence in the caller's language: what happened, what was kept, what to do.
    pub detail: String,
    /// The field it is about, such as `document.nodes.ask_1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Quote this when asking for help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// More about it, by code: the flow's problems, the failing tests.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub more: Option<serde_json::Value>,
}

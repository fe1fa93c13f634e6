//! `http`: calls a service and takes its answer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;

/// Exits: `success` for 200 to 299, `failure` for everything else, a time-out or a refused address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Http {
    pub method: Method,
    /// An `https:` address, as a template.
    pub url: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<Header>,
    /// A template. Sent as it is; say its type in a `content-type` header (default `application/json`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Seconds, at most 30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_s: Option<u32>,
    /// Takes `{ status, body, error }`; `body` is data where the answer is JSON, else text.
    pub save_as: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Header {
    pub name: String,
    /// A template.
    pub value: String,
}

impl Method {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl Http {
    pub(super) fn exits(&self) -> Vec<Exit> {
        vec![Exit::required("success"), Exit::required("failure")]
    }
}

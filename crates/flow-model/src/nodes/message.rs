//! `message`: says something and goes on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;
use crate::document::Text;

/// Sends a text, an image, or both, with choices to tap if there are any. Does not wait: a question that
/// follows takes the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// What the customer reads. May be empty when there is an image.
    #[serde(default)]
    pub text: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<MessageChoice>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// An `https:` address, as a template.
    pub url: String,
    /// What a person who cannot see it should read.
    #[serde(default)]
    pub alt: Text,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageChoice {
    pub id: String,
    pub label: Text,
}

impl Message {
    pub(super) fn exits(&self) -> Vec<Exit> {
        vec![Exit::required("next")]
    }
}

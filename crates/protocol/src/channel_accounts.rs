//! Channel accounts: what is connected, and how.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A kind of channel that can be connected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChannelKind {
    pub channel: String,
    pub settings: Vec<ChannelSetting>,
    pub text_limit: u32,
    pub buttons: u32,
    pub button_label_limit: u32,
    pub images: bool,
    pub receipts: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChannelSetting {
    pub name: String,
    pub secret: bool,
    pub required: bool,
    pub help_en: String,
    pub help_ja: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChannelAccount {
    pub channel: String,
    /// Unique within its channel; part of the webhook address.
    pub id: String,
    pub flow_id: Option<String>,
    pub flow_name: Option<String>,
    /// Settings that are not secret.
    pub settings: BTreeMap<String, String>,
    /// Names of the secrets that are set. Their values are never shown.
    pub secrets_set: Vec<String>,
    /// What to enter at the vendor's console.
    pub webhook_url: Option<String>,
    /// Played by the simulator instead of a vendor.
    pub simulated: bool,
    pub enabled: bool,
    /// `ok`, `attention` or `broken`.
    pub state: String,
    /// The one thing to do, in both languages, when the state is not `ok`.
    pub todo_en: Option<String>,
    pub todo_ja: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewChannelAccount {
    pub channel: String,
    pub id: String,
    #[serde(default)]
    pub flow_id: Option<String>,
    /// Settings and secrets by the vendor's names.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    #[serde(default)]
    pub simulated: bool,
}

/// What is given is changed; a setting set to an empty text is removed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelAccountChange {
    pub flow_id: Option<String>,
    pub settings: BTreeMap<String, String>,
    pub enabled: Option<bool>,
}

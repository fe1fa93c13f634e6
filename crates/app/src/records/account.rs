//! Channel accounts. Their secrets are in the secret store under the same name.

use std::collections::BTreeMap;

use conversation::Channel;
use ids::FlowId;
use ports::Key;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRecord {
    pub channel: Channel,
    pub id: String,
    pub flow: Option<FlowId>,
    pub settings: BTreeMap<String, String>,
    /// Names of the secrets that are set.
    pub secrets_set: Vec<String>,
    /// Played by the simulator.
    pub simulated: bool,
    pub enabled: bool,
    pub created_ms: u64,
}

impl AccountRecord {
    pub const PARTITION: &str = "A";

    pub fn key(channel: Channel, id: &str) -> Key {
        Key::new(Self::PARTITION, format!("{}#{id}", channel.as_str()))
    }

    pub fn secret_name(channel: Channel, id: &str) -> String {
        format!("channel/{}/{id}", channel.as_str())
    }
}

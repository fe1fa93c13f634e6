//! The simulator: plays a customer on any channel, and the vendor, without credentials.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the played customer does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum CustomerAct {
    Text {
        text: String,
    },
    /// Taps an option that was shown.
    Pick {
        id: String,
        label: String,
    },
    Image {
        url: String,
    },
    Location {
        latitude: f64,
        longitude: f64,
        label: String,
    },
    Sticker {},
    Follow {},
    Unfollow {},
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActRequest {
    /// The played person's address: a LINE user id, a phone number.
    pub from: String,
    pub act: CustomerAct,
}

/// The signed webhook that was posted to our own route, and what came back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ActResult {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
    pub status: u16,
}

/// One call that we made to the played vendor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProviderCall {
    /// Counts from 1 per account.
    pub id: u64,
    pub at: String,
    pub method: String,
    pub path: String,
    /// Without credentials.
    pub headers: Vec<(String, String)>,
    pub body: String,
    pub status: u16,
    /// What the vendor would refuse, in its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    pub to: String,
    /// What appears on the phone.
    pub shown: Vec<ShownMessage>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ShownMessage {
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    pub options: Vec<ShownOption>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ShownOption {
    pub id: String,
    pub label: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ClockState {
    pub now: String,
    /// Seconds that the clock was moved forward by hand.
    pub moved_s: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveClock {
    /// Seconds forward; at most 31,622,400 at once.
    pub advance_s: u64,
}

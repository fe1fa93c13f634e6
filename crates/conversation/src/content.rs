//! What a message says, in no channel's dialect.
//!
//! These types go through `postcard` to the guest, so they use plain enums: no internal tags, no flattening.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    Text(String),
    Media(Media),
    /// A text with options that a customer can tap, or type where the channel has no buttons.
    Choice {
        text: String,
        options: Vec<ChoiceOption>,
    },
    /// The customer tapped an option: its id as we sent it, and the label that they saw, where known.
    Picked {
        id: String,
        label: String,
    },
    Location {
        latitude: f64,
        longitude: f64,
        label: String,
    },
    Sticker {
        name: String,
    },
    /// Something the channel sent that we do not know. Kept, never dropped.
    Unknown {
        type_name: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceOption {
    pub id: String,
    pub label: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    pub kind: MediaKind,
    pub source: MediaSource,
    /// What a person who cannot see it should read. May be empty.
    pub alt: String,
    pub caption: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    Image,
    Video,
    Audio,
    File,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaSource {
    /// An `https:` address that anybody may load.
    Url(String),
    /// A blob of ours.
    Blob(String),
    /// Held by the provider under this id or address, to be fetched with the account's credentials.
    Provider(String),
}

impl Content {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The content as one line that a person can read: for lists, previews and channels without pictures.
    pub fn preview(&self) -> String {
        match self {
            Self::Text(text) | Self::Choice { text, .. } => text.clone(),
            Self::Picked { id, label } => {
                if label.is_empty() {
                    id.clone()
                } else {
                    label.clone()
                }
            }
            Self::Media(media) => match (media.caption.as_str(), media.alt.as_str()) {
                ("", "") => format!("[{:?}]", media.kind).to_lowercase(),
                ("", alt) => alt.to_owned(),
                (caption, _) => caption.to_owned(),
            },
            Self::Location { label, latitude, longitude } if label.is_empty() => format!("{latitude}, {longitude}"),
            Self::Location { label, .. } => label.clone(),
            Self::Sticker { name } => format!("[{name}]"),
            Self::Unknown { type_name } => format!("[{type_name}]"),
        }
    }
}

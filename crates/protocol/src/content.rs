//! Message content as others read it.

use conversation::{Content as Domain, Media, MediaKind, MediaSource};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Content {
    Text {
        text: String,
    },
    Media {
        /// `image`, `video`, `audio` or `file`.
        media: String,
        /// Absent while only the provider holds it.
        #[serde(skip_serializing_if = "Option::is_none")]
        url: Option<String>,
        alt: String,
        caption: String,
    },
    Choice {
        text: String,
        options: Vec<Option_>,
    },
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
    Unknown {
        type_name: String,
    },
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ChoiceOption)]
pub struct Option_ {
    pub id: String,
    pub label: String,
}

impl From<&Domain> for Content {
    fn from(content: &Domain) -> Self {
        match content {
            Domain::Text(text) => Self::Text { text: text.clone() },
            Domain::Media(media) => from_media(media),
            Domain::Choice { text, options } => Self::Choice {
                text: text.clone(),
                options: options.iter().map(|it| Option_ { id: it.id.clone(), label: it.label.clone() }).collect(),
            },
            Domain::Picked { id, label } => Self::Picked { id: id.clone(), label: label.clone() },
            Domain::Location { latitude, longitude, label } => {
                Self::Location { latitude: *latitude, longitude: *longitude, label: label.clone() }
            }
            Domain::Sticker { name } => Self::Sticker { name: name.clone() },
            Domain::Unknown { type_name } => Self::Unknown { type_name: type_name.clone() },
        }
    }
}

fn from_media(media: &Media) -> Content {
    let kind = match media.kind {
        MediaKind::Image => "image",
        MediaKind::Video => "video",
        MediaKind::Audio => "audio",
        MediaKind::File => "file",
    };
    let url = match &media.source {
        MediaSource::Url(url) => Some(url.clone()),
        MediaSource::Blob(_) | MediaSource::Provider(_) => None,
    };
    Content::Media { media: kind.to_owned(), url, alt: media.alt.clone(), caption: media.caption.clone() }
}

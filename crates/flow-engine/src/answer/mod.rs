//! Reading what a customer wrote as an answer. Every reader takes full-width digits and letters.

pub(crate) mod choice;
pub(crate) mod date;
pub(crate) mod email;
pub(crate) mod number;
pub(crate) mod phone;

use conversation::Content;
use unicode_normalization::UnicodeNormalization;

/// NFKC without surrounding white space: `１，２００` becomes `1,200`.
fn plain(text: &str) -> String {
    text.trim().nfkc().collect()
}

/// The words of a message; none in a picture, a place or a sticker.
pub(crate) fn text_of(content: &Content) -> Option<&str> {
    match content {
        Content::Text(text) => Some(text),
        Content::Picked { id, label } => Some(if label.is_empty() { id } else { label }),
        Content::Media(media) => Some(media.caption.as_str()).filter(|caption| !caption.is_empty()),
        Content::Choice { .. } | Content::Location { .. } | Content::Sticker { .. } | Content::Unknown { .. } => None,
    }
}

//! Reading what a customer wrote as an answer. Every reader takes full-width digits and letters.

pub(crate) mod choice;
pub(crate) mod date;
pub(crate) mod email;
pub(crate) mod number;
pub(crate) mod phone;

use conversation::Content;
use flow_model::nfkc;

/// `flow_model::normalise`, without its tables where the text is plain ASCII: most answers are, and in a fresh guest
/// a table is pages.
pub(crate) fn normalise(text: &str) -> String {
    if !text.is_ascii() {
        return flow_model::normalise(text);
    }
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded.make_ascii_lowercase();
    folded
}

/// NFKC without surrounding white space: `１，２００` becomes `1,200`.
fn plain(text: &str) -> String {
    nfkc(text.trim())
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

#[cfg(test)]
mod tests {
    #[test]
    fn the_short_way_to_normalise_says_the_same() {
        let every: String = (0..128_u8).map(char::from).collect();
        for text in ["", "  A  b\tC\r\n", "x\u{b}y\u{c}z", &every] {
            assert_eq!(super::normalise(text), flow_model::normalise(text), "{text:?}");
        }
    }
}

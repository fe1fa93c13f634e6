//! Bodies as SQS takes them: text of certain characters, and not empty.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What stands before a body that is not text. A text that begins with it is written as bytes too.
const BYTES: &str = "base64:";

/// The body as text: itself where it can be, which keeps it readable and a third shorter.
pub fn text_of_body(body: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(body) {
        Ok(text) if !text.is_empty() && !text.starts_with(BYTES) && text.chars().all(is_allowed) => Cow::Borrowed(text),
        _ => Cow::Owned(format!("{BYTES}{}", STANDARD.encode(body))),
    }
}

/// The body that a message's text stands for. What is not ours is taken as it is.
pub fn body_of_text(text: &str) -> Vec<u8> {
    match text.strip_prefix(BYTES).map(|encoded| STANDARD.decode(encoded)) {
        Some(Ok(body)) => body,
        Some(Err(_)) | None => text.as_bytes().to_vec(),
    }
}

/// The characters of XML 1.0, which are those that SQS lets through.
fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
        && !matches!(character, '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_body_comes_back_and_text_stays_text() {
        let all: Vec<u8> = (0..=255).collect();
        for (body, readable) in [
            (&b"{\"name\":\"x\"}"[..], true),
            ("名前\n".as_bytes(), true),
            (b"", false),
            (b"base64:eA==", false),
            (b"a\0b", false),
            ("\u{FFFF}".as_bytes(), false),
            (&all, false),
        ] {
            let text = text_of_body(body);
            assert_eq!(text.as_bytes() == body, readable, "{text}");
            assert_eq!(body_of_text(&text), body);
        }
    }

    #[test]
    fn a_strangers_text_is_taken_as_it_is() {
        assert_eq!(body_of_text("base64:?"), b"base64:?");
    }
}

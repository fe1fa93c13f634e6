//! Cutting texts where people would: paragraph, line, sentence, word, and at worst between graphemes.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use crate::TextUnit;

/// A break that leaves less than this part of the room used is passed over for a finer one, or a short first
/// paragraph would make a message of its own.
const LEAST_FILL: usize = 4;

const ELLIPSIS: &str = "…";

/// Pieces of at most `limit` units. Joined they are the text again, byte for byte; an empty text has no pieces.
///
/// A grapheme longer than the limit is cut between its scalar values. `limit` must take at least one scalar value
/// of any kind (4 bytes, 2 UTF-16 units); below that, a piece holds one.
///
/// ```
/// # use channels::{TextUnit, text::split};
/// assert_eq!(split("One. Two.", 6, TextUnit::Chars), ["One. ", "Two."]);
/// ```
pub fn split(text: &str, limit: usize, unit: TextUnit) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(window) = overlong_prefix(rest, limit, unit) {
        let (piece, next) = rest.split_at(best_break(window));
        pieces.push(piece);
        rest = next;
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

/// The text cut to `limit` units at a grapheme boundary, ending in `…` where something was cut.
///
/// ```
/// # use channels::{TextUnit, text::shorten};
/// assert_eq!(shorten("営業時間を確認する", 5, TextUnit::Graphemes), "営業時間…");
/// ```
pub fn shorten(text: &str, limit: usize, unit: TextUnit) -> Cow<'_, str> {
    if overlong_prefix(text, limit, unit).is_none() {
        return Cow::Borrowed(text);
    }
    let mut room = limit.saturating_sub(unit.measure(ELLIPSIS));
    let kept: String = text
        .graphemes(true)
        .take_while(|grapheme| match room.checked_sub(unit.measure(grapheme)) {
            Some(left) => {
                room = left;
                true
            }
            None => false,
        })
        .collect();
    Cow::Owned(kept.trim_end().to_owned() + ELLIPSIS)
}

/// The longest prefix within the limit, or `None` when all of the text is. Reads no further than the limit.
fn overlong_prefix(text: &str, limit: usize, unit: TextUnit) -> Option<&str> {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += unit.measure(grapheme);
        if used > limit {
            return Some(if at > 0 { &text[..at] } else { cut_grapheme(grapheme, limit, unit) });
        }
    }
    None
}

fn cut_grapheme(grapheme: &str, limit: usize, unit: TextUnit) -> &str {
    let mut used = 0;
    let mut end = 0;
    for c in grapheme.chars() {
        used += unit.measure(c.encode_utf8(&mut [0; 4]));
        if used > limit && end > 0 {
            break;
        }
        end += c.len_utf8();
    }
    &grapheme[..end]
}

/// Where in the window to cut: a byte offset above zero.
fn best_break(window: &str) -> usize {
    let last_word = || window.split_word_bound_indices().next_back().map(|(at, _)| at);
    let last_sentence = || window.split_sentence_bound_indices().last().map(|(at, _)| at);
    let last_space = || window.char_indices().rev().find(|(_, c)| c.is_whitespace()).map(|(at, c)| at + c.len_utf8());
    let filled = |at: &usize| *at > 0 && *at >= window.len() / LEAST_FILL;
    (window.rfind("\n\n").map(|at| at + 2))
        .filter(filled)
        .or_else(|| window.rfind('\n').map(|at| at + 1).filter(filled))
        .or_else(|| last_sentence().filter(filled))
        .or_else(|| last_space().filter(filled))
        .or_else(|| last_word().filter(filled))
        .unwrap_or(window.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_are_found_in_order_of_how_natural_they_are() {
        for (text, limit, expected) in [
            ("", 5, vec![]),
            ("short", 5, vec!["short"]),
            ("One two.\n\nThree four. Five", 20, vec!["One two.\n\n", "Three four. Five"]),
            ("one\ntwo three. four", 16, vec!["one\n", "two three. four"]),
            ("Eins zwei. Drei vier", 15, vec!["Eins zwei. ", "Drei vier"]),
            ("一つ目の文です。二つ目の文です。", 12, vec!["一つ目の文です。", "二つ目の文です。"]),
            ("one two three", 10, vec!["one two ", "three"]),
            ("abcdefghij", 4, vec!["abcd", "efgh", "ij"]),
            ("👨‍👩‍👧👨‍👩‍👧", 5, vec!["👨‍👩‍👧", "👨‍👩‍👧"]),
            ("e\u{301}\u{301}\u{301}", 2, vec!["e\u{301}", "\u{301}\u{301}"]),
        ] {
            assert_eq!(split(text, limit, TextUnit::Chars), expected, "{text:?}");
        }
    }

    #[test]
    fn labels_are_cut_between_graphemes() {
        for (text, limit, unit, expected) in [
            ("yes", 3, TextUnit::Graphemes, "yes"),
            ("yes!", 3, TextUnit::Graphemes, "ye…"),
            ("よろしくお願いします", 5, TextUnit::Graphemes, "よろしく…"),
            ("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 2, TextUnit::Graphemes, "👨‍👩‍👧…"),
            ("👍👍", 3, TextUnit::Utf16, "👍…"),
            ("ab cd", 4, TextUnit::Chars, "ab…"),
            ("ab", 0, TextUnit::Chars, "…"),
        ] {
            assert_eq!(shorten(text, limit, unit), expected, "{text:?} to {limit}");
        }
    }
}

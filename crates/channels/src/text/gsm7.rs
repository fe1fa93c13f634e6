//! The SMS alphabet (3GPP TS 23.038, "GSM 03.38") and how many segments a text takes.

/// The basic character set without its escape code.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// The extension table: an escape and the character, so two septets.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// How an SMS is encoded. One character outside GSM-7 turns the whole message to UCS-2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Gsm7,
    Ucs2,
}

/// What an SMS costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segments {
    pub encoding: Encoding,
    pub count: usize,
}

/// Segments that a text takes: 160 septets or 70 UTF-16 units in one, 153 or 67 in each of several (Twilio,
/// "SMS character limit"). A pair of septets or a surrogate pair is never cut in two.
///
/// ```
/// # use channels::text::{Encoding, segments};
/// assert_eq!(segments(&"a".repeat(161)).count, 2);
/// assert_eq!(segments("予約できました").encoding, Encoding::Ucs2);
/// ```
pub fn segments(text: &str) -> Segments {
    let encoding = if text.chars().all(|c| septets(c).is_some()) { Encoding::Gsm7 } else { Encoding::Ucs2 };
    let (single, multi) = match encoding {
        Encoding::Gsm7 => (160, 153),
        Encoding::Ucs2 => (70, 67),
    };
    let cost = |c: char| match encoding {
        Encoding::Gsm7 => septets(c).unwrap_or(1),
        Encoding::Ucs2 => c.len_utf16(),
    };
    if text.chars().map(cost).sum::<usize>() <= single {
        return Segments { encoding, count: usize::from(!text.is_empty()) };
    }
    let (mut count, mut used) = (1, 0);
    for cost in text.chars().map(cost) {
        if used + cost > multi {
            count += 1;
            used = 0;
        }
        used += cost;
    }
    Segments { encoding, count }
}

/// Septets of a character, or `None` outside the alphabet.
fn septets(c: char) -> Option<usize> {
    if BASIC.contains(c) {
        Some(1)
    } else if EXTENSION.contains(c) {
        Some(2)
    } else {
        None
    }
}

/// The larger of what a character costs in a GSM-7 and in a UCS-2 message.
pub(crate) fn cost(c: char) -> usize {
    septets(c).unwrap_or_else(|| c.len_utf16())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_at_their_borders() {
        use Encoding::{Gsm7, Ucs2};
        for (text, encoding, count) in [
            (String::new(), Gsm7, 0),
            ("a".repeat(160), Gsm7, 1),
            ("a".repeat(161), Gsm7, 2),
            ("a".repeat(306), Gsm7, 2),
            ("a".repeat(307), Gsm7, 3),
            ("€".repeat(80), Gsm7, 1),
            ("€".repeat(81), Gsm7, 2),
            // 153 is odd: the 77th pair does not fit into the first segment.
            ("€".repeat(153), Gsm7, 3),
            ("あ".repeat(70), Ucs2, 1),
            ("あ".repeat(71), Ucs2, 2),
            ("あ".repeat(134), Ucs2, 2),
            ("あ".repeat(135), Ucs2, 3),
            ("👍".repeat(35), Ucs2, 1),
            ("👍".repeat(36), Ucs2, 2),
            ("👍".repeat(67), Ucs2, 3),
            (format!("{}’", "a".repeat(69)), Ucs2, 1),
            (format!("{}’", "a".repeat(70)), Ucs2, 2),
        ] {
            assert_eq!(
                segments(&text),
                Segments { encoding, count },
                "{} × {:?}",
                text.chars().count(),
                text.chars().next()
            );
        }
    }

    #[test]
    fn the_alphabet_has_127_characters_and_ten_more() {
        assert_eq!(BASIC.chars().count(), 127);
        assert_eq!(EXTENSION.chars().count(), 10);
        assert_eq!(BASIC.chars().chain(EXTENSION.chars()).collect::<std::collections::BTreeSet<_>>().len(), 137);
    }
}

//! Normalisation form KC of Unicode (UAX 15), from tables that `build.rs` makes small: those of `unicode-normalization`
//! alone would be 110 KB of guest. The tests compare the two.

include!(concat!(env!("OUT_DIR"), "/nfkc.rs"));

/// Hangul syllables are computed: Unicode 3.12.
const SYLLABLE: u32 = 0xac00;
const LEADING: u32 = 0x1100;
const VOWEL: u32 = 0x1161;
const TRAILING: u32 = 0x11a7;
const LEADINGS: u32 = 19;
const VOWELS: u32 = 21;
const TRAILINGS: u32 = 28;

/// The text in NFKC: full-width digits and letters become plain, half-width kana and what is written as letter and mark
/// become one character, `㈱` becomes `(株)`.
pub fn nfkc(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut parts: Vec<(char, u8)> = Vec::with_capacity(text.len());
    for character in text.chars() {
        decompose(character, &mut |part| parts.push((part, class(part))));
    }
    for marks in parts.split_mut(|(_, class)| *class == 0) {
        marks.sort_by_key(|(_, class)| *class);
    }
    composed(&parts)
}

fn decompose(character: char, take: &mut impl FnMut(char)) {
    let code = u32::from(character);
    // What most texts consist of stays as it is: ASCII, and the large blocks of Chinese characters.
    if code < 0xa0 || (0x3400..0xa000).contains(&code) {
        return take(character);
    }
    if let Some(syllable) = code.checked_sub(SYLLABLE).filter(|syllable| *syllable < LEADINGS * VOWELS * TRAILINGS) {
        let trailing = syllable % TRAILINGS;
        let part = |code: u32| char::from_u32(code).unwrap_or(character);
        take(part(LEADING + syllable / (VOWELS * TRAILINGS)));
        take(part(VOWEL + syllable / TRAILINGS % VOWELS));
        if trailing != 0 {
            take(part(TRAILING + trailing));
        }
        return;
    }
    match decomposition(code) {
        Some((text, plus)) => {
            for part in text.chars() {
                take(char::from_u32(u32::from(part) + plus).unwrap_or(part));
            }
        }
        None => take(character),
    }
}

/// What a character stands for: a text, and what is to be added to its characters.
fn decomposition(code: u32) -> Option<(&'static str, u32)> {
    let block = FIRSTS.partition_point(|first| *first <= code).checked_sub(1)?;
    let mut at = usize::from(OFFSETS[block]);
    let end = OFFSETS.get(block + 1).map_or(DECOMPOSITIONS.len(), |end| usize::from(*end));
    let mut character = FIRSTS[block];
    let mut text: &[u8] = &[];
    let mut plus = 0;
    while at < end && character <= code {
        let mut shift = 0;
        loop {
            let byte = DECOMPOSITIONS[at];
            at += 1;
            character += u32::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                break;
            }
        }
        let length = usize::from(DECOMPOSITIONS[at]);
        at += 1;
        if length == 0 {
            plus += 1;
        } else {
            text = &DECOMPOSITIONS[at..at + length];
            plus = 0;
            at += length;
        }
        if character == code {
            return Some((std::str::from_utf8(text).ok()?, plus));
        }
    }
    None
}

/// The canonical combining class.
fn class(character: char) -> u8 {
    let code = u32::from(character);
    if code < 0x300 {
        return 0;
    }
    let after = CLASSES.partition_point(|run| run >> 11 <= code);
    let Some(run) = after.checked_sub(1).map(|at| CLASSES[at]) else {
        return 0;
    };
    if code - (run >> 11) <= run >> 8 & 7 { run as u8 } else { 0 }
}

fn composed(parts: &[(char, u8)]) -> String {
    let mut result: Vec<char> = Vec::with_capacity(parts.len());
    // Where the last starter stands in `result`, and the class of what came last behind it.
    let mut starter: Option<usize> = None;
    let mut behind = 0;
    for (character, class) in parts {
        if let Some(at) = starter {
            let adjacent = at + 1 == result.len();
            if (adjacent || behind < *class)
                && let Some(whole) = compose(result[at], *character)
            {
                result[at] = whole;
                continue;
            }
        }
        if *class == 0 {
            starter = Some(result.len());
        }
        behind = *class;
        result.push(*character);
    }
    result.into_iter().collect()
}

fn compose(first: char, second: char) -> Option<char> {
    let (a, b) = (u32::from(first), u32::from(second));
    if b < 0x300 {
        return None;
    }
    if (LEADING..LEADING + LEADINGS).contains(&a) && (VOWEL..VOWEL + VOWELS).contains(&b) {
        return char::from_u32(SYLLABLE + ((a - LEADING) * VOWELS + b - VOWEL) * TRAILINGS);
    }
    if (SYLLABLE..SYLLABLE + LEADINGS * VOWELS * TRAILINGS).contains(&a)
        && (a - SYLLABLE).is_multiple_of(TRAILINGS)
        && (TRAILING + 1..TRAILING + TRAILINGS).contains(&b)
    {
        return char::from_u32(a + b - TRAILING);
    }
    let whole = match (u16::try_from(a), u16::try_from(b)) {
        (Ok(a), Ok(b)) => {
            let at = NARROW.binary_search_by_key(&[a, b], |entry| [entry[0], entry[1]]).ok()?;
            NARROW[at][2].into()
        }
        _ => WIDE.iter().find(|entry| entry[0] == a && entry[1] == b)?[2],
    };
    char::from_u32(whole)
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::canonical_combining_class;

    use super::nfkc;

    #[track_caller]
    fn check(text: &str) {
        assert_eq!(nfkc(text), text.nfkc().collect::<String>(), "{:?}", text.escape_unicode().to_string());
    }

    #[test]
    fn what_people_write() {
        for (text, expected) in [
            ("１２：３０　ＡＢＣ", "12:30 ABC"),
            ("ｶﾞｷﾞﾊﾟﾎﾟｳﾞ", "ガギパポヴ"),
            ("か\u{3099}き\u{3099}", "がぎ"),
            ("㈱①㌔ⅷ℡", "(株)1キロviiiTEL"),
            ("Cafe\u{301}", "Café"),
        ] {
            assert_eq!(nfkc(text), expected);
            check(text);
        }
    }

    #[test]
    fn every_character_alone_and_among_others() {
        for character in char::MIN..=char::MAX {
            let mut text = character.to_string();
            check(&text);
            // The tests of all crates run unoptimised: a million characters, each in three texts, would take a minute.
            if text.nfkd().eq(text.chars()) && canonical_combining_class(character) == 0 {
                continue;
            }
            text.push_str("\u{301}\u{323}");
            check(&text);
            text.insert_str(0, "か\u{3099}\u{1100}");
            check(&text);
        }
    }

    #[test]
    fn strings_of_what_composes_and_reorders() {
        let pool: Vec<char> = (char::MIN..=char::MAX)
            .filter(|c| canonical_combining_class(*c) != 0)
            .chain("aeuÅñがハﾊヴﾞﾟ각ᄀ\u{1161}\u{11a8}①ﬁḍ\u{1e69}\u{11099}\u{110ba}".chars())
            .chain(('\u{9c7}'..='\u{9d7}').chain('\u{1100}'..='\u{11ff}'))
            .collect();
        let mut seed = 0x2545_f491_4f6c_dd1d_u64;
        let mut draw = |below: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed % below as u64) as usize
        };
        for _ in 0..20_000 {
            let length = 1 + draw(8);
            let text: String = (0..length).map(|_| pool[draw(pool.len())]).collect();
            check(&text);
        }
    }
}

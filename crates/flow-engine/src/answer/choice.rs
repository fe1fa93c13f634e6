//! Which option a customer means. Every option that can be tapped can be typed (R9).

use unicode_segmentation::UnicodeSegmentation;

use super::normalise;

/// One option as it can be named. Everything is normalised by `comparable`, keywords by `normalise`.
pub(crate) struct Named {
    /// In every language.
    pub labels: Vec<String>,
    pub keywords: Vec<String>,
}

/// Shortest beginning of a label that stands for it.
const PREFIX_GRAPHEMES: usize = 3;

/// How labels and answers are compared: without case, width, and signs around them.
pub(crate) fn comparable(text: &str) -> String {
    let text = normalise(text);
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    // A label of signs alone, such as a thumb up, is compared as it is.
    if bare.is_empty() { text } else { bare.to_owned() }
}

/// The option's place; none when the text names no option, or more than one. In this order: a whole label or
/// keyword, a number (`1`, `１`, `①`, `1番`), the beginning of a label, a keyword inside the text.
pub(crate) fn find_option(text: &str, options: &[Named]) -> Option<usize> {
    let whole = normalise(text);
    let bare = comparable(text);
    if bare.is_empty() {
        return None;
    }
    let exact = |option: &Named| {
        option.labels.contains(&bare) || option.keywords.contains(&whole) || option.keywords.contains(&bare)
    };
    let begins = |option: &Named| option.labels.iter().any(|label| label.starts_with(&bare));
    let inside = |option: &Named| option.keywords.iter().any(|keyword| contains_word(&whole, keyword));
    match only(options, exact) {
        Found::One(place) => return Some(place),
        Found::Several => return None,
        Found::None => {}
    }
    if let Some(number) = option_number(&bare) {
        return (1..=options.len()).contains(&number).then(|| number - 1);
    }
    if bare.graphemes(true).count() >= PREFIX_GRAPHEMES {
        match only(options, begins) {
            Found::One(place) => return Some(place),
            Found::Several => return None,
            Found::None => {}
        }
    }
    match only(options, inside) {
        Found::One(place) => Some(place),
        Found::Several | Found::None => None,
    }
}

enum Found {
    None,
    One(usize),
    Several,
}

fn only(options: &[Named], holds: impl Fn(&Named) -> bool) -> Found {
    let mut places = options.iter().enumerate().filter(|(_, option)| holds(option)).map(|(place, _)| place);
    match (places.next(), places.next()) {
        (None, _) => Found::None,
        (Some(place), None) => Found::One(place),
        (Some(_), Some(_)) => Found::Several,
    }
}

fn option_number(text: &str) -> Option<usize> {
    let digits = ["番目", "番", "つ目", "つめ", "st", "nd", "rd", "th"]
        .iter()
        .find_map(|suffix| text.strip_suffix(suffix))
        .unwrap_or(text);
    let digits = digits.strip_prefix("no.").or_else(|| digits.strip_prefix('#')).unwrap_or(digits).trim();
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// Whether the text has the word in it. Latin words end at other letters; Japanese ones need two characters,
/// because one is part of too many others.
fn contains_word(text: &str, word: &str) -> bool {
    let latin = |c: char| c.is_ascii_alphanumeric();
    if word.is_empty() || !word.contains(latin) && word.chars().count() < 2 {
        return false;
    }
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        let joined = |edge: Option<char>, next: Option<char>| edge.is_some_and(latin) && next.is_some_and(latin);
        !joined(word.chars().next(), before) && !joined(word.chars().next_back(), after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> Vec<Named> {
        let option = |labels: &[&str], keywords: &[&str]| Named {
            labels: labels.iter().map(|label| comparable(label)).collect(),
            keywords: keywords.iter().map(|word| normalise(word)).collect(),
        };
        vec![
            option(&["コーヒー", "☕ Coffee"], &["珈琲", "espresso"]),
            option(&["紅茶", "Black tea"], &["アールグレイ", "tea"]),
            option(&["緑茶", "Green tea"], &["抹茶", "tea"]),
            option(&["10", "Ten"], &["no"]),
        ]
    }

    #[track_caller]
    fn check(text: &str, expected: Option<usize>) {
        assert_eq!(find_option(text, &options()), expected, "{text:?}");
    }

    #[test]
    fn fe24_every_option_can_be_typed() {
        for text in [
            "1",
            "１",
            "①",
            "1番",
            "1.",
            "（1）",
            "コーヒー",
            "coffee",
            "ＣＯＦＦＥＥ!",
            "☕",
            "☕ Coffee",
            "cof",
            "珈琲",
            "espresso please",
            "珈琲をください",
            "1番目",
        ] {
            let expected = if text == "☕" { None } else { Some(0) };
            check(text, expected);
        }
        check("アールグレイで", Some(1));
        check("green", Some(2));
        check("10", Some(3));
        check("4", Some(3));
    }

    #[test]
    fn fe24_what_names_no_option_or_several_is_invalid() {
        for text in ["", "0", "5", "co", "tea", "tea please", "espressos", "I know", "何でも", "。"] {
            check(text, None);
        }
    }
}

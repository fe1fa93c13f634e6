//! The language that a person is answered in when their channel does not tell it: SMS and LINE say nothing.

use crate::content::Content;
use crate::thread::Profile;

/// Takes a guess while nothing is told. "OK" or a brand name says little, so a later message in another script counts more
/// than an earlier one in Latin letters.
pub(crate) fn learn(profile: &mut Profile, content: &Content) {
    let Some(guess) = guess(content) else { return };
    if profile.language.is_empty() || profile.language_guessed && guess != LATIN {
        guess.clone_into(&mut profile.language);
        profile.language_guessed = true;
    }
}

/// What Latin letters are taken for.
const LATIN: &str = "en";

/// A guess from the script that a message is written in. Kana is Japanese and Hangul Korean. Latin letters alone are
/// taken for English: a flow that does not speak it answers in its first language, as without a guess. Characters that
/// Chinese and Japanese share tell nothing.
fn guess(content: &Content) -> Option<&'static str> {
    let Content::Text(text) = content else { return None };
    let has = |is: fn(char) -> bool| text.chars().any(is);
    if has(|c| matches!(c, '\u{3041}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}')) {
        Some("ja")
    } else if has(|c| matches!(c, '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}')) {
        Some("ko")
    } else {
        let is_latin = |c: char| c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}');
        let mut letters = text.chars().filter(|c| c.is_alphabetic()).peekable();
        letters.peek()?;
        letters.all(is_latin).then_some(LATIN)
    }
}

#[cfg(test)]
mod tests {
    use super::{guess, learn};
    use crate::content::Content;
    use crate::thread::Profile;

    #[test]
    fn a_brand_name_does_not_make_a_customer_english_for_ever() {
        let mut profile = Profile::default();
        for (text, expected) in [("PayPay", "en"), ("返品したいです", "ja"), ("OK", "ja")] {
            learn(&mut profile, &Content::text(text));
            assert_eq!(profile.language, expected, "{text}");
        }
        let mut told = Profile { language: "en".to_owned(), ..Profile::default() };
        learn(&mut told, &Content::text("ありがとう"));
        assert_eq!(told.language, "en", "what a channel tells stays");
    }

    #[test]
    fn scripts_tell_languages_where_they_can() {
        for (text, expected) in [
            ("注文の状況を知りたい", Some("ja")),
            ("ﾖﾔｸ", Some("ja")),
            ("LINEで予約", Some("ja")),
            ("Where is my order?", Some("en")),
            ("À bientôt", Some("en")),
            ("안녕하세요", Some("ko")),
            ("注文", None),
            ("Привет", None),
            ("OK 注文", None),
            ("12345", None),
            ("👋", None),
        ] {
            assert_eq!(guess(&Content::text(text)), expected, "{text}");
        }
        assert_eq!(guess(&Content::Sticker { name: "hi".to_owned() }), None);
    }
}

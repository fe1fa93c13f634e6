//! A8: everybody reads their language.

use std::collections::{BTreeMap, BTreeSet};

use super::flow::{Flow, error, warning};
use super::problem::{Fix, Patch, pointer};
use super::texts::{Role, Said, texts};
use super::{Problem, Spot};
use crate::words::words;

pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    languages(flow, problems);
    let known = &flow.document.languages;
    for said in texts(flow.document) {
        let there: Vec<&str> = filled(&said);
        if there.is_empty() {
            if said.required {
                problems.push(missing_text(&said));
            } else if said.role == Role::Alt {
                problems.push(missing_alt(&said));
            }
            continue;
        }
        for (at, language) in known.iter().enumerate() {
            if !there.contains(&language.as_str()) {
                problems.push(missing_translation(said.spot(), language, at == 0));
            }
        }
        for language in said.text.keys().filter(|language| !known.contains(language)) {
            problems.push(unknown_language(&said, language));
        }
    }
    for (at, command) in flow.document.commands.iter().enumerate() {
        for language in known {
            let words = command.keywords.get(language);
            if !words.is_some_and(|words| words.iter().any(|word| !word.trim().is_empty())) {
                problems.push(missing_translation(Spot::document(format!("commands[{at}].keywords")), language, false));
            }
        }
    }
}

fn filled<'a>(said: &Said<'a>) -> Vec<&'a str> {
    let text: &'a BTreeMap<String, String> = said.text;
    text.iter().filter(|(_, text)| !text.trim().is_empty()).map(|(language, _)| language.as_str()).collect()
}

fn languages(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    let known = &flow.document.languages;
    let add = words(
        "Name the languages of the flow, such as `ja` and `en`.",
        "`ja` や `en` のように、フローの言語を指定してください。",
    );
    if known.is_empty() {
        problems.push(error(
            "bad-language",
            Spot::document("languages"),
            words("The flow has no language.", "フローの言語が決まっていません。"),
            add.clone(),
        ));
    }
    let mut seen = BTreeSet::new();
    for (at, language) in known.iter().enumerate() {
        let place = Spot::document(format!("languages[{at}]"));
        if !is_tag(language) {
            problems.push(error(
                "bad-language",
                place,
                words(
                    format!("`{language}` is not a language tag (BCP 47)."),
                    format!("`{language}` は言語タグ(BCP 47)ではありません。"),
                ),
                add.clone(),
            ));
        } else if !seen.insert(language) {
            problems.push(Problem {
                fix: Some(Fix {
                    title: words("Remove the second", "重複を削除する"),
                    patch: vec![Patch::Remove { path: format!("/languages/{at}") }],
                }),
                ..error(
                    "bad-language",
                    place,
                    words(format!("`{language}` is named twice."), format!("`{language}` が2回指定されています。")),
                    words("Remove one of them.", "どちらかを削除してください。"),
                )
            });
        }
    }
    for language in &flow.context.languages {
        if !known.contains(language) {
            problems.push(warning(
                "missing-language",
                Spot::document("languages"),
                words(
                    format!("Customers also use `{language}`, which this flow does not speak."),
                    format!("顧客が使う言語 `{language}` に、このフローは対応していません。"),
                ),
                words("Add the language and its texts.", "言語を追加し、文章を用意してください。"),
            ));
        }
    }
}

/// Letters and digits in parts of at most eight, beginning with a language of two or three letters.
fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Names of the product's own languages; others by their tag.
fn in_words(language: &str) -> (String, String) {
    match language {
        "ja" => ("Japanese".to_owned(), "日本語".to_owned()),
        "en" => ("English".to_owned(), "英語".to_owned()),
        other => (format!("`{other}`"), format!("`{other}` ")),
    }
}

fn missing_text(said: &Said<'_>) -> Problem {
    let what = match said.role {
        Role::Label => words("A label is missing: there would be nothing to tap.", "ラベルがありません。"),
        Role::Text | Role::Alt => words("There is nothing to say here yet.", "送る文章がありません。"),
    };
    error("missing-text", said.spot(), what, words("Write the text.", "文章を入力してください。"))
}

fn missing_alt(said: &Said<'_>) -> Problem {
    warning(
        "missing-text",
        said.spot(),
        words(
            "The image has no description for people who cannot see it.",
            "画像を見られない方のための代替テキストがありません。",
        ),
        words("Describe the image in a few words.", "画像の内容を短く説明してください。"),
    )
}

fn missing_translation(place: Spot, language: &str, default: bool) -> Problem {
    let (en, ja) = in_words(language);
    if default {
        error(
            "missing-translation",
            place,
            words(
                format!("The text in {en} is missing, the flow's first language, which stands in for all others."),
                format!("基本の言語である{ja}の文章がありません。ほかの言語の代わりにも使われます。"),
            ),
            words(format!("Write it in {en}."), format!("{ja}の文章を入力してください。")),
        )
    } else {
        warning(
            "missing-translation",
            place,
            words(format!("The text in {en} is missing."), format!("{ja}の文章がありません。")),
            words(
                format!("Write it in {en}; until then the flow's first language is used."),
                format!("{ja}の文章を入力してください。それまでは基本の言語の文章が使われます。"),
            ),
        )
    }
}

fn unknown_language(said: &Said<'_>, language: &str) -> Problem {
    let field = said.field.replace('[', ".").replace(']', "");
    let keys = ["nodes", said.node].into_iter().chain(field.split('.')).chain([language]);
    Problem {
        fix: Some(Fix {
            title: words("Delete this text", "この文章を削除する"),
            patch: vec![Patch::Remove { path: pointer(keys) }],
        }),
        ..warning(
            "unknown-language",
            said.spot().field(format!("{}.{language}", said.field)),
            words(
                format!("`{language}` is not a language of this flow: nobody reads this text."),
                format!("`{language}` はこのフローの言語ではありません。この文章は使われません。"),
            ),
            words(
                "Add the language to the flow, or delete the text.",
                "フローの言語に追加するか、この文章を削除してください。",
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::analyse::Context;
    use crate::analyse::testing::{check, check_in, context};

    #[test]
    fn a8_every_text_has_every_language() {
        let both = json!({ "languages": ["ja", "en"], "commands": [{ "keywords": { "en": ["x"] }, "to": "b" }] });
        check(
            json!({ "a": ["message", { "text": { "en": "Hi" } }, { "next": "b" }], "b": ["end"], "$": both }),
            &["warning missing-translation commands[0].keywords", "error missing-translation a.settings.text"],
        );
        check(
            json!({ "a": ["message", { "text": { "ja": "やあ", "en": " " } }, { "next": "b" }], "b": ["end"], "$": { "languages": ["ja", "en"] } }),
            &["warning missing-translation a.settings.text"],
        );
        check(
            json!({ "a": ["message", { "text": { "ja": "やあ", "en": "Hi" } }, { "next": "b" }], "b": ["end"], "$": { "languages": ["ja", "en"] } }),
            &[],
        );
    }

    #[test]
    fn a8_what_has_to_be_said_is_said() {
        check(
            json!({
                "a": ["ask", { "text": {}, "save_as": "x", "answer": { "type": "choice", "options": [{ "id": "o", "label": {} }] } }, { "answered": "b", "invalid": "b" }],
                "b": ["message", { "image": { "url": "https://x.example/p.png" } }, { "next": "c" }],
                "c": ["message", {}, { "next": "d" }],
                "d": ["handover", { "queue": "general" }]
            }),
            &[
                "error missing-text a.settings.answer.options[0].label",
                "error missing-text a.settings.text",
                "warning missing-text b.settings.image.alt",
                "error missing-text c.settings.text",
            ],
        );
    }

    #[test]
    fn a8_languages_are_tags_and_each_stands_once() {
        check(
            json!({ "a": ["end"], "$": { "languages": ["ja", "Japanese", "en", "ja", "pt-BR"] } }),
            &["error bad-language languages[1]", "error bad-language languages[3]"],
        );
        check(json!({ "a": ["end"], "$": { "languages": [] } }), &["error bad-language languages"]);
        check_in(
            &Context { languages: vec!["ja".to_owned()], ..context() },
            json!({ "a": ["end"] }),
            &["warning missing-language languages"],
        );
    }

    #[test]
    fn a8_texts_in_other_languages_are_not_read() {
        let options = json!([{ "id": "o", "label": { "en": "O", "fr": "O" } }]);
        check(
            json!({
                "a": ["ask", { "text": "?", "save_as": "x", "answer": { "type": "choice", "options": options } }, { "answered": "b", "invalid": "b" }],
                "b": ["end"]
            }),
            &["warning unknown-language a.settings.answer.options[0].label.fr"],
        );
    }
}

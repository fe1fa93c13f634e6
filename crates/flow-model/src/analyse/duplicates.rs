//! A15: what is told apart by a name has a name of its own.

use std::collections::BTreeMap;

use super::flow::{Flow, error, warning};
use super::{Problem, Spot};
use crate::nodes::{Answer, AskOption, NodeKind};
use crate::normalise::normalise;
use crate::words::words;

pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    let document = flow.document;
    let names = document.variables.iter().map(|variable| variable.name.as_str());
    ids(names, |at| Spot::document(format!("variables[{at}].name")), problems);
    commands(flow, problems);
    for (id, node) in &document.nodes {
        let spot = |field: String| Spot::node(id).field(field);
        match &node.kind {
            NodeKind::Message(message) => ids(
                message.choices.iter().map(|choice| choice.id.as_str()),
                |at| spot(format!("settings.choices[{at}].id")),
                problems,
            ),
            NodeKind::Ask(ask) => {
                if let Answer::Choice { options } = &ask.answer {
                    ids(
                        options.iter().map(|option| option.id.as_str()),
                        |at| spot(format!("settings.answer.options[{at}].id")),
                        problems,
                    );
                    keywords(id, options, problems);
                }
            }
            NodeKind::Branch(branch) => ids(
                branch.conditions.iter().map(|case| case.id.as_str()),
                |at| spot(format!("settings.conditions[{at}].id")),
                problems,
            ),
            NodeKind::Switch(switch) => {
                ids(
                    switch.cases.iter().map(|case| case.id.as_str()),
                    |at| spot(format!("settings.cases[{at}].id")),
                    problems,
                );
                let mut seen = BTreeMap::new();
                for (at, case) in switch.cases.iter().enumerate() {
                    for value in &case.equals {
                        let place = spot(format!("settings.cases[{at}].equals"));
                        word(&mut seen, value, at, place, problems);
                    }
                }
            }
            _ => {}
        }
    }
}

fn ids<'a>(names: impl Iterator<Item = &'a str>, place: impl Fn(usize) -> Spot, problems: &mut Vec<Problem>) {
    let mut seen = BTreeMap::new();
    for (at, name) in names.enumerate() {
        if seen.insert(name, at).is_some() {
            problems.push(error(
                "duplicate-id",
                place(at),
                words(format!("`{name}` is there already."), format!("`{name}` はすでに使われています。")),
                words("Choose another name.", "別の名前にしてください。"),
            ));
        }
    }
}

/// Labels and keywords mean one option only: the first that has the word would win in silence.
fn keywords(id: &str, options: &[AskOption], problems: &mut Vec<Problem>) {
    let mut seen = BTreeMap::new();
    for (at, option) in options.iter().enumerate() {
        let field = |name: String| Spot::node(id).field(format!("settings.answer.options[{at}].{name}"));
        for (language, label) in &option.label {
            word(&mut seen, label, at, field(format!("label.{language}")), problems);
        }
        for keyword in &option.keywords {
            word(&mut seen, keyword, at, field("keywords".to_owned()), problems);
        }
    }
}

fn commands(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    let mut seen = BTreeMap::new();
    for (at, command) in flow.document.commands.iter().enumerate() {
        for (language, keywords) in &command.keywords {
            for keyword in keywords {
                let place = Spot::document(format!("commands[{at}].keywords.{language}"));
                word(&mut seen, keyword, at, place, problems);
            }
        }
    }
}

fn word(seen: &mut BTreeMap<String, usize>, text: &str, owner: usize, place: Spot, problems: &mut Vec<Problem>) {
    let plain = normalise(text);
    if plain.is_empty() {
        return;
    }
    match seen.get(&plain) {
        Some(other) if *other != owner => problems.push(warning(
            "duplicate-keyword",
            place,
            words(
                format!("`{text}` stands for two things; the first one wins."),
                format!("`{text}` が2か所で使われています。先にあるほうが優先されます。"),
            ),
            words("Keep the word in one place only.", "どちらか一方だけに残してください。"),
        )),
        Some(_) => {}
        None => {
            seen.insert(plain, owner);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::analyse::testing::check;

    #[test]
    fn a15_ids_stand_once() {
        check(
            json!({
                "a": ["message", { "text": "Hi", "choices": [{ "id": "x", "label": "X" }, { "id": "x", "label": "Y" }] }, { "next": "b" }],
                "b": ["branch", { "conditions": [{ "id": "x", "when": "true" }, { "id": "x", "when": "false" }] }, { "case:x": "c", "else": "c" }],
                "c": ["switch", { "value": "today", "cases": [{ "id": "p", "equals": ["1"] }, { "id": "p", "equals": ["１"] }] }, { "case:p": "z", "else": "z" }],
                "z": ["end"],
                "$": { "variables": [{ "name": "v", "type": "text" }, { "name": "v", "type": "text" }] }
            }),
            &[
                "error duplicate-id variables[1].name",
                "error duplicate-id a.settings.choices[1].id",
                "error duplicate-id b.settings.conditions[1].id",
                "warning duplicate-keyword c.settings.cases[1].equals",
                "error duplicate-id c.settings.cases[1].id",
            ],
        );
    }

    #[test]
    fn a15_words_mean_one_thing() {
        let options = json!([{ "id": "t", "label": "Tea", "keywords": ["hot", "TEA"] }, { "id": "c", "label": "Coffee", "keywords": ["Ｈｏｔ"] }]);
        check(
            json!({
                "a": ["ask", { "text": "?", "save_as": "x", "answer": { "type": "choice", "options": options } }, { "answered": "z", "invalid": "z" }],
                "z": ["end"],
                "$": { "commands": [{ "keywords": ["Stop"], "to": "z" }, { "keywords": ["stop"], "to": "a" }] }
            }),
            &[
                "warning duplicate-keyword commands[1].keywords.en",
                "warning duplicate-keyword a.settings.answer.options[1].keywords",
            ],
        );
    }

    #[test]
    fn a15_the_same_word_twice_for_one_thing_is_fine() {
        check(
            json!({ "a": ["end"], "$": { "languages": ["ja", "en"], "commands": [{ "keywords": { "ja": ["OK"], "en": ["ok"] }, "to": "a" }] } }),
            &[],
        );
    }
}

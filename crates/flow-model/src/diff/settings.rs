//! A node's settings as a flat list, each with a name that people know.

use serde_json::Value;

use crate::about::{About, Input};
use crate::nodes::NodeKind;
use crate::words::{Words, words};

pub(super) struct Setting {
    /// `answer.options[tea].label.ja`: items of lists are told by their id, so that a new first option does not
    /// look like a change of all others.
    pub path: String,
    /// “Label of tea in Japanese”.
    pub words: Words,
    pub language: Option<String>,
    pub value: Value,
}

pub(super) fn settings(kind: &NodeKind) -> Vec<Setting> {
    let value = serde_json::to_value(kind).unwrap_or_default();
    let mut list = Vec::new();
    flatten(kind.about(), &value["settings"], "", "", &[], &mut list);
    list
}

/// What tells an item of a list from the others.
fn key(item: &Value, at: usize) -> String {
    ["id", "name", "variable"]
        .iter()
        .find_map(|field| item.get(*field)?.as_str())
        .map_or_else(|| (at + 1).to_string(), str::to_owned)
}

fn flatten(about: &About, value: &Value, path: &str, pattern: &str, items: &[String], list: &mut Vec<Setting>) {
    let field = about.fields.iter().find(|field| field.path == pattern);
    let local = field.is_some_and(|field| matches!(field.input, Input::LocalText | Input::LocalLine));
    match value {
        Value::Object(texts) if local => {
            for (language, text) in texts {
                list.push(Setting {
                    path: format!("{path}.{language}"),
                    words: named(about, pattern, items, Some(language)),
                    language: Some(language.clone()),
                    value: text.clone(),
                });
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                let join = |outer: &str| if outer.is_empty() { name.clone() } else { format!("{outer}.{name}") };
                flatten(about, value, &join(path), &join(pattern), items, list);
            }
        }
        Value::Array(entries) if entries.iter().any(Value::is_object) => {
            let order: Vec<String> = entries.iter().enumerate().map(|(at, item)| key(item, at)).collect();
            // Their order matters to customers and to conditions, and no single item shows it.
            list.push(Setting {
                path: format!("{path}[]"),
                words: words(
                    format!("{} (which, in order)", named(about, pattern, items, None).en),
                    format!("{}の並び", named(about, pattern, items, None).ja),
                ),
                language: None,
                value: Value::String(order.join(", ")),
            });
            for (at, item) in entries.iter().enumerate() {
                let key = key(item, at);
                let mut items = items.to_vec();
                items.push(key.clone());
                flatten(about, item, &format!("{path}[{key}]"), &format!("{pattern}[]"), &items, list);
            }
        }
        other => list.push(Setting {
            path: path.to_owned(),
            words: named(about, pattern, items, None),
            language: None,
            value: other.clone(),
        }),
    }
}

fn named(about: &About, pattern: &str, items: &[String], language: Option<&str>) -> Words {
    let label = about.fields.iter().find(|field| field.path == pattern).map(|field| field.label);
    let (mut en, mut ja) = match label {
        Some(label) => (label.en.to_lowercase(), label.ja.to_owned()),
        None => (format!("`{pattern}`"), format!("`{pattern}`")),
    };
    if let Some(item) = items.last() {
        en += &format!(" of `{item}`");
        ja = format!("`{item}` の{ja}");
    }
    if let Some(language) = language {
        let name = match language {
            "ja" => ("Japanese", "日本語"),
            "en" => ("English", "英語"),
            other => (other, other),
        };
        en += &format!(" in {}", name.0);
        ja += &format!("({})", name.1);
    }
    words(en, ja)
}

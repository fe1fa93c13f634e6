//! `tsunagi.flow/0` spoke one language: `lang` named it, texts were plain strings, a command's keywords a list.

use serde_json::{Map, Value, json};

pub(super) fn apply(mut document: Value) -> Value {
    let lang = match document.as_object_mut().and_then(|fields| fields.remove("lang")) {
        Some(Value::String(lang)) => lang,
        _ => "en".to_owned(),
    };
    document["languages"] = json!([lang]);
    for command in items(&mut document, "commands") {
        wrap(command, "keywords", &lang);
    }
    if let Some(Value::Object(nodes)) = document.get_mut("nodes") {
        for node in nodes.values_mut() {
            let kind = node["kind"].as_str().unwrap_or_default().to_owned();
            if let Some(settings) = node.get_mut("settings") {
                texts(&kind, settings, &lang);
            }
        }
    }
    document
}

/// Texts that customers read, kind by kind: labels of branches and comments stay strings.
fn texts(kind: &str, settings: &mut Value, lang: &str) {
    match kind {
        "message" => {
            wrap(settings, "text", lang);
            if let Some(image) = settings.get_mut("image") {
                wrap(image, "alt", lang);
            }
            for choice in items(settings, "choices") {
                wrap(choice, "label", lang);
            }
        }
        "ask" => {
            wrap(settings, "text", lang);
            if let Some(retry) = settings.get_mut("retry") {
                wrap(retry, "text", lang);
            }
            if let Some(answer) = settings.get_mut("answer") {
                for option in items(answer, "options") {
                    wrap(option, "label", lang);
                }
            }
        }
        "handover" => wrap(settings, "text", lang),
        _ => {}
    }
}

fn items<'a>(value: &'a mut Value, field: &str) -> impl Iterator<Item = &'a mut Value> {
    value.get_mut(field).and_then(Value::as_array_mut).into_iter().flatten()
}

/// A string or list becomes `{ lang: … }`; what is an object already stays.
fn wrap(value: &mut Value, field: &str, lang: &str) {
    if let Some(text) = value.get_mut(field)
        && !text.is_object()
    {
        let old = text.take();
        *text = Value::Object(Map::from_iter([(lang.to_owned(), old)]));
    }
}

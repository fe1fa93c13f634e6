//! Everything that the builder shows about the language, as data.

use serde_json::{Value, json};

use crate::about::{Label, label};
use crate::document::{FORMAT, ValueType};
use crate::functions::{BUILT_INS, FILTERS, FUNCTIONS, TESTS};
use crate::nodes::{Family, NodeKind};

/// The palette's and the inspector's source: families, kinds with their fields, exits and fresh settings,
/// value types, functions and built-in names.
pub fn catalog() -> Value {
    json!({
        "format": FORMAT,
        "families": Family::ALL.map(|family| json!({ "name": family, "title": family.title() })),
        "kinds": NodeKind::catalog(),
        "value_types": ValueType::ALL.map(|value_type| json!({ "name": value_type, "title": value_type.title() })),
        "functions": FUNCTIONS,
        "built_ins": BUILT_INS,
        "filters": FILTERS,
        "tests": TESTS,
    })
}

impl Family {
    pub const ALL: [Self; 6] = [Self::Message, Self::Question, Self::Logic, Self::World, Self::People, Self::Canvas];

    pub fn title(self) -> Label {
        match self {
            Self::Message => label("Messages", "メッセージ"),
            Self::Question => label("Questions", "質問"),
            Self::Logic => label("Logic", "ロジック"),
            Self::World => label("Outside world", "外部連携"),
            Self::People => label("People", "有人対応"),
            Self::Canvas => label("Canvas", "キャンバス"),
        }
    }
}

impl ValueType {
    pub const ALL: [Self; 6] = [Self::Text, Self::Number, Self::Boolean, Self::Date, Self::List, Self::Object];

    pub fn title(self) -> Label {
        match self {
            Self::Text => label("Text", "テキスト"),
            Self::Number => label("Number", "数値"),
            Self::Boolean => label("Yes or no", "真偽値"),
            Self::Date => label("Date", "日付"),
            Self::List => label("List", "リスト"),
            Self::Object => label("Object", "オブジェクト"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::catalog;
    use crate::nodes::NodeKind;
    use crate::schema::schema;

    #[test]
    fn fm10_every_kind_has_fresh_settings_that_read_and_words_in_both_languages() {
        let catalog = catalog();
        let kinds = catalog["kinds"].as_array().expect("kinds");
        assert_eq!(kinds.len(), NodeKind::NAMES.len());
        for kind in kinds {
            let name = kind["kind"].as_str().expect("a name");
            let node: Result<NodeKind, serde_json::Error> = NodeKind::from_settings(name, kind["defaults"].clone());
            let node = node.unwrap_or_else(|error| panic!("{name}: {error}"));
            for exit in node.exits() {
                let pattern = match exit.name.split_once(':') {
                    Some((prefix, _)) => format!("{prefix}:*"),
                    None => exit.name.clone(),
                };
                let about = kind["exits"].as_array().expect("exits");
                assert!(about.iter().any(|about| about["name"] == pattern), "{name} does not say what `{pattern}` is");
            }
            labels(kind, name);
        }
    }

    /// Every `{ en, ja }` has words in both, and Japanese that is Japanese.
    fn labels(value: &Value, place: &str) {
        if let (Some(Value::String(en)), Some(Value::String(ja))) = (value.get("en"), value.get("ja")) {
            assert!(!en.is_empty() && !ja.is_empty(), "{place}");
            let same_by_nature = ["ID", "URL"].contains(&ja.as_str());
            assert!(same_by_nature || !ja.is_ascii(), "{place}: {ja}");
            assert!(!en.contains('!') && !ja.contains('!') && !ja.contains('!'), "{place}: {en}");
        }
        match value {
            Value::Object(fields) => fields.iter().for_each(|(key, value)| labels(value, &format!("{place}.{key}"))),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, item)| labels(item, &format!("{place}[{at}]")))
            }
            _ => {}
        }
    }

    /// FM10: the catalogue describes every setting that the schema knows, and no other.
    #[test]
    fn fm10_the_catalogue_describes_every_setting_of_the_schema() {
        let (schema, catalog) = (schema(), catalog());
        for kind in catalog["kinds"].as_array().expect("kinds") {
            let described: BTreeSet<String> = kind["fields"]
                .as_array()
                .expect("fields")
                .iter()
                .map(|field| field["path"].as_str().expect("a path").to_owned())
                .collect();
            let node = schema["$defs"]
                .as_object()
                .and_then(|all| all.values().find(|node| node["properties"]["kind"]["const"] == kind["kind"]))
                .expect("a definition");
            let mut known = BTreeSet::new();
            paths(&schema, &node["properties"]["settings"], "", &mut known);
            assert_eq!(described, known, "{}", kind["kind"]);
        }
    }

    fn paths(schema: &Value, at: &Value, path: &str, known: &mut BTreeSet<String>) {
        if let Some(reference) = at["$ref"].as_str() {
            paths(schema, &schema["$defs"][reference.trim_start_matches("#/$defs/")], path, known);
        }
        for alternative in ["oneOf", "anyOf"] {
            for item in at[alternative].as_array().into_iter().flatten() {
                paths(schema, item, path, known);
            }
        }
        for (name, field) in at["properties"].as_object().into_iter().flatten() {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            known.insert(path.clone());
            paths(schema, field, &path, known);
        }
        if at["items"].is_object() {
            paths(schema, &at["items"], &format!("{path}[]"), known);
        }
    }
}

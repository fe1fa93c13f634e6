//! Reads a JSON object field by field and gathers what is wrong, rather than stopping at the first error.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::ReadError;
use crate::from_value::from_value;
use crate::nested::join_path;
use crate::words::words;

/// Unknown fields reported of one piece: more say the same thing again.
const MOST_UNKNOWN_FIELDS: usize = 20;

#[derive(Default)]
pub(crate) struct Reader {
    pub errors: Vec<ReadError>,
}

impl Reader {
    /// Reports the fields that are not `known`.
    pub fn only(&mut self, object: &Map<String, Value>, outer: &str, known: &[&str]) {
        for field in object.keys().filter(|field| !known.contains(&field.as_str())) {
            self.errors.push(ReadError::unknown_field(outer, field, known));
        }
    }

    /// A field that must be there.
    pub fn required<T: DeserializeOwned>(
        &mut self,
        object: &Map<String, Value>,
        outer: &str,
        field: &str,
    ) -> Option<T> {
        match object.get(field) {
            Some(value) => self.piece(value, &join_path(outer, field)),
            None => {
                self.errors.push(missing(outer, field));
                None
            }
        }
    }

    /// A field that may be absent.
    pub fn optional<T: DeserializeOwned + Default>(
        &mut self,
        object: &Map<String, Value>,
        outer: &str,
        field: &str,
    ) -> T {
        object.get(field).and_then(|value| self.piece(value, &join_path(outer, field))).unwrap_or_default()
    }

    /// The entries of an object, each read by itself.
    pub fn entries<T: DeserializeOwned>(
        &mut self,
        object: &Map<String, Value>,
        outer: &str,
        field: &str,
    ) -> Vec<(String, T)> {
        let path = join_path(outer, field);
        match object.get(field) {
            None => Vec::new(),
            Some(Value::Object(entries)) => entries
                .iter()
                .filter_map(|(key, value)| {
                    let value = self.piece(value, &join_path(&path, key))?;
                    Some((key.clone(), value))
                })
                .collect(),
            Some(other) => {
                self.wrong_type(&path, other, "an object", "オブジェクト");
                Vec::new()
            }
        }
    }

    /// The items of a list, each read by itself.
    pub fn items<T: DeserializeOwned>(&mut self, object: &Map<String, Value>, outer: &str, field: &str) -> Vec<T> {
        let path = join_path(outer, field);
        match object.get(field) {
            None => Vec::new(),
            Some(Value::Array(items)) => {
                items.iter().enumerate().filter_map(|(at, value)| self.piece(value, &format!("{path}[{at}]"))).collect()
            }
            Some(other) => {
                self.wrong_type(&path, other, "a list", "配列");
                Vec::new()
            }
        }
    }

    /// One piece. Unknown fields are taken out and the rest is tried again, so that all of them are found.
    pub fn piece<T: DeserializeOwned>(&mut self, value: &Value, outer: &str) -> Option<T> {
        let before = self.errors.len();
        let mut value = value.clone();
        loop {
            match from_value(&value) {
                Ok(read) if self.errors.len() == before => return Some(read),
                Ok(_) => return None,
                Err(error) => {
                    let error = ReadError::from_serde(outer, &error.path, &error.message);
                    let inner = error.path[outer.len()..].trim_start_matches('.').to_owned();
                    let unknown = error.message.en.starts_with("unknown field");
                    self.errors.push(error);
                    let again =
                        unknown && self.errors.len() - before < MOST_UNKNOWN_FIELDS && remove(&mut value, &inner);
                    if !again {
                        return None;
                    }
                }
            }
        }
    }

    pub fn wrong_type(&mut self, path: &str, found: &Value, en: &str, ja: &str) {
        let found = match found {
            Value::Null => ("null", "null"),
            Value::Bool(_) => ("true or false", "真偽値"),
            Value::Number(_) => ("a number", "数値"),
            Value::String(_) => ("a text", "文字列"),
            Value::Array(_) => ("a list", "配列"),
            Value::Object(_) => ("an object", "オブジェクト"),
        };
        self.errors.push(ReadError::new(
            path,
            words(
                format!("this should be {en}, not {}", found.0),
                format!("{ja}が必要ですが、{}になっています。", found.1),
            ),
        ));
    }
}

fn missing(outer: &str, field: &str) -> ReadError {
    ReadError::new(outer, words(format!("the field `{field}` is missing"), format!("`{field}` がありません。")))
}

/// Takes the value at a path such as `settings.options[1].lable` away. False when there is nothing there, for
/// instance because a key holds a dot.
fn remove(value: &mut Value, path: &str) -> bool {
    let Some((owner, field)) = path.rsplit_once('.').or(Some(("", path))) else {
        return false;
    };
    let mut at = value;
    for part in owner.split(['.', '[']).filter(|part| !part.is_empty()) {
        let next = match part.strip_suffix(']') {
            Some(index) => index.parse::<usize>().ok().and_then(|index| at.get_mut(index)),
            None => at.get_mut(part),
        };
        match next {
            Some(next) => at = next,
            None => return false,
        }
    }
    at.as_object_mut().is_some_and(|object| object.remove(field).is_some())
}

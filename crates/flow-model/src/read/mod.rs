//! Text to document.

mod error;
mod reader;
#[cfg(test)]
mod tests;

pub use error::ReadError;
pub(crate) use reader::Reader;

use serde_json::Value;

use crate::document::{Document, FORMAT, Handlers, Layout, Place};
use crate::in_order::in_order;
use crate::json::{parse_strict, sorted};
use crate::migrate::migrate;
use crate::words::words;

/// Reads a flow document of this or an older format. Finds every error that it can: one wrong node does not
/// hide the next.
pub fn read(text: &str) -> Result<Document, Vec<ReadError>> {
    let value = read_json(text, limits::FLOW_DOCUMENT_BYTES)?;
    read_value(value)
}

/// The same for JSON that has been read already.
pub fn read_value(value: Value) -> Result<Document, Vec<ReadError>> {
    let value = migrate(value)?;
    let mut reader = Reader::default();
    let document = document(&value, &mut reader);
    match document {
        Some(document) if reader.errors.is_empty() => Ok(document),
        _ => Err(reader.errors),
    }
}

/// The canonical text of a document: two spaces, keys in a fixed order, a line end at the end.
pub fn write(document: &Document) -> String {
    // The only types in a document that can fail to become JSON are maps with keys that are no strings,
    // and numbers that are not finite: the former do not occur, the latter become null.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

/// JSON within the size and depth that we take.
pub(crate) fn read_json(text: &str, most_bytes: usize) -> Result<Value, Vec<ReadError>> {
    if text.len() > most_bytes {
        return Err(vec![ReadError::new(
            "",
            words(
                format!("the document has {} bytes; at most {most_bytes} are read", text.len()),
                format!("文書が{}バイトあります。読み取れるのは{most_bytes}バイトまでです。", text.len()),
            ),
        )]);
    }
    // Editors on Windows put a byte order mark first, which JSON does not allow.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    parse_strict(text).map_err(|error| vec![ReadError::syntax(&error)])
}

const FIELDS: &[&str] =
    &["format", "languages", "time_zone", "variables", "start", "nodes", "commands", "handlers", "layout"];

fn document(value: &Value, reader: &mut Reader) -> Option<Document> {
    let Value::Object(object) = value else {
        reader.wrong_type("", value, "an object", "オブジェクト");
        return None;
    };
    reader.only(object, "", FIELDS);
    let languages = reader.required(object, "", "languages");
    let time_zone = reader.required(object, "", "time_zone");
    let variables = reader.items(object, "", "variables");
    let start = reader.required(object, "", "start");
    if !object.contains_key("nodes") {
        let _: Option<Value> = reader.required(object, "", "nodes");
    }
    let nodes = in_order(reader.entries(object, "", "nodes"));
    let commands = reader.items(object, "", "commands");
    let handlers: Handlers = reader.optional(object, "", "handlers");
    let layout = match object.get("layout") {
        Some(Value::Object(layout)) => {
            reader.only(layout, "layout", &["nodes"]);
            Layout { nodes: in_order(reader.entries::<Place>(layout, "layout", "nodes")) }
        }
        Some(other) => {
            reader.wrong_type("layout", other, "an object", "オブジェクト");
            Layout::default()
        }
        None => Layout::default(),
    };
    let mut variables: Vec<crate::document::Variable> = variables;
    for variable in &mut variables {
        variable.initial = variable.initial.as_ref().map(sorted);
    }
    Some(Document {
        format: FORMAT.to_owned(),
        languages: languages?,
        time_zone: time_zone?,
        variables,
        start: start?,
        nodes,
        commands,
        handlers,
        layout,
    })
}

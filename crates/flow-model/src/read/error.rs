//! What is wrong with a document's text, said so that its author can mend it.

use serde::Serialize;

use crate::nested::{join_path, split_path};
use crate::suggest::nearest;
use crate::words::{Words, words};

/// One thing that keeps a text from being a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadError {
    /// Where in the document: `nodes.ask_1.settings.answer.type`. Empty for the document itself.
    pub path: String,
    /// Line and column, both from 1, where the text is not even JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    pub message: Words,
    /// What was probably meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.path.is_empty() {
            write!(out, "{}: ", self.path)?;
        }
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(out, "line {line}, column {column}: ")?;
        }
        out.write_str(&self.message.en)
    }
}

impl std::error::Error for ReadError {}

impl ReadError {
    pub(crate) fn new(path: &str, message: Words) -> Self {
        Self { path: path.to_owned(), line: None, column: None, message, suggestion: None }
    }

    /// Text that is not JSON.
    pub(crate) fn syntax(error: &serde_json::Error) -> Self {
        let said = error.to_string();
        let detail = said.split(" at line ").next().unwrap_or(&said);
        Self {
            line: Some(error.line()),
            column: Some(error.column()),
            ..Self::new(
                "",
                words(
                    format!("this is not a JSON document: {detail}"),
                    format!("JSONとして読み取れません({detail})。"),
                ),
            )
        }
    }

    /// A field that does not belong there.
    pub(crate) fn unknown_field(outer: &str, field: &str, known: &[&str]) -> Self {
        let mut error = Self::new(
            &join_path(outer, field),
            words(format!("unknown field `{field}`"), format!("`{field}` という項目はありません")),
        );
        error.finish(field, known, true);
        error
    }

    /// Serde's message, in our words. serde has no structure in its errors, but its sentences are stable.
    pub(crate) fn from_serde(outer: &str, path: &str, message: &str) -> Self {
        let (inner, message) = split_path(message);
        let path = join_path(&join_path(outer, path), inner);
        let quoted = quoted(message);
        let known = quoted.get(1..).unwrap_or_default();
        if message.starts_with("unknown field") {
            let field = quoted.first().copied().unwrap_or_default();
            // Depending on the type, serde's path ends at the field or at its owner.
            let owner = path.strip_suffix(field).map_or(path.as_str(), |owner| owner.trim_end_matches('.'));
            return Self::unknown_field(owner, field, known);
        }
        if message.starts_with("missing field") {
            let field = quoted.first().copied().unwrap_or_default();
            return Self::new(
                &path,
                words(format!("the field `{field}` is missing"), format!("`{field}` がありません。")),
            );
        }
        if message.starts_with("unknown variant") {
            let value = quoted.first().copied().unwrap_or_default();
            let is_kind = known.contains(&"schedule_check");
            let (path, en, ja) = if is_kind {
                (join_path(&path, "kind"), "unknown node kind", "というノードの種類はありません")
            } else {
                (path, "unknown value", "という値は使えません")
            };
            let mut error = Self::new(&path, words(format!("{en} `{value}`"), format!("`{value}` {ja}")));
            error.finish(value, known, false);
            return error;
        }
        Self::new(&path, words(in_english(message), format!("値が正しくありません({})。", in_japanese(message))))
    }

    /// Ends the sentence with what was meant, or with what there is.
    fn finish(&mut self, written: &str, known: &[&str], field: bool) {
        if let Some(meant) = nearest(written, known.iter().copied()) {
            self.message.en += &format!(": did you mean `{meant}`?");
            self.message.ja += &format!("。`{meant}` のことですか。");
            self.suggestion = Some(meant.to_owned());
        } else if known.is_empty() {
            self.message.en += if field { ": there are no fields here" } else { "" };
            self.message.ja += "。";
        } else {
            let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
            self.message.en += &format!(": use one of {}", list.join(", "));
            self.message.ja += &format!("。使えるのは {} です。", list.join("、"));
        }
    }
}

/// What stands between back-ticks.
fn quoted(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

/// serde names Rust's types, which mean nothing to an author.
fn in_english(message: &str) -> String {
    [
        ("invalid value: map, expected map with a single key", "this should be an object with exactly one key"),
        ("expected f64", "expected a number"),
        ("expected u64", "expected a whole number, 0 or more"),
        ("expected u32", "expected a whole number, 0 or more"),
        ("a sequence", "a list"),
        ("a map", "an object"),
        ("type: map", "type: an object"),
    ]
    .into_iter()
    .fold(message.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn in_japanese(message: &str) -> String {
    [
        ("invalid value: map, expected map with a single key", "キーを1つだけ持つオブジェクトが必要です"),
        ("invalid type: ", "種類が違います: "),
        ("invalid value: ", "値が違います: "),
        ("invalid length ", "長さが違います: "),
        (", expected ", "。必要なもの: "),
        ("a borrowed string", "文字列"),
        ("a string", "文字列"),
        ("string", "文字列"),
        ("floating point", "小数"),
        ("integer", "整数"),
        ("boolean", "真偽値"),
        ("a boolean", "真偽値"),
        ("a sequence", "配列"),
        ("sequence", "配列"),
        ("a map", "オブジェクト"),
        ("map", "オブジェクト"),
        ("null", "null"),
        ("u64", "0以上の整数"),
        ("u32", "0以上の整数"),
        ("f64", "数値"),
    ]
    .into_iter()
    .fold(message.to_owned(), |text, (from, to)| text.replace(from, to))
}

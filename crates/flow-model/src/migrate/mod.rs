//! Older documents, brought to the format of today.
//!
//! A migration works on raw JSON, because the types of its time are gone. Once released it is never edited;
//! `flows/upgrades/` holds a document of each old format and what must become of it.

mod v0;

use serde_json::Value;

use crate::document::FORMAT;
use crate::read::ReadError;
use crate::suggest::nearest;
use crate::words::words;

/// One step from a format to the next.
struct Migration {
    from: &'static str,
    to: &'static str,
    apply: fn(Value) -> Value,
}

/// In order. A format that is no longer the newest gets a line here.
const MIGRATIONS: &[Migration] = &[Migration { from: "tsunagi.flow/0", to: "tsunagi.flow/1", apply: v0::apply }];

/// The formats that `read` takes, oldest first.
pub fn formats() -> impl Iterator<Item = &'static str> {
    MIGRATIONS.iter().map(|migration| migration.from).chain([FORMAT])
}

/// Brings a document to `FORMAT`. A document of today comes back as it is.
pub(crate) fn migrate(mut value: Value) -> Result<Value, Vec<ReadError>> {
    let mut format = match value.get("format") {
        Some(Value::String(format)) => format.clone(),
        found => return Err(vec![no_format(found)]),
    };
    while format != FORMAT {
        let Some(step) = MIGRATIONS.iter().find(|step| step.from == format) else {
            return Err(vec![unknown_format(&format)]);
        };
        value = (step.apply)(value);
        value["format"] = Value::from(step.to);
        format = step.to.to_owned();
    }
    Ok(value)
}

fn no_format(found: Option<&Value>) -> ReadError {
    let found = if found.is_some() { "format" } else { "" };
    ReadError::new(
        found,
        words(
            format!("this is not a flow document: it needs `\"format\": \"{FORMAT}\"`"),
            format!("フローの文書ではありません。`\"format\": \"{FORMAT}\"` が必要です。"),
        ),
    )
}

fn unknown_format(format: &str) -> ReadError {
    let newer = format.strip_prefix("tsunagi.flow/").is_some_and(|version| version.parse::<u32>().is_ok());
    let known = formats().collect::<Vec<_>>().join(", ");
    let message = if newer {
        words(
            format!("the format `{format}` is newer than this program, which reads {known}: update the program"),
            format!("`{format}` はこのプログラムより新しい形式です。プログラムを更新してください(対応形式: {known})。"),
        )
    } else {
        words(
            format!("unknown format `{format}`: this program reads {known}"),
            format!("`{format}` という形式は読み取れません(対応形式: {known})。"),
        )
    };
    ReadError { suggestion: nearest(format, formats()).map(str::to_owned), ..ReadError::new("format", message) }
}

#[cfg(test)]
mod tests {
    use super::{MIGRATIONS, migrate};
    use crate::read::{read, write};

    /// FM4: every migration has a golden pair `<name>.json` and `<name>.upgraded.json`.
    #[test]
    fn fm4_every_migration_upgrades_its_golden_document() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../flows/upgrades");
        for step in MIGRATIONS {
            let name = step.from.replace("tsunagi.flow/", "v");
            let old = std::fs::read_to_string(format!("{folder}/{name}.json")).expect("an old document");
            let golden_path = format!("{folder}/{name}.upgraded.json");
            let upgraded = write(&read(&old).expect("the old document reads"));
            if std::env::var_os("BLESS").is_some() {
                std::fs::write(&golden_path, &upgraded).expect("a golden file");
            }
            let golden = std::fs::read_to_string(&golden_path).expect("a golden file");
            assert_eq!(upgraded, golden, "{golden_path}: BLESS=1 writes it anew");
        }
    }

    #[test]
    fn fm4_a_migration_leaves_documents_of_today_alone() {
        let value = serde_json::json!({ "format": crate::FORMAT, "lang": "ja" });
        assert_eq!(migrate(value.clone()), Ok(value));
    }
}

//! What a question takes as its answer.

use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::document::Text;
use crate::nested::nested;

/// What counts as an answer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// Any text, within bounds.
    Text(TextBounds),
    /// A number, within bounds.
    Number(NumberBounds),
    /// An e-mail address.
    Email {},
    /// A phone number, saved as E.164.
    Phone {
        /// ISO 3166 country of numbers written without `+`, such as `JP`.
        country: String,
    },
    /// A calendar date, saved as `2026-11-22`.
    Date(DateBounds),
    /// One of the options, saved as its id.
    Choice { options: Vec<AskOption> },
}

impl Answer {
    /// Every type's name, in the order in which people choose.
    pub const TYPES: &'static [&'static str] = &["text", "number", "email", "phone", "date", "choice"];
}

/// By hand, because serde's tagged enums forget where inside an error was.
impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct NoBounds {}
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Phone {
            country: String,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Choice {
            options: Vec<AskOption>,
        }
        let mut fields = serde_json::Map::deserialize(reader)?;
        let answer_type = match fields.remove("type") {
            Some(Value::String(name)) => name,
            Some(_) => return Err(D::Error::custom("at `type`: invalid type: expected a string")),
            None => return Err(D::Error::missing_field("type")),
        };
        let fields = Value::Object(fields);
        match answer_type.as_str() {
            "text" => nested(fields, "").map(Self::Text),
            "number" => nested(fields, "").map(Self::Number),
            "email" => nested(fields, "").map(|NoBounds {}| Self::Email {}),
            "phone" => nested(fields, "").map(|Phone { country }| Self::Phone { country }),
            "date" => nested(fields, "").map(Self::Date),
            "choice" => nested(fields, "").map(|Choice { options }| Self::Choice { options }),
            other => Err(D::Error::custom(format!("at `type`: {}", D::Error::unknown_variant(other, Self::TYPES)))),
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextBounds {
    /// Characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// A regular expression that the whole answer must match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberBounds {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// Whole numbers only.
    #[serde(default)]
    pub integer: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DateBounds {
    /// `2026-01-31`, or `today`, `today+7`, `today-30`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskOption {
    /// Saved as the answer; letters, digits, `_` and `-`.
    pub id: String,
    pub label: Text,
    /// Further words that mean this option, in any language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
}

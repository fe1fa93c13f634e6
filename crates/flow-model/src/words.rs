//! A sentence for people, in both languages of the product.

use serde::Serialize;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Words {
    pub en: String,
    pub ja: String,
}

pub(crate) fn words(en: impl Into<String>, ja: impl Into<String>) -> Words {
    Words { en: en.into(), ja: ja.into() }
}

impl Words {
    /// The sentence for a reader of `language` (BCP 47): Japanese for `ja` and its regions, else English.
    pub fn in_language(&self, language: &str) -> &str {
        if language == "ja" || language.starts_with("ja-") { &self.ja } else { &self.en }
    }
}

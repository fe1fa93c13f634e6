//! Templates and expressions, read but never evaluated here.

/// Whether a text has anything for the template language in it.
pub(crate) fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{%") || text.contains("{#")
}

//! How words are compared: the same way when compiling keywords and when reading answers.

use crate::nfkc::nfkc;

/// NFKC (full-width digits and letters become plain), lower case, white space trimmed and folded. Built with the engine,
/// as `ProgramNode::from_record` is.
#[inline]
pub fn normalise(text: &str) -> String {
    let folded: String = nfkc(text).chars().flat_map(char::to_lowercase).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

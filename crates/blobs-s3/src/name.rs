//! Names of objects.

use ids::WorkspaceId;

/// `<workspace>/<name>`, with everything but letters, digits, `-`, `_` and `/` of ASCII written as `!` and two digits:
/// dots would let a path climb, and the rest is read differently by different tools.
pub(crate) fn key(workspace: &WorkspaceId, name: &str) -> String {
    let mut key = format!("{workspace}/");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_/".contains(&byte) {
            key.push(char::from(byte));
        } else {
            key.push_str(&format!("!{byte:02x}"));
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bs1_names_stay_at_home_and_apart() {
        let key = |name| key(&"acme".parse().expect("a workspace"), name);
        assert_eq!(key("program/0a9f"), "acme/program/0a9f");
        assert_eq!(key("../other/a"), "acme/!2e!2e/other/a");
        assert_eq!(key("名!"), "acme/!e5!90!8d!21");
        assert_ne!(key("a b"), key("a!20b"));
    }
}

//! Names of objects.

use aws_client::escaped;
use ids::WorkspaceId;

/// `<workspace>/<name>`
pub(crate) fn key(workspace: &WorkspaceId, name: &str) -> String {
    format!("{workspace}/{}", escaped(name, '!'))
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

//! Names of parameters.

use aws_client::escaped;
use ids::WorkspaceId;

/// `<prefix>/<workspace>/<name>`. A dot marks what is escaped: a parameter's name has no other sign to spare.
pub(crate) fn parameter(prefix: &str, workspace: &WorkspaceId, name: &str) -> String {
    format!("{prefix}/{workspace}/{}", escaped(name, '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ss1_names_stay_at_home_and_apart() {
        let name = |name| parameter("/tsunagi/prod", &"acme".parse().expect("a workspace"), name);
        assert_eq!(name("channel/line/main"), "/tsunagi/prod/acme/channel/line/main");
        assert_eq!(name("channel/line/a@b.例"), "/tsunagi/prod/acme/channel/line/a.40b.2e.e4.be.8b");
        assert_ne!(name("a.40"), name("a@"));
    }
}

//! Names of parameters.

use ids::WorkspaceId;

/// `<prefix>/<workspace>/<name>`, with everything but letters, digits, `-`, `_` and `/` of ASCII written as `.` and two
/// digits, since a parameter's name has no other sign to spare.
pub(crate) fn parameter(prefix: &str, workspace: &WorkspaceId, name: &str) -> String {
    let mut parameter = format!("{prefix}/{workspace}/");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_/".contains(&byte) {
            parameter.push(char::from(byte));
        } else {
            parameter.push_str(&format!(".{byte:02x}"));
        }
    }
    parameter
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

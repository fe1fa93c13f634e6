//! What the environment says about where AWS is and who we are.

use std::fmt;

use aws_credential_types::Credentials;

/// Region, credentials, and an endpoint that stands in for AWS.
pub struct Settings {
    pub region: String,
    pub credentials: Credentials,
    pub endpoint_url: Option<String>,
}

/// Variables that are not set, all at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("set in the environment, as Lambda does: {}", .0.join(", "))]
pub struct MissingSettings(pub Vec<&'static str>);

impl Settings {
    pub fn from_env() -> Result<Self, MissingSettings> {
        Self::read(|name| std::env::var(name).ok())
    }

    fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, MissingSettings> {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        let mut missing = Vec::new();
        let mut wanted = |name: &'static str| {
            variable(name).unwrap_or_else(|| {
                missing.push(name);
                String::new()
            })
        };
        let region = wanted("AWS_REGION");
        let (id, secret) = (wanted("AWS_ACCESS_KEY_ID"), wanted("AWS_SECRET_ACCESS_KEY"));
        if !missing.is_empty() {
            return Err(MissingSettings(missing));
        }
        let credentials = Credentials::new(id, secret, variable("AWS_SESSION_TOKEN"), None, "environment");
        Ok(Self { region, credentials, endpoint_url: variable("AWS_ENDPOINT_URL") })
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("region", &self.region)
            .field("endpoint_url", &self.endpoint_url)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(set: &[(&str, &str)]) -> Result<Settings, MissingSettings> {
        Settings::read(|name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    const LAMBDA: [(&str, &str); 4] = [
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "AKID"),
        ("AWS_SECRET_ACCESS_KEY", "s3cr3t"),
        ("AWS_SESSION_TOKEN", "t0k3n"),
    ];

    #[test]
    fn ac1_everything_missing_is_said_at_once() {
        let missing = read(&[("AWS_REGION", "")]).expect_err("nothing is set");
        assert_eq!(missing.0, ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]);
    }

    #[test]
    fn ac1_what_lambda_sets_is_enough_and_stays_secret() {
        let settings = read(&LAMBDA).expect("all is set");
        assert_eq!(settings.credentials.session_token(), Some("t0k3n"));
        let shown = format!("{settings:?}");
        assert!(shown.contains("eu-west-1") && !shown.contains("s3cr3t") && !shown.contains("t0k3n"), "{shown}");
    }

    #[test]
    fn ac2_an_empty_endpoint_is_none() {
        let with = |url| read(&[&LAMBDA[..], &[("AWS_ENDPOINT_URL", url)]].concat()).expect("all is set").endpoint_url;
        assert_eq!(with(""), None);
        assert_eq!(with("http://127.0.0.1:4566").as_deref(), Some("http://127.0.0.1:4566"));
    }
}

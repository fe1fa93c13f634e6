//! What the environment says about where AWS is and who we are.

use std::fmt;

use aws_credential_types::Credentials;

/// Region, credentials, an endpoint that stands in for AWS, and whom to trust.
pub struct Settings {
    pub region: String,
    pub credentials: Credentials,
    pub endpoint_url: Option<String>,
    pub trust: Trust,
}

/// The certificates that servers are checked against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// Those of Amazon Trust Services, which AWS's own servers have.
    Amazon,
    /// This machine's. Reading those of all the world takes longer than everything else at a start.
    Machine,
    /// These, in PEM.
    Bundle(Vec<u8>),
}

impl Trust {
    /// Whom the servers of a region, or what stands in for them, are signed by. Sovereign and secret regions (`cn-`, `eusc-`,
    /// `us-iso`) have authorities of their own.
    fn of(region: &str, endpoint_url: Option<&str>) -> Self {
        let common = ["af-", "ap-", "ca-", "eu-", "il-", "me-", "mx-", "sa-", "us-"];
        let apart = ["eu-iso", "us-iso"];
        let is_common = common.iter().any(|start| region.starts_with(start));
        let is_apart = apart.iter().any(|start| region.starts_with(start));
        if endpoint_url.is_none() && is_common && !is_apart { Self::Amazon } else { Self::Machine }
    }
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
        let endpoint_url = variable("AWS_ENDPOINT_URL");
        let region = wanted("AWS_REGION");
        let (id, secret) = (wanted("AWS_ACCESS_KEY_ID"), wanted("AWS_SECRET_ACCESS_KEY"));
        let trust = match variable("AWS_CA_BUNDLE").map(std::fs::read) {
            Some(Ok(pem)) => Trust::Bundle(pem),
            None => Trust::of(&region, endpoint_url.as_deref()),
            Some(Err(_)) => {
                missing.push("AWS_CA_BUNDLE, to a file that can be read");
                Trust::Amazon
            }
        };
        if !missing.is_empty() {
            return Err(MissingSettings(missing));
        }
        let credentials = Credentials::new(id, secret, variable("AWS_SESSION_TOKEN"), None, "environment");
        Ok(Self { region, credentials, endpoint_url, trust })
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
    fn ac6_the_region_tells_whom_to_trust() {
        for (region, wanted) in [
            ("us-east-1", Trust::Amazon),
            ("eu-west-1", Trust::Amazon),
            ("us-gov-west-1", Trust::Amazon),
            ("cn-north-1", Trust::Machine),
            ("eusc-de-east-1", Trust::Machine),
            ("us-isob-east-1", Trust::Machine),
            ("eu-isoe-west-1", Trust::Machine),
        ] {
            assert_eq!(Trust::of(region, None), wanted, "{region}");
            assert_eq!(Trust::of(region, Some("https://127.0.0.1:4566")), Trust::Machine);
        }
    }

    #[test]
    fn ac6_a_bundle_is_read_or_told() {
        let with =
            |file: &str| read(&[&LAMBDA[..], &[("AWS_CA_BUNDLE", file)]].concat()).map(|settings| settings.trust);
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/amazon-roots.pem");
        assert!(matches!(with(file), Ok(Trust::Bundle(pem)) if pem.starts_with(b"-----BEGIN CERTIFICATE-----")));
        let missing = with("/nowhere.pem").expect_err("there is no such file");
        assert_eq!(missing.0, ["AWS_CA_BUNDLE, to a file that can be read"]);
    }

    #[test]
    fn ac2_an_empty_endpoint_is_none() {
        let with = |url| read(&[&LAMBDA[..], &[("AWS_ENDPOINT_URL", url)]].concat()).expect("all is set").endpoint_url;
        assert_eq!(with(""), None);
        assert_eq!(with("http://127.0.0.1:4566").as_deref(), Some("http://127.0.0.1:4566"));
    }
}

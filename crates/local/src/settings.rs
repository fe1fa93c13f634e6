//! Settings from `tsunagi.toml` in the data folder and from the environment, which wins. All problems are told at
//! once.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use conversation::Channel;
use ids::WorkspaceId;
use serde::Deserialize;
use tracing_subscriber::EnvFilter;
use url::Url;

/// What `serve` and the other commands need to know.
#[derive(Debug, Clone)]
pub struct Settings {
    pub data: PathBuf,
    pub address: SocketAddr,
    pub public_url: String,
    /// Nobody said the public address: it was made from the port.
    pub public_url_is_guess: bool,
    pub provider_urls: BTreeMap<Channel, String>,
    pub owner: Option<Owner>,
    pub workspace: WorkspaceId,
    pub log: String,
    pub demo: bool,
}

/// The owner to create at the first start.
#[derive(Clone)]
pub struct Owner {
    pub email: String,
    pub password: String,
}

impl std::fmt::Debug for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Owner").field("email", &self.email).finish_non_exhaustive()
    }
}

/// `tsunagi.toml`
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    port: Option<u16>,
    bind: Option<String>,
    public_url: Option<String>,
    workspace: Option<String>,
    log: Option<String>,
    /// Channel to base address.
    provider_url: BTreeMap<String, String>,
}

/// What the command line says.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    pub data: PathBuf,
    pub port: Option<u16>,
    pub demo: bool,
}

const KNOWN: &[&str] = &[
    "TSUNAGI_BIND",
    "TSUNAGI_LOG",
    "TSUNAGI_OWNER_EMAIL",
    "TSUNAGI_OWNER_PASSWORD",
    "TSUNAGI_PORT",
    "TSUNAGI_PUBLIC_URL",
    "TSUNAGI_WORKSPACE",
];
const PROVIDER_PREFIX: &str = "TSUNAGI_PROVIDER_URL_";

/// Reads all settings, or says everything that is wrong with them.
pub fn load(flags: Flags, environment: &BTreeMap<String, String>) -> Result<Settings, Vec<String>> {
    let mut problems = Vec::new();
    let file = read_file(&flags.data, &mut problems);
    problems.extend(unknown_variables(environment));
    let env = |name: &str| environment.get(name).filter(|value| !value.is_empty()).cloned();

    let port = flags.port.or_else(|| number(env("TSUNAGI_PORT"), &mut problems)).or(file.port).unwrap_or(8080);
    let bind = env("TSUNAGI_BIND").or(file.bind).map_or(Ok(IpAddr::V4(Ipv4Addr::LOCALHOST)), |text| text.parse());
    let bind = bind.unwrap_or_else(|_| {
        problems.push("TSUNAGI_BIND (or `bind`) has to be an IP address, such as 127.0.0.1 or 0.0.0.0".to_owned());
        IpAddr::V4(Ipv4Addr::LOCALHOST)
    });
    let public_url = env("TSUNAGI_PUBLIC_URL").or(file.public_url);
    let public_url_is_guess = public_url.is_none();
    let public_url = public_url.map_or_else(
        || format!("http://127.0.0.1:{port}"),
        |text| checked_url("TSUNAGI_PUBLIC_URL", &text, &mut problems),
    );
    let mut provider_urls = BTreeMap::new();
    let from_file = file.provider_url.into_iter().map(|(channel, url)| (channel, url, "provider_url"));
    let from_env = environment.iter().filter(|(_, url)| !url.is_empty()).filter_map(|(name, url)| {
        let channel = name.strip_prefix(PROVIDER_PREFIX)?;
        Some((channel.to_lowercase(), url.clone(), name.as_str()))
    });
    for (channel, url, origin) in from_file.chain(from_env) {
        match Channel::parse(&channel) {
            Some(Channel::Webchat) => problems.push(format!("{origin}: web chat has no provider")),
            Some(kind) => {
                provider_urls.insert(kind, checked_url(origin, &url, &mut problems));
            }
            None => problems.push(format!("{origin}: there is no channel `{channel}`")),
        }
    }
    let log = env("TSUNAGI_LOG").or(file.log).unwrap_or_else(|| "info".to_owned());
    if let Err(error) = EnvFilter::try_new(&log) {
        problems.push(format!("TSUNAGI_LOG (or `log`): {error}; write a level such as `info`, or `warn,app=debug`"));
    }
    let owner = owner(env("TSUNAGI_OWNER_EMAIL"), env("TSUNAGI_OWNER_PASSWORD"), &mut problems);
    let workspace = env("TSUNAGI_WORKSPACE").or(file.workspace).unwrap_or_else(|| "main".to_owned());
    match workspace.parse::<WorkspaceId>() {
        Ok(workspace) if problems.is_empty() => Ok(Settings {
            data: flags.data,
            address: SocketAddr::new(bind, port),
            public_url,
            public_url_is_guess,
            provider_urls,
            owner,
            workspace,
            log,
            demo: flags.demo,
        }),
        Ok(_) => Err(problems),
        Err(_) => {
            problems.push("TSUNAGI_WORKSPACE has to be lower-case letters, digits and `-`".to_owned());
            Err(problems)
        }
    }
}

fn read_file(data: &Path, problems: &mut Vec<String>) -> File {
    let path = data.join("tsunagi.toml");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return File::default(),
        Err(error) => {
            problems.push(format!("{}: {error}", path.display()));
            return File::default();
        }
    };
    toml::from_str(&text).unwrap_or_else(|error| {
        problems.push(format!("{}: {}", path.display(), error.message()));
        File::default()
    })
}

fn unknown_variables(environment: &BTreeMap<String, String>) -> impl Iterator<Item = String> {
    environment
        .keys()
        .filter(|name| name.starts_with("TSUNAGI_"))
        .filter(|name| !KNOWN.contains(&name.as_str()) && !name.starts_with(PROVIDER_PREFIX))
        .map(|name| {
            format!("{name}: there is no such setting; known are {} and {PROVIDER_PREFIX}<CHANNEL>", KNOWN.join(", "))
        })
}

fn number(text: Option<String>, problems: &mut Vec<String>) -> Option<u16> {
    let text = text?;
    match text.parse() {
        Ok(port) => Some(port),
        Err(_) => {
            problems.push(format!("TSUNAGI_PORT: `{text}` is not a port between 0 and 65535"));
            None
        }
    }
}

fn checked_url(name: &str, text: &str, problems: &mut Vec<String>) -> String {
    let good = Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if !good {
        problems.push(format!("{name}: `{text}` is not an address such as https://chat.example.com"));
    }
    text.trim_end_matches('/').to_owned()
}

fn owner(email: Option<String>, password: Option<String>, problems: &mut Vec<String>) -> Option<Owner> {
    match (email, password) {
        (Some(email), Some(password)) => Some(Owner { email, password }),
        (None, None) => None,
        (Some(_), None) => {
            problems.push("TSUNAGI_OWNER_EMAIL is set, TSUNAGI_OWNER_PASSWORD is not".to_owned());
            None
        }
        (None, Some(_)) => {
            problems.push("TSUNAGI_OWNER_PASSWORD is set, TSUNAGI_OWNER_EMAIL is not".to_owned());
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&str, &str)]) -> Result<Settings, Vec<String>> {
        let environment = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        load(Flags { data: PathBuf::from("/nowhere"), ..Flags::default() }, &environment)
    }

    #[test]
    fn nothing_set_means_loopback() {
        let settings = check(&[]).expect("defaults are good");
        assert_eq!(settings.address.to_string(), "127.0.0.1:8080");
        assert_eq!(settings.public_url, "http://127.0.0.1:8080");
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let problems = check(&[
            ("TSUNAGI_PORT", "many"),
            ("TSUNAGI_BIND", "here"),
            ("TSUNAGI_PUBLIC_URL", "chat.example.com"),
            ("TSUNAGI_PROVIDER_URL_PIGEON", "http://127.0.0.1:9"),
            ("TSUNAGI_PROVIDER_URL_WEBCHAT", "http://127.0.0.1:9"),
            ("TSUNAGI_LOG", "app=loud"),
            ("TSUNAGI_OWNER_EMAIL", "a@b.c"),
            ("TSUNAGI_PROT", "8080"),
        ])
        .expect_err("all of these are wrong");
        assert_eq!(problems.len(), 8, "{problems:?}");
    }

    #[test]
    fn providers_are_named_by_channel() {
        let urls = [("TSUNAGI_PROVIDER_URL_LINE", "http://127.0.0.1:9000/"), ("TSUNAGI_PROVIDER_URL_SMS", "")];
        let settings = check(&urls).expect("good");
        assert_eq!(settings.provider_urls.get(&Channel::Line).map(String::as_str), Some("http://127.0.0.1:9000"));
    }
}

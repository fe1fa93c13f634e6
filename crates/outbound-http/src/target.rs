//! The checks on a URL that need no network.

use ports::OutboundFailure;
use url::{Host, Url};

use crate::address;

/// A URL that may be called, as far as can be told without resolving its name.
#[derive(Debug)]
pub(crate) struct Target {
    pub url: Url,
    pub host: String,
}

pub(crate) fn vet(url: &str, allow_private_hosts: bool) -> Result<Target, OutboundFailure> {
    let url = Url::parse(url).map_err(|cause| forbidden("", format!("the URL cannot be read: {cause}")))?;
    let host = url.host_str().unwrap_or_default().to_owned();
    match url.scheme() {
        "https" => {}
        "http" if allow_private_hosts => {}
        scheme => return Err(forbidden(&host, format!("use https instead of {scheme}"))),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(forbidden(&host, "a URL must not carry a user name or password; use a header"));
    }
    // `url` has already brought 0x7f.1, 2130706433 and 127.1 to the same four bytes.
    let literal = match url.host() {
        None => return Err(forbidden(&host, "the URL names no host")),
        Some(Host::Ipv4(v4)) => Some(v4.into()),
        Some(Host::Ipv6(v6)) => Some(v6.into()),
        Some(Host::Domain(_)) => None,
    };
    if !allow_private_hosts {
        if let Some(reason) = literal.and_then(address::refusal) {
            return Err(forbidden(&host, format!("its address is {reason}")));
        }
        if literal.is_none() && is_local_name(&host) {
            return Err(forbidden(&host, "the name belongs to this machine or its network"));
        }
    }
    Ok(Target { url, host })
}

/// Where a stand-in is asked for what `url` names.
pub(crate) fn at_stand_in(base: &Url, url: &Url) -> Url {
    let mut there = base.clone();
    let host = url.host_str().unwrap_or_default();
    there.set_path(&format!("{}/{host}{}", base.path().trim_end_matches('/'), url.path()));
    there.set_query(url.query());
    there
}

/// Names that never leave the machine or its network (RFC 6761, RFC 6762, ICANN's `internal`).
fn is_local_name(host: &str) -> bool {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    ["localhost", "local", "internal", "home.arpa"]
        .iter()
        .any(|local| name.strip_suffix(local).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

pub(crate) fn forbidden(host: &str, reason: impl Into<String>) -> OutboundFailure {
    OutboundFailure::Forbidden { host: host.to_owned(), reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(url: &str, allow_private_hosts: bool) -> Option<String> {
        match vet(url, allow_private_hosts) {
            Ok(_) => None,
            Err(OutboundFailure::Forbidden { reason, .. }) => Some(reason),
            Err(other) => panic!("unexpected {other:?}"),
        }
    }

    #[test]
    fn oh2_every_spelling_of_an_inside_address_is_refused() {
        for url in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://0x7f.1/",
            "https://0x7f000001/",
            "https://2130706433/",
            "https://017700000001/",
            "https://0177.0.0.1/",
            "https://127.0.0.1./",
            "https://%31%32%37.0.0.1/",
            "https://１２７.0.0.1/",
            "https://0/",
            "https://0.0.0.0/",
            "https://[::1]/",
            "https://[::]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://[::127.0.0.1]/",
            "https://[64:ff9b::a00:1]/",
            "https://[2002:7f00:1::]/",
            "https://[fd00:ec2::254]/",
            "https://[fe80::1]/",
            "https://169.254.169.254/latest/meta-data/",
            "https://10.0.0.8/",
            "https://100.64.0.1/",
            "https://192.168.1.1:8443/",
            "https://224.0.0.1/",
            "https://203.0.113.9/",
            "https://255.255.255.255/",
            "https://localhost/",
            "https://localhost./",
            "https://LOCALHOST/",
            "https://a.localhost/",
            "https://printer.local/",
            "https://metadata.google.internal/",
            "https://router.home.arpa/",
        ] {
            assert!(reason(url, false).is_some(), "{url}");
        }
    }

    #[test]
    fn oh7_only_https_without_credentials() {
        for (url, expected) in [
            ("http://example.com/", "use https"),
            ("ftp://example.com/", "use https"),
            ("file:///etc/passwd", "use https"),
            ("data:text/plain,x", "use https"),
            ("https://user@example.com/", "user name or password"),
            ("https://user:secret@example.com/", "user name or password"),
            ("https://:secret@example.com/", "user name or password"),
            ("https://example.com@127.0.0.1/", "user name or password"),
            ("", "cannot be read"),
            ("example.com", "cannot be read"),
            ("https://", "cannot be read"),
            ("https://exa mple.com/", "cannot be read"),
            ("https://256.1.1.1/", "cannot be read"),
        ] {
            let reason = reason(url, false).unwrap_or_else(|| panic!("{url} was let through"));
            assert!(reason.contains(expected), "{url}: {reason}");
            assert!(!reason.contains("secret"), "{url}: {reason}");
        }
    }

    #[test]
    fn oh9_a_stand_in_is_asked_for_the_host_and_the_path() {
        let url = |text: &str| Url::parse(text).expect("a good URL");
        for (base, wanted) in [
            ("http://127.0.0.1:9000", "http://127.0.0.1:9000/shop.example/a/b?c=d"),
            ("http://127.0.0.1:9000/flows/", "http://127.0.0.1:9000/flows/shop.example/a/b?c=d"),
        ] {
            let there = at_stand_in(&url(base), &url("https://shop.example:8443/a/b?c=d#e"));
            assert_eq!(there.as_str(), wanted);
        }
    }

    #[test]
    fn public_urls_pass_and_named_hosts_may_be_private() {
        for url in [
            "https://example.com/a?b=c",
            "https://example.com:8443/",
            "https://93.184.215.14/",
            "https://notlocalhost/",
        ] {
            assert_eq!(reason(url, false), None, "{url}");
        }
        for url in ["http://127.0.0.1:9000/", "https://localhost/", "http://[::1]:1/"] {
            assert_eq!(reason(url, true), None, "{url}");
        }
        assert!(reason("http://user@127.0.0.1/", true).is_some());
        assert!(reason("ftp://127.0.0.1/", true).is_some());
    }
}

//! A browser opens the web chat's socket: is it a page that may, and which account does it want?

use app::Services;
use app::records::{ConnectionRecord, encode};
use conversation::Channel;
use ports::{Condition, Op};

/// What the handshake says.
pub struct Connect<'a> {
    pub connection: &'a str,
    /// The query parameter `account`.
    pub account: &'a str,
    /// The `Origin` header. Browsers always send it; without it the socket is refused.
    pub origin: Option<&'a str>,
}

/// The socket cannot be opened now: 503.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unavailable;

/// Lets the socket in and remembers it. It can do nothing before `hello`, and a page that may not chat learns of it there.
pub async fn handle(services: &Services, connect: Connect<'_>) -> Result<(), Unavailable> {
    let workspace = services.workspace();
    let account = services
        .account(workspace, Channel::Webchat, connect.account)
        .await
        .map_err(|error| unavailable(&error))?
        .filter(|account| account.record.enabled);
    let allowed = account
        .as_ref()
        .and_then(|it| it.record.settings.get("allowed_origins"))
        .map(String::as_str)
        .unwrap_or_default();
    let refused = if account.is_none() {
        Some("There is no such web chat account.")
    } else if !origin_allowed(connect.origin, allowed, &services.config.public_url) {
        tracing::warn!(account = connect.account, "a page that is not allowed tried to open a web chat");
        Some("This page's origin is not in the account's allowed_origins.")
    } else {
        None
    };
    let record = ConnectionRecord {
        workspace: workspace.clone(),
        account: account.map(|account| account.record.id).unwrap_or_default(),
        visitor: None,
        language: None,
        refused: refused.map(str::to_owned),
    };
    let now_ms = services.now_ms();
    let op = Op::Put {
        key: ConnectionRecord::key(connect.connection),
        body: encode(&record),
        expires_at_ms: Some(ConnectionRecord::expires_ms(now_ms)),
        condition: Condition::Always,
    };
    services.write(workspace, vec![op]).await.map_err(|error| unavailable(&error))
}

fn unavailable(error: &dyn std::fmt::Display) -> Unavailable {
    tracing::error!(%error, "opening a web chat socket");
    Unavailable
}

/// Our own pages may always; other pages when their origin is in the account's list, which `*` opens to all.
fn origin_allowed(origin: Option<&str>, allowed: &str, public_url: &str) -> bool {
    let Some(origin) = origin else { return false };
    let own = url::Url::parse(public_url).map(|url| url.origin().ascii_serialization());
    own.is_ok_and(|own| own == origin)
        || is_loopback_page(origin, public_url)
        || channels::webchat::is_origin_allowed(allowed, origin)
}

/// On a machine of one's own, `localhost` and `127.0.0.1` are the same page.
fn is_loopback_page(origin: &str, public_url: &str) -> bool {
    let host = |text: &str| url::Url::parse(text).ok().map(|url| (url.host_str().map(str::to_owned), url.port()));
    let is_loopback = |name: &Option<String>| name.as_deref().is_some_and(|it| it == "localhost" || it == "127.0.0.1");
    matches!((host(origin), host(public_url)),
        (Some((from, from_port)), Some((to, to_port))) if is_loopback(&from) && is_loopback(&to) && from_port == to_port)
}

#[cfg(test)]
mod tests {
    use super::origin_allowed;

    #[test]
    fn pages_are_let_in_by_origin() {
        let public = "http://127.0.0.1:8080";
        for (origin, allowed, expected) in [
            (Some("http://127.0.0.1:8080"), "", true),
            (Some("http://localhost:8080"), "", true),
            (Some("http://localhost:9999"), "", false),
            (Some("https://shop.example"), "", false),
            (Some("https://shop.example"), "https://shop.example", true),
            (Some("https://shop.example"), "https://a.example, https://shop.example/", true),
            (Some("https://shop.example.evil.example"), "https://shop.example", false),
            (Some("https://anything.example"), "*", true),
            (Some("null"), "", false),
            (None, "*", false),
        ] {
            assert_eq!(origin_allowed(origin, allowed, public), expected, "{origin:?} with {allowed:?}");
        }
    }
}

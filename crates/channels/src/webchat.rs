//! Web chat: our own widget over our own socket (`/socket/webchat`), so there is no vendor to verify, parse or call.
//!
//! A message reaches the widget as the timeline entry that it is, pushed to the visitor's socket topic: [`render`]
//! yields no parts, which is to say that there is nothing to send to anybody else. A request to
//! `/webhooks/webchat/…` is refused. What this module does say is what the widget can show, and which pages may use it.
//!
//! [`render`]: ChannelModule::render

use conversation::Channel;
use url::Url;

use crate::auth::setting;
use crate::{
    Account, Answer, Attempt, Capabilities, ChannelModule, NotTaken, Outgoing, Parsed, ProviderAnswer, RejectClass,
    Rejection, Rendered, SendOutcome, Setting, TextUnit, Unreadable, WebhookRequest, WrongSetting,
};

/// Bytes of one text. A frame of the socket also carries the entry around it, and JSON writes a control character
/// with six bytes; a quarter leaves room for every text that people type.
pub const TEXT_BYTES: usize = limits::SOCKET_FRAME_BYTES / 4;

/// Graphemes of a button's label before the widget wraps it.
pub const LABEL_GRAPHEMES: usize = 80;

pub struct Webchat;

const SETTINGS: &[Setting] = &[Setting {
    name: "allowed_origins",
    secret: false,
    required: false,
    help_en: "Where the widget may be used: origins such as https://www.example.com, separated by commas. `*` means everywhere.",
    help_ja: "ウィジェットを使えるサイト。https://www.example.com のようなオリジンをカンマ区切りで。`*`はすべて。",
}];

/// Whether a page of this origin may open the widget's socket.
///
/// Origins are compared as scheme, host and port (RFC 6454), so a default port or a trailing slash makes no
/// difference. Nothing configured means nowhere; `null`, the origin of sandboxed and local pages, is never listed.
///
/// ```
/// # use channels::webchat::is_origin_allowed;
/// assert!(is_origin_allowed("https://shop.example, https://www.shop.example", "https://shop.example:443"));
/// assert!(!is_origin_allowed("https://shop.example", "https://shop.example.evil.example"));
/// ```
pub fn is_origin_allowed(allowed_origins: &str, origin: &str) -> bool {
    let entries = || allowed_origins.split([',', ' ', '\n']).map(str::trim).filter(|entry| !entry.is_empty());
    if entries().any(|entry| entry == "*") {
        return true;
    }
    let Some(origin) = tuple_origin(origin) else { return false };
    entries().filter_map(tuple_origin).any(|entry| entry == origin)
}

fn tuple_origin(text: &str) -> Option<String> {
    let origin = Url::parse(text).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

impl Webchat {
    /// [`is_origin_allowed`] by the account's setting.
    pub fn allows(account: &Account, origin: &str) -> bool {
        setting(account, "allowed_origins").is_some_and(|allowed| is_origin_allowed(allowed, origin))
    }
}

impl ChannelModule for Webchat {
    fn channel(&self) -> Channel {
        Channel::Webchat
    }

    fn settings(&self) -> &'static [Setting] {
        SETTINGS
    }

    fn check_settings(&self, _account: &Account) -> Result<(), WrongSetting> {
        Ok(())
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            text_limit: TEXT_BYTES,
            text_unit: TextUnit::Bytes,
            splits_texts: false,
            buttons: limits::NODE_EXITS,
            button_label_limit: LABEL_GRAPHEMES,
            images: true,
            receipts: true,
        }
    }

    fn provider_url(&self) -> Option<&'static str> {
        None
    }

    fn verify(&self, _account: &Account, _request: &WebhookRequest, _now_ms: u64) -> Result<(), Rejection> {
        Err(Rejection::Method)
    }

    fn parse(&self, _account: &Account, _request: &WebhookRequest, _now_ms: u64) -> Result<Parsed, NotTaken> {
        let reason = "web chat takes no webhooks; its messages come over /socket/webchat".to_owned();
        Err(Unreadable { channel: "webchat", reason }.into())
    }

    fn answer(&self) -> Answer {
        Answer { status: Rejection::Method.status(), content_type: "text/plain", body: "" }
    }

    fn render(&self, _account: &Account, _outgoing: &Outgoing) -> Rendered {
        Rendered { parts: Vec::new(), degraded: Vec::new() }
    }

    fn read_answer(&self, _attempt: &Attempt, answer: &ProviderAnswer) -> SendOutcome {
        SendOutcome::Rejected {
            class: RejectClass::Unsupported,
            code: answer.status.to_string(),
            message: "web chat has no provider that could answer".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_compared_whole() {
        for (allowed, origin, expected) in [
            ("https://a.example", "https://a.example", true),
            ("https://a.example/", "https://A.example:443", true),
            ("http://localhost:3000\nhttps://a.example", "http://localhost:3000", true),
            ("*", "https://anything.example", true),
            ("", "https://a.example", false),
            ("https://a.example", "http://a.example", false),
            ("https://a.example", "https://a.example:8443", false),
            ("https://a.example", "https://b.a.example", false),
            ("https://a.example", "https://a.example.evil.example", false),
            ("https://a.example", "https://evil.example/?https://a.example", false),
            ("https://a.example", "null", false),
            ("null", "null", false),
            ("data:,", "data:,", false),
            ("https://a.example", "", false),
        ] {
            assert_eq!(is_origin_allowed(allowed, origin), expected, "{allowed:?} {origin:?}");
        }
    }
}

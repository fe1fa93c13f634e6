//! What the channels' tests share.

use std::collections::BTreeMap;

use channels::{
    Account, Attempt, ChannelModule, NotTaken, Outgoing, Parsed, ProviderAnswer, Rejection, Rendered, SendOutcome,
    WebhookRequest,
};
use conversation::{Channel, ChoiceOption, Content, Identity, Inbound, InboundKind, Media, MediaKind, MediaSource};

pub const RETRY_KEY: &str = "123e4567-e89b-42d3-a456-426614174000";
pub const NOW_MS: u64 = 1_614_265_330_000;

/// An account that owns its maps.
#[derive(Clone)]
pub struct Owned {
    pub settings: BTreeMap<String, String>,
    pub secrets: BTreeMap<String, String>,
}

pub fn account(settings: &[(&str, &str)], secrets: &[(&str, &str)]) -> Owned {
    let map = |pairs: &[(&str, &str)]| pairs.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    Owned { settings: map(settings), secrets: map(secrets) }
}

impl Owned {
    pub fn view(&self) -> Account<'_> {
        Account { id: "main", settings: &self.settings, secrets: &self.secrets }
    }
}

pub fn line_account() -> Owned {
    account(&[("bot_user_id", "Ubot")], &[("channel_secret", "line-secret"), ("channel_access_token", "line-token")])
}

pub fn sms_account() -> Owned {
    account(&[("account_sid", "AC1"), ("from", "+15558675310")], &[("auth_token", "sms-token")])
}

pub const WHSEC: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

pub fn custom_account() -> Owned {
    account(&[("endpoint_url", "https://hooks.example/in")], &[("secret", WHSEC)])
}

/// A request that owns its parts.
#[derive(Clone)]
pub struct Posted {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

pub fn post(url: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Posted {
    let headers = headers.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    Posted { method: "POST".to_owned(), url: url.to_owned(), headers, body: body.into() }
}

impl Posted {
    pub fn view(&self) -> WebhookRequest<'_> {
        WebhookRequest { method: &self.method, public_url: &self.url, headers: &self.headers, body: &self.body }
    }

    pub fn verify(&self, channel: Channel, account: &Owned) -> Result<(), Rejection> {
        channels::module(channel).verify(&account.view(), &self.view(), NOW_MS)
    }

    pub fn parse(&self, channel: Channel, account: &Owned) -> Vec<Inbound> {
        let parsed = self.try_parse(channel, account).unwrap();
        assert_eq!(parsed.unreadable, Vec::<String>::new());
        parsed.events
    }

    pub fn try_parse(&self, channel: Channel, account: &Owned) -> Result<Parsed, NotTaken> {
        channels::module(channel).parse(&account.view(), &self.view(), NOW_MS)
    }
}

/// The kinds of a body's events.
pub fn kinds(events: &[Inbound]) -> Vec<InboundKind> {
    events.iter().map(|event| event.kind.clone()).collect()
}

pub fn unknown(type_name: &str) -> InboundKind {
    InboundKind::Unknown { type_name: type_name.to_owned() }
}

pub fn render(channel: Channel, account: &Owned, content: &Content, reply_token: Option<&str>) -> Rendered {
    render_to(channel, account, "to-1", content, reply_token)
}

pub fn render_to(
    channel: Channel,
    account: &Owned,
    address: &str,
    content: &Content,
    reply_token: Option<&str>,
) -> Rendered {
    let identity = Identity { channel, account: "main".to_owned(), address: address.to_owned() };
    let outgoing = Outgoing {
        identity: &identity,
        contents: std::slice::from_ref(content),
        retry_key: RETRY_KEY,
        reply_token,
        status_callback: None,
        now_ms: NOW_MS,
    };
    channels::module(channel).render(&account.view(), &outgoing)
}

/// The last attempt of each part: the one that needs no luck.
pub fn last_attempts(rendered: &Rendered) -> Vec<&Attempt> {
    rendered.parts.iter().map(|part| part.attempts.last().expect("an account with all it needs")).collect()
}

pub fn read(
    module: &dyn ChannelModule,
    attempt: &Attempt,
    status: u16,
    headers: &[(&str, &str)],
    body: &str,
) -> SendOutcome {
    let headers: Vec<_> = headers.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    module.read_answer(attempt, &ProviderAnswer { status, headers: &headers, body: body.as_bytes() })
}

pub fn choice(text: &str, options: &[(&str, &str)]) -> Content {
    let options = options.iter().map(|(id, label)| ChoiceOption { id: id.to_string(), label: label.to_string() });
    Content::Choice { text: text.to_owned(), options: options.collect() }
}

/// `n` options with ids `o1…` and labels `L1…`.
pub fn many(text: &str, n: usize) -> Content {
    let options = (1..=n).map(|i| ChoiceOption { id: format!("o{i}"), label: format!("L{i}") });
    Content::Choice { text: text.to_owned(), options: options.collect() }
}

pub fn media(kind: MediaKind, url: &str, alt: &str, caption: &str) -> Content {
    Content::Media(Media {
        kind,
        source: MediaSource::Url(url.to_owned()),
        alt: alt.to_owned(),
        caption: caption.to_owned(),
    })
}

#![doc = include_str!("../README.md")]

mod auth;
mod bounds;
mod check;
pub mod custom;
pub mod line;
mod outcome;
mod plain;
mod registry;
pub mod simulate;
pub mod sms;
pub mod text;
pub mod webchat;

use std::collections::BTreeMap;
use std::fmt;

use conversation::{Channel, Content, Identity, Inbound};
use serde_json::error::Category;
use sha2::{Digest, Sha256};

pub use bounds::out_of_bounds;
pub use registry::{all, module};

/// A webhook request as it arrived. Header names are in lower case.
pub struct WebhookRequest<'a> {
    pub method: &'a str,
    /// The address the vendor called, as configured by `TSUNAGI_PUBLIC_URL`, with the raw query string.
    pub public_url: &'a str,
    pub headers: &'a [(String, String)],
    pub body: &'a [u8],
}

impl WebhookRequest<'_> {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// A configured account with its settings and secrets, by the vendor's names.
pub struct Account<'a> {
    pub id: &'a str,
    pub settings: &'a BTreeMap<String, String>,
    pub secrets: &'a BTreeMap<String, String>,
}

/// Why a request was not let in. The answer carries the status and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The account has no secret configured: fail closed, 503.
    #[error("no `{0}` is configured for this account")]
    NotConfigured(&'static str),
    /// Missing, malformed or wrong signature: 401.
    #[error("the signature is missing or wrong")]
    BadSignature,
    /// The signed time stamp is too old or too new: 401.
    #[error("the signed time stamp is outside the tolerated window")]
    Stale,
    #[error("method not allowed")]
    Method,
    #[error("content type not supported")]
    ContentType,
}

impl Rejection {
    pub fn status(&self) -> u16 {
        match self {
            Self::NotConfigured(_) => 503,
            Self::BadSignature | Self::Stale => 401,
            Self::Method => 405,
            Self::ContentType => 415,
        }
    }
}

/// A signed body that cannot be understood: it is kept aside, answered 2xx, and shown as something to look at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a signed {channel} body could not be read: {reason}")]
pub struct Unreadable {
    pub channel: &'static str,
    /// In English, without what the body says: it is logged and shown.
    pub reason: String,
}

/// What a signed body says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parsed {
    pub events: Vec<Inbound>,
    /// Why single events could not be read, a sentence for each, like [`Unreadable::reason`].
    pub unreadable: Vec<String>,
}

impl From<Vec<Inbound>> for Parsed {
    fn from(events: Vec<Inbound>) -> Self {
        Self { events, unreadable: Vec::new() }
    }
}

/// Why nothing of a signed body is taken. Both are answered 2xx: an error would make the vendor switch the webhook off.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// Signed with this account's secret, and meant for another account or number than this setting names. Where the
    /// setting is wrong, that is so of everything that customers write.
    #[error("it is meant for another account or number than `{setting}` names")]
    ForAnother { setting: &'static str },
}

/// Why a body is not the JSON that it should be. The cause's own words quote the body.
pub(crate) fn no_json(cause: &serde_json::Error) -> String {
    let (line, column) = (cause.line(), cause.column());
    match cause.classify() {
        Category::Data => format!("its JSON has another shape, at line {line}, column {column}"),
        Category::Syntax | Category::Eof | Category::Io => format!("it is no JSON, at line {line}, column {column}"),
    }
}

/// What the vendor wants to hear when all went well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub content_type: &'static str,
    pub body: &'static str,
}

/// One setting of a channel account, named as the vendor names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    pub name: &'static str,
    pub secret: bool,
    pub required: bool,
    pub help_en: &'static str,
    pub help_ja: &'static str,
}

/// A setting that cannot work as it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongSetting {
    pub name: &'static str,
    /// Names the sentence that says what is expected.
    pub code: &'static str,
}

/// What a channel can show, for previews, warnings and the composer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    pub text_limit: usize,
    pub text_unit: TextUnit,
    /// A longer text arrives as several messages. Where it is not split, the limit is the end.
    pub splits_texts: bool,
    /// Options that can be tapped; 0 where options become a numbered text.
    pub buttons: usize,
    /// In grapheme clusters; 0 where there are no buttons.
    pub button_label_limit: usize,
    pub images: bool,
    pub receipts: bool,
}

impl Capabilities {
    /// Messages that one reply may arrive as, each of `text_limit`.
    pub fn text_parts(&self) -> usize {
        if self.splits_texts { limits::REPLY_PARTS } else { 1 }
    }
}

/// What a vendor counts when it limits a text. [`TextUnit::measure`] counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextUnit {
    /// UTF-16 code units.
    Utf16,
    /// Unicode scalar values.
    Chars,
    /// UTF-8 bytes.
    Bytes,
    /// Extended grapheme clusters (UAX #29): what a person calls a character.
    Graphemes,
    /// GSM 03.38 septets where that alphabet has the character, UTF-16 units where it has not: never less than
    /// what either encoding of an SMS takes.
    Septets,
}

/// Messages to show to one person, in order.
pub struct Outgoing<'a> {
    pub identity: &'a Identity,
    pub contents: &'a [Content],
    /// A UUID made from the send's id: the same at every retry.
    pub retry_key: &'a str,
    /// LINE: present while a free answer may still be possible.
    pub reply_token: Option<&'a str>,
    /// Where the vendor should report deliveries, if we have a public address.
    pub status_callback: Option<&'a str>,
    pub now_ms: u64,
}

impl Outgoing<'_> {
    /// The retry key of a call: the send's own for the first, a UUID (version 8, RFC 9562) made from it for the others.
    pub(crate) fn part_key(&self, index: usize) -> String {
        if index == 0 {
            return self.retry_key.to_owned();
        }
        let digest = Sha256::digest(format!("{}/{index}", self.retry_key));
        let hex: String = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        let variant = ["8", "9", "a", "b"][usize::from(digest[8] & 3)];
        format!("{}-{}-8{}-{variant}{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
    }
}

/// Messages in the vendor's dialect. Parts leave in order; a part is done when one attempt is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub parts: Vec<Part>,
    /// For each content: what the customer sees differently from what was meant, for people to read.
    pub degraded: Vec<Vec<Degraded>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Tried in order: LINE's free reply first, then push. Empty when the account lacks what a call needs (no
    /// access token, no `endpoint_url`): the send is then rejected without a call.
    pub attempts: Vec<Attempt>,
    /// For each of the vendor's messages in this call: which content it shows.
    pub shows: Vec<usize>,
}

/// `Debug` shows no header values and no body: they hold credentials and what people say.
#[derive(Clone, PartialEq, Eq)]
pub struct Attempt {
    pub method: &'static str,
    /// Appended to the provider's base address; an absolute URL where the account names its own endpoint.
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// True when the vendor drops a repeat of this very call.
    pub idempotent: bool,
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Attempt")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &names)
            .field("body_bytes", &self.body.len())
            .field("idempotent", &self.idempotent)
            .finish()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Degraded {
    ButtonsAsQuickReplies,
    ButtonsAsNumberedText,
    LabelsShortened,
    ImageAsLink,
    TextSplit,
    /// Too long for a channel that does not split: the customer sees the beginning.
    TextShortened,
    UnsupportedAsText,
    /// The content was blank: there are no parts, and nothing reached the customer.
    NothingToShow,
}

/// What the provider's answer means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendOutcome {
    Accepted {
        provider_message_ids: Vec<String>,
    },
    /// This attempt cannot work; the next one may (an expired reply token).
    TryNext,
    /// A repeat later may work. `maybe_taken`: this call may have been taken all the same, and the vendor drops repeats.
    RetryLater {
        after_ms: u64,
        reason: String,
        maybe_taken: bool,
    },
    /// Not taken, and a repeat will not help.
    Rejected {
        class: RejectClass,
        code: String,
        message: String,
    },
    /// It may or may not have been taken.
    Unknown {
        reason: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectClass {
    OptedOut,
    RecipientUnreachable,
    InvalidContent,
    Unsupported,
    AuthFailed,
    AccountRestricted,
    Other,
}

/// The provider's answer to one attempt.
pub struct ProviderAnswer<'a> {
    pub status: u16,
    pub headers: &'a [(String, String)],
    pub body: &'a [u8],
}

pub trait ChannelModule: Send + Sync {
    fn channel(&self) -> Channel;
    fn settings(&self) -> &'static [Setting];
    /// Whether what is set can work, asked when somebody sets it. What is missing is another question.
    fn check_settings(&self, account: &Account) -> Result<(), WrongSetting>;
    fn capabilities(&self) -> Capabilities;
    /// Base address of the vendor's API; `None` where the account's own `endpoint_url` is used.
    fn provider_url(&self) -> Option<&'static str>;
    /// Checks the signature over the raw bytes, in constant time, failing closed.
    fn verify(&self, account: &Account, request: &WebhookRequest, now_ms: u64) -> Result<(), Rejection>;
    /// Every event of the body. Only called after `verify`.
    fn parse(&self, account: &Account, request: &WebhookRequest, now_ms: u64) -> Result<Parsed, NotTaken>;
    fn answer(&self) -> Answer;
    fn render(&self, account: &Account, outgoing: &Outgoing) -> Rendered;
    fn read_answer(&self, attempt: &Attempt, answer: &ProviderAnswer) -> SendOutcome;
}

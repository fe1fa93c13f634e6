//! A channel of one's own, by Standard Webhooks 1.0 (standard-webhooks/standard-webhooks, `spec/standard-webhooks.md`)
//! in both directions, under one `whsec_` secret.
//!
//! **In**, `POST` to `/webhooks/custom/{account}`; the smallest body:
//!
//! ```json
//! {"type":"message.received","timestamp":"2026-01-02T03:04:05Z","data":{"from":"user-1","text":"hello"}}
//! ```
//!
//! `data` may also hold `image` (`{"url":"https://…","alt":"…"}`, or the URL alone), `choice` (`{"id":"…","label":"…"}`,
//! or the id alone), `name`, `language` (BCP 47) and `id` (the message's own id). Reports on what we sent are
//! `message.delivered`, `message.read` and `message.failed` with `data.from` and `data.message_id`, and `data.error`
//! for the last. Any other type is kept as unknown. Deduplicated by `webhook-id`.
//! What is longer than [`limits::ADDRESS_BYTES`] (`from`), [`limits::PROVIDER_ID_BYTES`] (ids), [`limits::NAME_CHARS`]
//! (`name`, `type`) or [`limits::MESSAGE_BYTES`] is answered 2xx like the rest, taken by no thread, and kept aside for
//! people to look at.
//!
//! **Out**, `POST` to the account's `endpoint_url`: `message.sent` with `data.to` and `data.text`, and where there are
//! any `data.options` (`[{"id","label"}]`), `data.media` (`{"kind","url","alt","caption"}`) or `data.location`.
//! `data.text` alone says everything a person needs: options are in it as a numbered list, links in full. A client
//! that shows options as buttons shows `data.prompt` instead, which is the text without the list.
//! `webhook-id` is the same at every repeat of a send: the receiver drops what it has seen. What is answered neither with
//! 2xx nor with 410, 413 or 422 is sent again.

mod answer;
mod parse;
mod render;
pub mod simulate;
mod verify;

use conversation::Channel;

use crate::auth::{secret, setting};
use crate::check::fits;
use crate::{
    Account, Answer, Attempt, Capabilities, ChannelModule, NotTaken, Outgoing, Parsed, ProviderAnswer, Rejection,
    Rendered, SendOutcome, Setting, TextUnit, WebhookRequest, WrongSetting,
};

/// Graphemes of an option's label: long enough for any button; the endpoint's own client decides what to show.
pub const LABEL_GRAPHEMES: usize = 200;

pub struct Custom;

const SETTINGS: &[Setting] = &[
    Setting {
        name: "secret",
        secret: true,
        required: true,
        help_en: "Signing secret: `whsec_` and 24 to 64 random bytes in base64. Signs both directions.",
        help_ja: "署名シークレット。`whsec_`に続けて、24〜64バイトの乱数をBase64で。送受信の両方に使います。",
    },
    Setting {
        name: "secret_previous",
        secret: true,
        required: false,
        help_en: "The secret before the current one: accepted, and signed with too, while both are in use.",
        help_ja: "ひとつ前の署名シークレット。切り替え期間中は受信で受け付け、送信の署名にも加えます。",
    },
    Setting {
        name: "endpoint_url",
        secret: false,
        required: true,
        help_en: "The https address of your system that gets our messages.",
        help_ja: "メッセージを受け取る、自社システムのhttpsアドレス。",
    },
];

impl ChannelModule for Custom {
    fn channel(&self) -> Channel {
        Channel::Custom
    }

    fn settings(&self) -> &'static [Setting] {
        SETTINGS
    }

    fn check_settings(&self, account: &Account) -> Result<(), WrongSetting> {
        for name in ["secret", "secret_previous"] {
            fits(secret(account, name), verify::is_good_secret, name, "signing_secret_invalid")?;
        }
        fits(setting(account, "endpoint_url"), render::is_address, "endpoint_url", "endpoint_url_invalid")
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            text_limit: limits::MESSAGE_BYTES,
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

    fn verify(&self, account: &Account, request: &WebhookRequest, now_ms: u64) -> Result<(), Rejection> {
        verify::verify(account, request, now_ms)
    }

    fn parse(&self, account: &Account, request: &WebhookRequest, now_ms: u64) -> Result<Parsed, NotTaken> {
        Ok(vec![parse::parse(account, request, now_ms)?].into())
    }

    fn answer(&self) -> Answer {
        Answer { status: 200, content_type: "application/json", body: "{}" }
    }

    fn render(&self, account: &Account, outgoing: &Outgoing) -> Rendered {
        render::render(account, outgoing)
    }

    fn read_answer(&self, attempt: &Attempt, answer: &ProviderAnswer) -> SendOutcome {
        answer::read(attempt, answer)
    }
}

//! SMS and MMS by Twilio Programmable Messaging. Sources: Twilio, "Validating requests are coming from Twilio",
//! "Twilio's request to your incoming message webhook URL", "Message resource", "Error and warning dictionary".
//!
//! - One form may carry several media: each becomes an event of its own, the text staying with the first.
//! - Twilio sends no time, so events carry the time of receipt.
//! - Whether a number can send pictures is known to its owner only: the setting `mms` says so, and without it a
//!   picture goes out as a link.

mod answer;
mod check;
mod form;
mod parse;
mod phone;
mod render;
pub mod simulate;
mod verify;

use conversation::Channel;

pub use answer::error_meaning;
pub use phone::e164;

use crate::{
    Account, Answer, Attempt, Capabilities, ChannelModule, NotTaken, Outgoing, Parsed, ProviderAnswer, Rejection,
    Rendered, SendOutcome, Setting, TextUnit, WebhookRequest, WrongSetting,
};

/// Characters of one message's `Body`. Measured in septets or UTF-16 units, whichever is more.
pub const BODY_CHARS: usize = 1_600;
/// `MediaUrl` parameters of one message, and media of one inbound message.
pub const MEDIA: usize = 10;

pub struct Sms;

const SETTINGS: &[Setting] = &[
    Setting {
        name: "account_sid",
        secret: false,
        required: true,
        help_en: "Account SID (AC…), from the Twilio console.",
        help_ja: "Account SID(AC…)。Twilioコンソールにあります。",
    },
    Setting {
        name: "auth_token",
        secret: true,
        required: true,
        help_en: "Primary Auth Token, from the Twilio console. Signs webhooks and authorises sending.",
        help_ja: "プライマリAuth Token。Twilioコンソールにあります。Webhookの署名と送信の認証に使います。",
    },
    Setting {
        name: "auth_token_previous",
        secret: true,
        required: false,
        help_en: "The token before the current one, accepted on webhooks while both are in use.",
        help_ja: "切り替え期間中にWebhookで併用する、ひとつ前のAuth Token。",
    },
    Setting {
        name: "from",
        secret: false,
        required: true,
        help_en: "The number we send from, in E.164 (+81…), or a Messaging Service SID (MG…).",
        help_ja: "送信元の電話番号(E.164形式、+81…)、またはMessaging Service SID(MG…)。",
    },
    Setting {
        name: "mms",
        secret: false,
        required: false,
        help_en: "`true` when the number can send pictures (MMS, in the US and Canada). Otherwise pictures go as links.",
        help_ja: "番号が画像を送れる場合(MMS、米国とカナダ)は`true`。それ以外では画像はリンクになります。",
    },
    Setting {
        name: "signature_algorithm",
        secret: false,
        required: false,
        help_en: "`HMAC_SHA1` (usual) or `HMAC_SHA256`. Fixed here, so that a request cannot choose the weaker one.",
        help_ja: "`HMAC_SHA1`(通常)または`HMAC_SHA256`。リクエスト側で弱い方式を選べないよう、ここで固定します。",
    },
    Setting {
        name: "shared_key_secret",
        secret: true,
        required: false,
        help_en: "Secret of the Shared Key that signs webhooks, when signature_algorithm is `HMAC_SHA256`.",
        help_ja: "signature_algorithmが`HMAC_SHA256`の場合に、Webhookの署名に使うShared Keyのシークレット。",
    },
    Setting {
        name: "shared_key_secret_previous",
        secret: true,
        required: false,
        help_en: "The Shared Key secret before the current one, while both are in use.",
        help_ja: "切り替え期間中に併用する、ひとつ前のShared Keyのシークレット。",
    },
];

impl ChannelModule for Sms {
    fn channel(&self) -> Channel {
        Channel::Sms
    }

    fn settings(&self) -> &'static [Setting] {
        SETTINGS
    }

    fn check_settings(&self, account: &Account) -> Result<(), WrongSetting> {
        check::check(account)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            text_limit: BODY_CHARS,
            text_unit: TextUnit::Septets,
            splits_texts: true,
            buttons: 0,
            button_label_limit: 0,
            images: false,
            receipts: true,
        }
    }

    fn provider_url(&self) -> Option<&'static str> {
        Some("https://api.twilio.com")
    }

    fn verify(&self, account: &Account, request: &WebhookRequest, _now_ms: u64) -> Result<(), Rejection> {
        verify::verify(account, request)
    }

    fn parse(&self, account: &Account, request: &WebhookRequest, now_ms: u64) -> Result<Parsed, NotTaken> {
        parse::parse(account, request, now_ms)
    }

    fn answer(&self) -> Answer {
        Answer { status: 200, content_type: "text/xml", body: "<Response/>" }
    }

    fn render(&self, account: &Account, outgoing: &Outgoing) -> Rendered {
        render::render(account, outgoing)
    }

    fn read_answer(&self, attempt: &Attempt, answer: &ProviderAnswer) -> SendOutcome {
        answer::read(attempt, answer)
    }
}

//! LINE Messaging API. Sources: LINE Developers, "Messaging API reference" and "Verify webhook signature";
//! line/line-openapi.
//!
//! - A group or a room is one address: what is said there is answered there, by reply and by push alike. The person
//!   who spoke may have no id at all, and a push to one member would leave the group without an answer.
//! - Events about the account itself (`accountLink` has a person, `botSuspended` has none) carry an identity with an
//!   empty address.

mod answer;
mod parse;
mod render;
pub mod simulate;
mod verify;

use conversation::Channel;

use crate::auth::setting;
use crate::check::{fits, is_vendor_id};
use crate::{
    Account, Answer, Attempt, Capabilities, ChannelModule, NotTaken, Outgoing, Parsed, ProviderAnswer, Rejection,
    Rendered, SendOutcome, Setting, TextUnit, WebhookRequest, WrongSetting,
};

/// UTF-16 units of a text message.
pub const TEXT_UTF16: usize = 5_000;
/// Message objects in one call.
pub const MESSAGES_PER_CALL: usize = 5;
/// UTF-16 units of a template's `altText`.
pub const ALT_TEXT_UTF16: usize = 1_500;
/// Graphemes of a buttons template's text without a title or an image.
pub const BUTTONS_TEXT_GRAPHEMES: usize = 160;
pub const BUTTONS_ACTIONS: usize = 4;
pub const QUICK_REPLIES: usize = 13;
/// Graphemes of an action's label.
pub const LABEL_GRAPHEMES: usize = 20;
/// UTF-16 units of a postback's `data`.
pub const POSTBACK_DATA_UTF16: usize = 300;
/// UTF-16 units of a postback's `displayText`.
pub const DISPLAY_TEXT_UTF16: usize = 300;
/// Characters of a media URL.
pub const MEDIA_URL_CHARS: usize = 2_000;
/// Graphemes of a location's title and of its address.
pub const LOCATION_TEXT_GRAPHEMES: usize = 100;

pub(crate) const REPLY_PATH: &str = "/v2/bot/message/reply";
pub(crate) const PUSH_PATH: &str = "/v2/bot/message/push";

pub struct Line;

const SETTINGS: &[Setting] = &[
    Setting {
        name: "channel_secret",
        secret: true,
        required: true,
        help_en: "Channel secret, from the Basic settings tab of the LINE Developers console.",
        help_ja: "チャネルシークレット。LINE Developersコンソールの「チャネル基本設定」にあります。",
    },
    Setting {
        name: "channel_secret_previous",
        secret: true,
        required: false,
        help_en: "The secret before the current one, while both are in use.",
        help_ja: "切り替え期間中に併用する、ひとつ前のチャネルシークレット。",
    },
    Setting {
        name: "channel_access_token",
        secret: true,
        required: true,
        help_en: "Channel access token, from the Messaging API tab of the LINE Developers console.",
        help_ja: "チャネルアクセストークン。LINE Developersコンソールの「Messaging API設定」にあります。",
    },
    Setting {
        name: "bot_user_id",
        secret: false,
        required: false,
        help_en: "The bot's own user ID (U…): `userId` in the answer of GET https://api.line.me/v2/bot/info. \"Your user ID\" in the console is the developer's, not this one. When set, webhooks for another bot are not taken.",
        help_ja: "ボット自身のユーザーID(U…)。GET https://api.line.me/v2/bot/info の応答にある`userId`です。コンソールの「あなたのユーザーID」は開発者のIDで、これとは異なります。設定すると、ほかのボット宛てのWebhookは受け付けません。",
    },
];

impl ChannelModule for Line {
    fn channel(&self) -> Channel {
        Channel::Line
    }

    fn settings(&self) -> &'static [Setting] {
        SETTINGS
    }

    fn check_settings(&self, account: &Account) -> Result<(), WrongSetting> {
        let is_user_id = |id: &str| is_vendor_id(id, "U");
        fits(setting(account, "bot_user_id"), is_user_id, "bot_user_id", "bot_user_id_invalid")
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            text_limit: TEXT_UTF16,
            text_unit: TextUnit::Utf16,
            splits_texts: true,
            buttons: QUICK_REPLIES,
            button_label_limit: LABEL_GRAPHEMES,
            images: true,
            receipts: false,
        }
    }

    fn provider_url(&self) -> Option<&'static str> {
        Some("https://api.line.me")
    }

    fn verify(&self, account: &Account, request: &WebhookRequest, _now_ms: u64) -> Result<(), Rejection> {
        verify::verify(account, request)
    }

    fn parse(&self, account: &Account, request: &WebhookRequest, now_ms: u64) -> Result<Parsed, NotTaken> {
        parse::parse(account, request.body, now_ms)
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

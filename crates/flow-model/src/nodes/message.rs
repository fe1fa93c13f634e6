//! `message`: says something and goes on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Delivery, Exit};
use crate::about::{About, Input, exit, field, label};
use crate::document::Text;

/// Sends a text, an image, or both, with choices to tap if there are any. Does not wait: a question that
/// follows takes the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// What the customer reads. May be empty when there is an image.
    #[serde(default)]
    pub text: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<MessageChoice>,
    /// What is done when a message was cut off on its way.
    #[serde(default, skip_serializing_if = "Delivery::is_default")]
    pub delivery: Delivery,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// An `https:` address, as a template.
    pub url: String,
    /// What a person who cannot see it should read.
    #[serde(default)]
    pub alt: Text,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageChoice {
    pub id: String,
    pub label: Text,
}

impl Message {
    pub(super) const ABOUT: About = About {
        title: label("Message", "メッセージ"),
        help: label("Sends a text or an image and goes on.", "テキストや画像を送信し、次へ進みます。"),
        icon: "message",
        waits: false,
        fields: &[
            field(
                "text",
                Input::LocalText,
                label("Text", "本文"),
                label(
                    "What the customer reads. Insert variables with {{ }}.",
                    "顧客に送る文章です。{{ }} で変数を差し込めます。",
                ),
            ),
            field(
                "image",
                Input::Group,
                label("Image", "画像"),
                label("A picture sent with the text.", "本文と一緒に送る画像です。"),
            ),
            field(
                "image.url",
                Input::Url,
                label("Address", "画像のURL"),
                label(
                    "An address that begins with https:// and that anybody may open.",
                    "https:// で始まる、誰でも開けるURLを指定します。",
                ),
            ),
            field(
                "image.alt",
                Input::LocalLine,
                label("Description", "代替テキスト"),
                label(
                    "Read out to people who cannot see the image, and sent where a channel shows no images.",
                    "画像を見られない方に読み上げられる説明です。画像を表示できないチャネルでは、この文章を送ります。",
                ),
            ),
            field(
                "choices",
                Input::ItemList,
                label("Choices", "選択肢"),
                label(
                    "Buttons under the text. The next question takes what is tapped.",
                    "本文の下に表示するボタンです。押された内容は、次の質問の回答になります。",
                ),
            ),
            field(
                "choices[].id",
                Input::Id,
                label("ID", "ID"),
                label("A short name for use inside the flow.", "フローの中で使う短い名前です。"),
            ),
            field(
                "choices[].label",
                Input::LocalLine,
                label("Label", "ラベル"),
                label("What the button says.", "ボタンに表示する文字です。"),
            ),
            Delivery::FIELD,
        ],
        exits: &[exit("next", label("Next", "次へ"), label("After sending.", "送信した後に進みます。"))],
    };

    pub(super) fn fresh() -> Self {
        Self { text: Text::new(), image: None, choices: Vec::new(), delivery: Delivery::default() }
    }

    pub(super) fn exits(&self) -> Vec<Exit> {
        vec![Exit::required("next")]
    }
}

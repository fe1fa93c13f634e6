//! `http`: calls a service and takes its answer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exit;
use crate::about::{About, Input, choice, exit, field, label};

/// Exits: `success` for 200 to 299, `failure` for everything else, a time-out or a refused address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Http {
    pub method: Method,
    /// An `https:` address, as a template.
    pub url: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<Header>,
    /// A template. Sent as it is; say its type in a `content-type` header (default `application/json`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Seconds, at most 30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_s: Option<u32>,
    /// Takes `{ status, body, error }`; `body` is data where the answer is JSON, else text.
    pub save_as: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Header {
    pub name: String,
    /// A template.
    pub value: String,
}

impl Method {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl Http {
    pub(super) const ABOUT: About = About {
        title: label("HTTP request", "HTTPリクエスト"),
        help: label("Calls a service and saves its answer.", "外部のサービスを呼び出し、応答を変数に保存します。"),
        icon: "http",
        waits: true,
        fields: &[
            field(
                "method",
                Input::Select,
                label("Method", "メソッド"),
                label("GET reads; the others change something.", "GETは取得、それ以外は変更に使います。"),
            )
            .options(&[
                choice("GET", label("GET: read", "GET(取得)")),
                choice("POST", label("POST: create", "POST(作成)")),
                choice("PUT", label("PUT: replace", "PUT(置き換え)")),
                choice("PATCH", label("PATCH: change", "PATCH(変更)")),
                choice("DELETE", label("DELETE: delete", "DELETE(削除)")),
            ]),
            field(
                "url",
                Input::Url,
                label("Address", "URL"),
                label(
                    "An address that begins with https://. Insert variables with {{ }}; a space or a slash in them does no harm.",
                    "https:// で始まるURLです。{{ }} で変数を差し込めます。値に空白や / があっても安全に変換されます。",
                ),
            ),
            field(
                "headers",
                Input::ItemList,
                label("Headers", "ヘッダー"),
                label("Sent with the request.", "リクエストと一緒に送ります。"),
            ),
            field(
                "headers[].name",
                Input::Line,
                label("Name", "名前"),
                label("For example: content-type", "例: content-type"),
            ),
            field(
                "headers[].value",
                Input::Template,
                label("Value", "値"),
                label("Insert variables with {{ }}.", "{{ }} で変数を差し込めます。"),
            ),
            field(
                "body",
                Input::LongTemplate,
                label("Body", "本文"),
                label(
                    "JSON unless a content-type header says otherwise. {{ json(x) }} writes any value safely.",
                    "content-type ヘッダーがなければJSONとして送ります。{{ json(x) }} で値を安全に差し込めます。",
                ),
            ),
            field(
                "timeout_s",
                Input::Duration,
                label("Give up after", "タイムアウト"),
                label("At most 30 seconds; 10 when empty.", "30秒まで指定できます。空欄のときは10秒です。"),
            ),
            field(
                "save_as",
                Input::Variable,
                label("Save as", "保存先の変数"),
                label(
                    "Takes status, body and error: use order.body.status and the like.",
                    "status、body、error が入ります。order.body.status のように使います。",
                ),
            ),
        ],
        exits: &[
            exit(
                "success",
                label("Success", "成功"),
                label("The service answered 200 to 299.", "応答が200〜299のときに進みます。"),
            ),
            exit(
                "failure",
                label("Failure", "失敗"),
                label(
                    "Another answer, no answer in time, or an address that is not allowed.",
                    "それ以外の応答、タイムアウト、または許可されないURLのときに進みます。",
                ),
            ),
        ],
    };

    pub(super) fn fresh() -> Self {
        Self {
            method: Method::Get,
            url: "https://".to_owned(),
            headers: Vec::new(),
            body: None,
            timeout_s: None,
            save_as: "response".to_owned(),
        }
    }

    pub(super) fn exits(&self) -> Vec<Exit> {
        vec![Exit::required("success"), Exit::required("failure")]
    }
}

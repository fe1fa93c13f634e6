//! The vendors: the accounts that tests connect, and the webhooks that their customers cause.

use channels::{custom, line, sms};
use conversation::Channel;
use serde_json::Value;

/// The account that `World::connect` makes of every channel.
pub const ACCOUNT: &str = "main";
pub const LINE_SECRET: &str = "line-channel-secret";
pub const LINE_TOKEN: &str = "line-channel-access-token";
pub const TWILIO_TOKEN: &str = "twilio-auth-token";
pub const TWILIO_SID: &str = "AC00000000000000000000000000000001";
pub const OUR_NUMBER: &str = "+15005550006";
pub const CUSTOM_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
pub const BOT: &str = "U00000000000000000000000000000000";

/// The settings of an account, by the vendor's names.
pub fn settings(channel: Channel) -> Vec<(&'static str, &'static str)> {
    match channel {
        Channel::Line => {
            vec![("channel_secret", LINE_SECRET), ("channel_access_token", LINE_TOKEN), ("bot_user_id", BOT)]
        }
        Channel::Sms => vec![("account_sid", TWILIO_SID), ("auth_token", TWILIO_TOKEN), ("from", OUR_NUMBER)],
        Channel::Custom => vec![("secret", CUSTOM_SECRET), ("endpoint_url", "https://crm.example/in")],
        Channel::Webchat => Vec::new(),
    }
}

/// A webhook request that can be posted again and again.
#[derive(Debug, Clone)]
pub struct Webhook {
    pub channel: Channel,
    pub account: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Webhook {
    fn new(channel: Channel, account: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { channel, account: account.to_owned(), headers, body }
    }

    /// Below the public address.
    pub fn path(&self) -> String {
        format!("/webhooks/{}/{}", self.channel.as_str(), self.account)
    }
}

/// Where and when a customer writes.
#[derive(Debug, Clone, Copy)]
pub struct Deed<'a> {
    pub public_url: &'a str,
    pub account: &'a str,
    /// The vendor's own name of the event: 26 letters and digits, different for each.
    pub id: &'a str,
    pub at_ms: u64,
}

/// The signed webhook of a text message.
pub fn text_webhook(channel: Channel, deed: Deed<'_>, from: &str, text: &str) -> Webhook {
    let body = match channel {
        Channel::Line => {
            let token = format!("reply-{}", deed.id);
            let (event_id, at_ms) = (deed.id, deed.at_ms);
            let deed = line::simulate::Deed { destination: BOT, user_id: from, event_id, reply_token: &token, at_ms };
            line::simulate::text_message_body(&deed, text)
        }
        Channel::Sms => {
            let sid = format!("SM{}", deed.id);
            let wire = sms::simulate::Wire { account_sid: TWILIO_SID, message_sid: &sid, from, to: OUR_NUMBER };
            sms::simulate::form(&wire, text, &[]).into_bytes()
        }
        Channel::Custom => custom::simulate::text_body(from, text, deed.at_ms),
        Channel::Webchat => panic!("web chat has no webhook"),
    };
    signed_webhook(channel, deed, body)
}

/// The webhook of any body, as the vendor signs it.
pub fn signed_webhook(channel: Channel, deed: Deed<'_>, body: Vec<u8>) -> Webhook {
    let Deed { public_url, account, id, at_ms } = deed;
    match channel {
        Channel::Line => {
            let signature = line_signature(&body);
            let headers = [("content-type", "application/json"), ("x-line-signature", signature.as_str())];
            Webhook::new(channel, account, &headers, body)
        }
        Channel::Sms => {
            let url = format!("{public_url}/webhooks/sms/{account}");
            let form = std::str::from_utf8(&body).expect("a form is ASCII");
            let signature = sms::simulate::sign(TWILIO_TOKEN, &url, form);
            let headers =
                [("content-type", "application/x-www-form-urlencoded"), ("x-twilio-signature", signature.as_str())];
            Webhook::new(channel, account, &headers, body)
        }
        Channel::Custom => {
            let seconds = at_ms / 1000;
            let signature = custom::simulate::sign(CUSTOM_SECRET, id, seconds, &body).expect("the secret is base64");
            let seconds = seconds.to_string();
            let headers = [
                ("content-type", "application/json"),
                ("webhook-id", id),
                ("webhook-timestamp", seconds.as_str()),
                ("webhook-signature", signature.as_str()),
            ];
            Webhook::new(channel, account, &headers, body)
        }
        Channel::Webchat => panic!("web chat has no webhook"),
    }
}

fn line_signature(body: &[u8]) -> String {
    line::simulate::sign(LINE_SECRET, body)
}

/// The texts that a customer reads from a call to their vendor.
pub fn texts_of_call(channel: Channel, body: &str) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match channel {
        Channel::Line => {
            let body: Value = serde_json::from_str(body).unwrap_or_default();
            body["messages"].as_array().into_iter().flatten().map(|message| text(&message["text"])).collect()
        }
        Channel::Sms => {
            let fields = url::form_urlencoded::parse(body.as_bytes());
            fields.filter(|(name, _)| name == "Body").map(|(_, value)| value.into_owned()).collect()
        }
        Channel::Custom => {
            let body: Value = serde_json::from_str(body).unwrap_or_default();
            vec![text(&body["data"]["text"])]
        }
        Channel::Webchat => Vec::new(),
    }
}

/// Whom a call of `custom` is for.
pub fn addressee(body: &str) -> String {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    body["data"]["to"].as_str().unwrap_or_default().to_owned()
}

/// The texts that a visitor reads from a frame, each with its `seq`; their own come too and are left out.
pub fn texts_of_frame(frame: &Value) -> Vec<(u64, String)> {
    let entries = frame["entries"].as_array().into_iter().flatten();
    let others = entries.filter(|entry| entry["from"] != "customer");
    others
        .map(|entry| {
            let text = entry["content"]["text"].as_str().unwrap_or_default().to_owned();
            (entry["seq"].as_u64().unwrap_or_default(), text)
        })
        .collect()
}

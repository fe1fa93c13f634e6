//! Plays a LINE customer and LINE itself, for `/simulator` and for tests.

use conversation::ChoiceOption;
use serde_json::{Value, json};
use sha2::Sha256;

use super::{
    ALT_TEXT_UTF16, BUTTONS_ACTIONS, BUTTONS_TEXT_GRAPHEMES, DISPLAY_TEXT_UTF16, LABEL_GRAPHEMES,
    LOCATION_TEXT_GRAPHEMES, MEDIA_URL_CHARS, MESSAGES_PER_CALL, POSTBACK_DATA_UTF16, QUICK_REPLIES, TEXT_UTF16,
};
pub use crate::simulate::Shown;
use crate::{TextUnit, auth};

/// Who does something, and the ids that LINE would give to it.
#[derive(Debug, Clone)]
pub struct Deed<'a> {
    /// The bot's user id.
    pub destination: &'a str,
    pub user_id: &'a str,
    /// `webhookEventId`; also the message's id where a message comes with it.
    pub event_id: &'a str,
    pub reply_token: &'a str,
    /// Unix milliseconds.
    pub at_ms: u64,
}

pub fn text_message_body(deed: &Deed, text: &str) -> Vec<u8> {
    message_body(deed, json!({ "id": deed.event_id, "type": "text", "text": text }))
}

/// An image held by LINE, or one at an `https:` address of somebody else.
pub fn image_message_body(deed: &Deed, external_url: Option<&str>) -> Vec<u8> {
    let provider = match external_url {
        None => json!({ "type": "line" }),
        Some(url) => json!({ "type": "external", "originalContentUrl": url, "previewImageUrl": url }),
    };
    message_body(deed, json!({ "id": deed.event_id, "type": "image", "contentProvider": provider }))
}

pub fn sticker_message_body(deed: &Deed, package_id: &str, sticker_id: &str) -> Vec<u8> {
    message_body(
        deed,
        json!({ "id": deed.event_id, "type": "sticker", "packageId": package_id, "stickerId": sticker_id }),
    )
}

pub fn location_message_body(deed: &Deed, title: &str, latitude: f64, longitude: f64) -> Vec<u8> {
    message_body(
        deed,
        json!({
            "id": deed.event_id, "type": "location", "title": title, "latitude": latitude, "longitude": longitude,
        }),
    )
}

/// A tap on a button or quick reply.
pub fn postback_body(deed: &Deed, data: &str) -> Vec<u8> {
    body(deed, json!({ "type": "postback", "replyToken": deed.reply_token, "postback": { "data": data } }))
}

pub fn follow_body(deed: &Deed) -> Vec<u8> {
    body(deed, json!({ "type": "follow", "replyToken": deed.reply_token, "follow": { "isUnblocked": false } }))
}

pub fn unfollow_body(deed: &Deed) -> Vec<u8> {
    body(deed, json!({ "type": "unfollow" }))
}

pub fn unsend_body(deed: &Deed, message_id: &str) -> Vec<u8> {
    body(deed, json!({ "type": "unsend", "unsend": { "messageId": message_id } }))
}

/// What the console's "Verify" button posts.
pub fn verify_body(destination: &str) -> Vec<u8> {
    json!({ "destination": destination, "events": [] }).to_string().into_bytes()
}

/// The value of `x-line-signature`.
pub fn sign(channel_secret: &str, body: &[u8]) -> String {
    auth::sign::<Sha256>(channel_secret.as_bytes(), &[body])
}

fn message_body(deed: &Deed, message: Value) -> Vec<u8> {
    body(deed, json!({ "type": "message", "replyToken": deed.reply_token, "message": message }))
}

fn body(deed: &Deed, mut event: Value) -> Vec<u8> {
    event["mode"] = json!("active");
    event["timestamp"] = json!(deed.at_ms);
    event["source"] = json!({ "type": "user", "userId": deed.user_id });
    event["webhookEventId"] = json!(deed.event_id);
    event["deliveryContext"] = json!({ "isRedelivery": false });
    json!({ "destination": deed.destination, "events": [event] }).to_string().into_bytes()
}

/// LINE's answer to a call that it took.
pub fn accepted_body(message_ids: &[String]) -> String {
    let sent: Vec<Value> = message_ids.iter().map(|id| json!({ "id": id, "quoteToken": "simulated" })).collect();
    json!({ "sentMessages": sent }).to_string()
}

/// LINE's answer, with status 400, to a call that it refused.
pub fn refused_body(message: &str) -> String {
    json!({ "message": message }).to_string()
}

/// Reads the body of a reply or push as LINE would: what the customer sees, or why LINE would answer 400.
pub fn check_outgoing(body: &[u8]) -> Result<Vec<Shown>, String> {
    let body: Value =
        serde_json::from_slice(body).map_err(|_| "The request body could not be parsed as JSON".to_owned())?;
    let messages = body["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    within("messages", messages.len(), 1, MESSAGES_PER_CALL)?;
    messages
        .iter()
        .enumerate()
        .map(|(index, message)| shown(message).map_err(|reason| format!("messages[{index}]: {reason}")))
        .collect()
}

fn shown(message: &Value) -> Result<Shown, String> {
    let mut shown = match message["type"].as_str() {
        Some("text") => Shown::text(string(message, "text", TEXT_UTF16, TextUnit::Utf16)?),
        Some("image") => {
            media_url(message, "previewImageUrl")?;
            Shown { image_url: Some(media_url(message, "originalContentUrl")?), ..Shown::default() }
        }
        Some("template") => template(message)?,
        Some("location") => location(message)?,
        other => return Err(format!("type {other:?} is not supported by this simulator")),
    };
    if let Some(items) = message["quickReply"]["items"].as_array() {
        within("quickReply.items", items.len(), 1, QUICK_REPLIES)?;
        add_actions(&mut shown, items.iter().map(|item| &item["action"]))?;
    }
    Ok(shown)
}

fn template(message: &Value) -> Result<Shown, String> {
    string(message, "altText", ALT_TEXT_UTF16, TextUnit::Utf16)?;
    let template = &message["template"];
    if template["type"] != "buttons" {
        return Err("only buttons templates are supported by this simulator".to_owned());
    }
    let mut shown = Shown::text(string(template, "text", BUTTONS_TEXT_GRAPHEMES, TextUnit::Graphemes)?);
    let actions = template["actions"].as_array().map(Vec::as_slice).unwrap_or_default();
    within("actions", actions.len(), 1, BUTTONS_ACTIONS)?;
    add_actions(&mut shown, actions.iter())?;
    Ok(shown)
}

fn location(message: &Value) -> Result<Shown, String> {
    let title = string(message, "title", LOCATION_TEXT_GRAPHEMES, TextUnit::Graphemes)?;
    let address = string(message, "address", LOCATION_TEXT_GRAPHEMES, TextUnit::Graphemes)?;
    let degrees = |name: &str, most: f64| {
        let value = message[name].as_f64().filter(|value| value.abs() <= most);
        value.map(drop).ok_or_else(|| format!("{name} is missing or out of range"))
    };
    degrees("latitude", 90.0)?;
    degrees("longitude", 180.0)?;
    Ok(Shown::text(format!("{title}\n{address}")))
}

fn add_actions<'a>(shown: &mut Shown, actions: impl Iterator<Item = &'a Value>) -> Result<(), String> {
    for action in actions {
        if action["type"] != "postback" {
            return Err("only postback actions are supported by this simulator".to_owned());
        }
        let label = string(action, "label", LABEL_GRAPHEMES, TextUnit::Graphemes)?;
        let id = string(action, "data", POSTBACK_DATA_UTF16, TextUnit::Utf16)?;
        let tapped = match &action["displayText"] {
            Value::Null => String::new(),
            _ => string(action, "displayText", DISPLAY_TEXT_UTF16, TextUnit::Utf16)?,
        };
        shown.options.push(ChoiceOption { id, label });
        shown.tap_texts.push(tapped);
    }
    Ok(())
}

fn media_url(message: &Value, name: &str) -> Result<String, String> {
    let url = string(message, name, MEDIA_URL_CHARS, TextUnit::Chars)?;
    if url.starts_with("https://") { Ok(url) } else { Err(format!("{name} must be an https URL")) }
}

fn string(value: &Value, name: &str, most: usize, unit: TextUnit) -> Result<String, String> {
    let text = value[name].as_str().unwrap_or_default();
    if text.trim().is_empty() {
        return Err(format!("{name} may not be empty"));
    }
    within(name, unit.measure(text), 1, most)?;
    Ok(text.to_owned())
}

fn within(name: &str, size: usize, least: usize, most: usize) -> Result<(), String> {
    if (least..=most).contains(&size) {
        Ok(())
    } else {
        Err(format!("{name}: size must be between {least} and {most}, was {size}"))
    }
}

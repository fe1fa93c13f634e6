//! A webhook body to events. Each event is read on its own: one that cannot be read is told of, and the others stay.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use conversation::{Channel, Content, Identity, Inbound, InboundKind, Media, MediaKind, MediaSource};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::auth::setting;
use crate::{Account, NotTaken, Parsed, Unreadable, no_json};

#[derive(Deserialize)]
struct Envelope<'a> {
    destination: Option<String>,
    #[serde(borrow)]
    events: Vec<&'a RawValue>,
}

pub(super) fn parse(account: &Account, body: &[u8], now_ms: u64) -> Result<Parsed, NotTaken> {
    let envelope: Envelope =
        serde_json::from_slice(body).map_err(|cause| Unreadable { channel: "line", reason: no_json(&cause) })?;
    if let Some(bot_user_id) = setting(account, "bot_user_id")
        && envelope.destination.as_deref() != Some(bot_user_id)
    {
        return Err(NotTaken::ForAnother { setting: "bot_user_id" });
    }
    let mut parsed = Parsed::default();
    for (index, raw) in envelope.events.iter().enumerate() {
        match inbound(account, raw.get(), now_ms) {
            Ok(event) => parsed.events.push(event),
            Err(reason) => parsed.unreadable.push(format!("event {}: {reason}", index + 1)),
        }
    }
    // LINE does not promise an order within a body; the time stamps give it. The sort is stable.
    parsed.events.sort_by_key(|event| event.occurred_at_ms);
    Ok(parsed)
}

/// One event, or why it cannot be read: half a character in a text, a number that no number can hold, no `type`.
fn inbound(account: &Account, raw: &str, now_ms: u64) -> Result<Inbound, String> {
    let event: Value = serde_json::from_str(raw).map_err(|cause| no_json(&cause))?;
    let type_name = text(&event["type"]).ok_or("it has no `type`")?;
    let address = address(&event["source"]);
    Ok(Inbound {
        identity: Identity { channel: Channel::Line, account: account.id.to_owned(), address: address.to_owned() },
        event_key: event_key(&event),
        occurred_at_ms: event["timestamp"].as_u64().unwrap_or(now_ms),
        kind: kind(&event, type_name, address),
        display_name: None,
        language: None,
    })
}

/// Where an answer goes: the group or room if there is one, else the person, else nowhere.
fn address(source: &Value) -> &str {
    ["groupId", "roomId", "userId"].into_iter().find_map(|field| text(&source[field])).unwrap_or_default()
}

/// `webhookEventId`, which LINE repeats when it delivers again. An event without one is known by its content, less
/// the mark that says whether it is a repeat.
fn event_key(event: &Value) -> String {
    if let Some(id) = text(&event["webhookEventId"]) {
        return id.to_owned();
    }
    let mut content = event.clone();
    if let Some(fields) = content.as_object_mut() {
        fields.remove("deliveryContext");
    }
    format!("sha256:{}", URL_SAFE_NO_PAD.encode(Sha256::digest(content.to_string())))
}

fn kind(event: &Value, type_name: &str, address: &str) -> InboundKind {
    // These say what happened, and nobody has to answer: they hold in standby too.
    match type_name {
        "unsend" => {
            if let Some(id) = text(&event["unsend"]["messageId"]) {
                return InboundKind::Unsent { provider_message_id: id.to_owned() };
            }
        }
        "unfollow" => return InboundKind::Blocked,
        _ => {}
    }
    if event["mode"] == "standby" {
        // Another module of the channel holds the chat: to answer would be to talk over it.
        return InboundKind::Unknown { type_name: format!("{type_name} (standby)") };
    }
    let known = if address.is_empty() {
        None
    } else {
        match type_name {
            "message" => message(&event["message"], &event["replyToken"]),
            "postback" => postback(&event["postback"], &event["replyToken"]),
            "follow" => Some(InboundKind::Opened { reply_token: text(&event["replyToken"]).map(str::to_owned) }),
            _ => None,
        }
    };
    known.unwrap_or_else(|| InboundKind::Unknown { type_name: type_name.to_owned() })
}

fn message(message: &Value, reply_token: &Value) -> Option<InboundKind> {
    Some(InboundKind::Message {
        content: content(message)?,
        provider_message_id: text(&message["id"]).map(str::to_owned),
        reply_token: text(reply_token).map(str::to_owned),
    })
}

fn postback(postback: &Value, reply_token: &Value) -> Option<InboundKind> {
    // A date picker's choice comes beside the data, and is the one label that LINE tells.
    let params = &postback["params"];
    let picked = ["datetime", "date", "time"].into_iter().find_map(|field| text(&params[field]));
    Some(InboundKind::Message {
        content: Content::Picked {
            id: text(&postback["data"])?.to_owned(),
            label: picked.unwrap_or_default().to_owned(),
        },
        provider_message_id: None,
        reply_token: text(reply_token).map(str::to_owned),
    })
}

/// `None` only where the message says not even what it is.
fn content(message: &Value) -> Option<Content> {
    let type_name = text(&message["type"])?;
    let known = match type_name {
        "text" => message["text"].as_str().map(Content::text),
        "image" => media(message, MediaKind::Image),
        "video" => media(message, MediaKind::Video),
        "audio" => media(message, MediaKind::Audio),
        "file" => media(message, MediaKind::File),
        "location" => location(message),
        "sticker" => Some(Content::Sticker { name: sticker_name(message) }),
        _ => None,
    };
    Some(known.unwrap_or_else(|| Content::Unknown { type_name: type_name.to_owned() }))
}

fn media(message: &Value, kind: MediaKind) -> Option<Content> {
    let provider = &message["contentProvider"];
    let source = if provider["type"] == "external" {
        // Chosen by whoever wrote the message: an open address, never one that gets our credentials.
        let url = text(&provider["originalContentUrl"]).filter(|url| url.starts_with("https://"))?;
        MediaSource::Url(url.to_owned())
    } else {
        MediaSource::Provider(text(&message["id"])?.to_owned())
    };
    let alt = text(&message["fileName"]).unwrap_or_default().to_owned();
    Some(Content::Media(Media { kind, source, alt, caption: String::new() }))
}

fn location(message: &Value) -> Option<Content> {
    let words: Vec<&str> = ["title", "address"].into_iter().filter_map(|field| text(&message[field])).collect();
    Some(Content::Location {
        latitude: message["latitude"].as_f64()?,
        longitude: message["longitude"].as_f64()?,
        label: words.join(", "),
    })
}

fn sticker_name(message: &Value) -> String {
    text(&message["text"]).or_else(|| text(&message["keywords"][0])).map_or_else(
        || {
            let id = |field: &str| text(&message[field]).unwrap_or("?").to_owned();
            format!("sticker {}/{}", id("packageId"), id("stickerId"))
        },
        str::to_owned,
    )
}

/// A string that says something.
fn text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

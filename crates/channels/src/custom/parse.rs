//! One event per body.

use conversation::{Channel, Content, DeliveryStatus, Identity, Inbound, InboundKind, Media, MediaKind, MediaSource};
use jiff::Timestamp;
use serde_json::Value;

use super::verify::ID_HEADER;
use crate::{Account, Unreadable, WebhookRequest, no_json};

pub(super) fn parse(account: &Account, request: &WebhookRequest, now_ms: u64) -> Result<Inbound, Unreadable> {
    let body: Value = serde_json::from_slice(request.body).map_err(|cause| unreadable(no_json(&cause)))?;
    let type_name = text(&body["type"]).ok_or_else(|| unreadable("it has no `type`"))?;
    let data = &body["data"];
    let event_key = request.header(ID_HEADER).ok_or_else(|| unreadable("it has no `webhook-id`"))?;
    let kind = match type_name {
        "message.received" => message(data, event_key)?,
        "message.delivered" => receipt(data, DeliveryStatus::Delivered)?,
        "message.read" => receipt(data, DeliveryStatus::Read)?,
        "message.failed" => receipt(data, DeliveryStatus::Rejected)?,
        other => InboundKind::Unknown { type_name: other.to_owned() },
    };
    let address = match (text(&data["from"]), &kind) {
        (Some(from), _) => from,
        // About nobody in particular, as far as we can tell.
        (None, InboundKind::Unknown { .. }) => "",
        (None, _) => return Err(unreadable("`data.from` must name the sender, as a string")),
    };
    Ok(Inbound {
        identity: Identity { channel: Channel::Custom, account: account.id.to_owned(), address: address.to_owned() },
        event_key: event_key.to_owned(),
        occurred_at_ms: occurred_at_ms(&body["timestamp"]).unwrap_or(now_ms),
        kind,
        display_name: text(&data["name"]).map(str::to_owned),
        language: text(&data["language"]).filter(|tag| is_language_tag(tag)).map(str::to_owned),
    })
}

fn unreadable(reason: impl Into<String>) -> Unreadable {
    Unreadable { channel: "custom", reason: reason.into() }
}

fn message(data: &Value, event_key: &str) -> Result<InboundKind, Unreadable> {
    let content = content(data).ok_or_else(|| {
        unreadable("`data` needs a `text`, an `image` with an https `url`, or a `choice` with an `id`")
    })?;
    let provider_message_id = Some(text(&data["id"]).unwrap_or(event_key).to_owned());
    Ok(InboundKind::Message { content, provider_message_id, reply_token: None })
}

fn content(data: &Value) -> Option<Content> {
    let words = data["text"].as_str();
    if let Some(id) = field_or_self(&data["choice"], "id") {
        let label = text(&data["choice"]["label"]).or(words).unwrap_or_default();
        return Some(Content::Picked { id: id.to_owned(), label: label.to_owned() });
    }
    if let Some(url) = field_or_self(&data["image"], "url").filter(|url| url.starts_with("https://")) {
        return Some(Content::Media(Media {
            kind: MediaKind::Image,
            source: MediaSource::Url(url.to_owned()),
            alt: text(&data["image"]["alt"]).unwrap_or_default().to_owned(),
            caption: words.unwrap_or_default().to_owned(),
        }));
    }
    words.map(Content::text)
}

/// `{"url": "…"}` and `"…"` say the same.
fn field_or_self<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    text(value).or_else(|| text(&value[name]))
}

fn receipt(data: &Value, status: DeliveryStatus) -> Result<InboundKind, Unreadable> {
    let id = text(&data["message_id"])
        .ok_or_else(|| unreadable("`data.message_id` must be the `webhook-id` of the message reported on"))?;
    let error = text(&data["error"]).map(str::to_owned);
    Ok(InboundKind::Receipt { provider_message_id: id.to_owned(), status, error })
}

/// RFC 3339 to Unix milliseconds; a time before 1970 is no time.
fn occurred_at_ms(timestamp: &Value) -> Option<u64> {
    let parsed: Timestamp = timestamp.as_str()?.parse().ok()?;
    u64::try_from(parsed.as_millisecond()).ok()
}

/// The shape of a BCP 47 tag: subtags of letters and digits, 35 characters at most (RFC 5646, 4.4.1).
fn is_language_tag(tag: &str) -> bool {
    tag.len() <= 35
        && tag
            .split('-')
            .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

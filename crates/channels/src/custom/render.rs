//! Content to one `message.sent`, signed.

use conversation::{Content, MediaKind};
use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;

use super::verify::{ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, keys, signatures};
use crate::auth::setting;
use crate::plain::{is_on_earth, link, plain};
use crate::text::label;
use crate::{Account, Attempt, Degraded, Outgoing, Part, Rendered};

pub(super) fn render(account: &Account, outgoing: &Outgoing) -> Rendered {
    let mut rendered = Rendered { parts: Vec::new(), degraded: Vec::new() };
    for (index, content) in outgoing.contents.iter().enumerate() {
        let (data, loss) = data(outgoing, content);
        let mut degraded: Vec<Degraded> = loss.into_iter().collect();
        if data["text"].as_str().unwrap_or_default().trim().is_empty() {
            degraded.push(Degraded::NothingToShow);
        } else {
            let attempts = attempt(account, outgoing, index, &data).into_iter().collect();
            rendered.parts.push(Part { attempts, shows: vec![index] });
        }
        rendered.degraded.push(degraded);
    }
    rendered
}

/// Everything as text, and beside it the structure for clients that can show more. Where the structure carries what
/// the text only describes, nothing is lost.
fn data(outgoing: &Outgoing, content: &Content) -> (Value, Option<Degraded>) {
    let (text, loss) = plain(content);
    let mut data = json!({ "to": outgoing.identity.address, "text": text });
    match content {
        Content::Choice { text, options } if !options.is_empty() => {
            let options: Vec<Value> =
                options.iter().map(|option| json!({ "id": option.id, "label": label(option) })).collect();
            data["prompt"] = json!(text);
            data["options"] = json!(options);
        }
        Content::Media(media) => {
            let Some(url) = link(media) else { return (data, loss) };
            let kind = match media.kind {
                MediaKind::Image => "image",
                MediaKind::Video => "video",
                MediaKind::Audio => "audio",
                MediaKind::File => "file",
            };
            data["media"] = json!({ "kind": kind, "url": url, "alt": media.alt, "caption": media.caption });
        }
        Content::Location { latitude, longitude, label } if is_on_earth(*latitude, *longitude) => {
            data["location"] = json!({ "latitude": latitude, "longitude": longitude, "label": label });
        }
        _ => return (data, loss),
    }
    (data, None)
}

fn attempt(account: &Account, outgoing: &Outgoing, index: usize, data: &Value) -> Option<Attempt> {
    let endpoint = Url::parse(setting(account, "endpoint_url")?).ok()?;
    if !matches!(endpoint.scheme(), "https" | "http") {
        return None;
    }
    let keys = keys(account).ok()?;
    let id = webhook_id(&outgoing.part_key(index));
    let sent_at = Timestamp::from_millisecond(outgoing.now_ms.try_into().ok()?).ok()?;
    let timestamp_s = outgoing.now_ms / 1_000;
    let body =
        json!({ "type": "message.sent", "timestamp": sent_at.to_string(), "data": data }).to_string().into_bytes();
    let signature = signatures(&keys, &id, timestamp_s, &body);
    Some(Attempt {
        method: "POST",
        path: endpoint.into(),
        headers: vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            (ID_HEADER.to_owned(), id),
            (TIMESTAMP_HEADER.to_owned(), timestamp_s.to_string()),
            (SIGNATURE_HEADER.to_owned(), signature),
        ],
        body,
        idempotent: true,
    })
}

/// A whole address. `http` is for stand-ins that an operator names; elsewhere the sender refuses it.
pub(super) fn is_address(endpoint_url: &str) -> bool {
    Url::parse(endpoint_url).is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host())
}

/// The same at every repeat of a send; without dots, which the signed text uses between its parts.
fn webhook_id(retry_key: &str) -> String {
    format!("msg_{}", retry_key.replace('.', "_"))
}

//! Plays the system behind a custom channel, for `/simulator` and for tests.

use conversation::ChoiceOption;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::verify::{decode_secret, signatures};
pub use crate::simulate::Shown;

/// The smallest message. `at_ms` in Unix milliseconds.
pub fn text_body(from: &str, text: &str, at_ms: u64) -> Vec<u8> {
    body(at_ms, json!({ "from": from, "text": text }))
}

pub fn image_body(from: &str, url: &str, alt: &str, at_ms: u64) -> Vec<u8> {
    body(at_ms, json!({ "from": from, "image": { "url": url, "alt": alt } }))
}

/// A tap on an option.
pub fn choice_body(from: &str, id: &str, label: &str, at_ms: u64) -> Vec<u8> {
    body(at_ms, json!({ "from": from, "choice": { "id": id, "label": label } }))
}

fn body(at_ms: u64, data: Value) -> Vec<u8> {
    let at = i64::try_from(at_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).unwrap_or_default();
    json!({ "type": "message.received", "timestamp": at.to_string(), "data": data }).to_string().into_bytes()
}

/// The value of `webhook-signature`, or `None` when the secret is not base64 or empty.
pub fn sign(secret: &str, webhook_id: &str, timestamp_s: u64, body: &[u8]) -> Option<String> {
    Some(signatures(&[decode_secret(secret)?], webhook_id, timestamp_s, body))
}

/// Reads a `message.sent` as a client that shows buttons and pictures would.
pub fn check_outgoing(body: &[u8]) -> Result<Shown, String> {
    let body: Value = serde_json::from_slice(body).map_err(|cause| cause.to_string())?;
    if body["type"] != "message.sent" {
        return Err("the type is not `message.sent`".to_owned());
    }
    let data = &body["data"];
    let string = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let options: Vec<ChoiceOption> = data["options"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .map(|option| ChoiceOption { id: string(&option["id"]), label: string(&option["label"]) })
        .collect();
    let media = &data["media"];
    let image_url = (media["kind"] == "image").then(|| string(&media["url"]));
    let text = match (&data["prompt"], &image_url) {
        (Value::String(prompt), _) => prompt.clone(),
        (_, Some(_)) => string(&media["caption"]),
        _ => string(&data["text"]),
    };
    let tap_texts = options.iter().map(|option| option.label.clone()).collect();
    Ok(Shown { text, options, tap_texts, image_url })
}

//! Plays a person with a phone and Twilio itself, for `/simulator` and for tests.

use serde_json::json;
use sha1::Sha1;
use url::form_urlencoded;

use super::form::Form;
use super::{BODY_CHARS, MEDIA};
use crate::auth;
pub use crate::simulate::Shown;

/// A message on its way between a phone and a Twilio number.
#[derive(Debug, Clone)]
pub struct Wire<'a> {
    pub account_sid: &'a str,
    pub message_sid: &'a str,
    pub from: &'a str,
    pub to: &'a str,
}

/// A media file that a person attaches: address and content type.
pub type Attachment<'a> = (&'a str, &'a str);

/// The form of an inbound message.
pub fn form(wire: &Wire, body: &str, media: &[Attachment]) -> String {
    let mut form = common(wire);
    form.append_pair("SmsStatus", "received");
    form.append_pair("Body", body);
    form.append_pair("NumMedia", &media.len().to_string());
    for (index, (url, content_type)) in media.iter().enumerate() {
        form.append_pair(&format!("MediaUrl{index}"), url);
        form.append_pair(&format!("MediaContentType{index}"), content_type);
    }
    form.finish()
}

/// The form of a report on one of our messages, which went `from` us `to` the person.
pub fn status_form(wire: &Wire, status: &str, error_code: Option<u32>) -> String {
    let mut form = common(wire);
    form.append_pair("MessageStatus", status);
    if let Some(code) = error_code {
        form.append_pair("ErrorCode", &code.to_string());
    }
    form.finish()
}

fn common(wire: &Wire) -> form_urlencoded::Serializer<'static, String> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("MessageSid", wire.message_sid);
    form.append_pair("AccountSid", wire.account_sid);
    form.append_pair("From", wire.from);
    form.append_pair("To", wire.to);
    form
}

/// The value of `X-Twilio-Signature` for a form posted to `url`.
pub fn sign(auth_token: &str, url: &str, form: &str) -> String {
    let params = Form::decode(form.as_bytes()).signed_bytes();
    auth::sign::<Sha1>(auth_token.as_bytes(), &[url.as_bytes(), &params])
}

/// Why Twilio does not take a message: status 400 with this code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Refusal {
    pub code: u32,
    pub message: &'static str,
}

/// Reads the form of a `Messages.json` call as Twilio would: what the person sees, or the error.
pub fn check_outgoing(body: &[u8]) -> Result<Shown, Refusal> {
    let form = Form::decode(body);
    let refuse = |code, message| Err(Refusal { code, message });
    let text = form.get("Body").unwrap_or_default().into_owned();
    let media: Vec<String> =
        form_urlencoded::parse(body).filter(|(key, _)| key == "MediaUrl").map(|(_, url)| url.into_owned()).collect();
    if form.get("To").is_none() {
        return refuse(21604, "A 'To' phone number is required.");
    }
    if form.get("From").or_else(|| form.get("MessagingServiceSid")).is_none() {
        return refuse(21603, "A 'From' phone number is required.");
    }
    if text.is_empty() && media.is_empty() {
        return refuse(21602, "Message body is required.");
    }
    if text.chars().count() > BODY_CHARS {
        return refuse(21617, "The concatenated message body exceeds the 1600 character limit.");
    }
    if media.len() > MEDIA {
        return refuse(21623, "Number of media files exceeds allowed limit.");
    }
    Ok(Shown { image_url: media.into_iter().next(), ..Shown::text(text) })
}

/// Twilio's answer, with status 201, to a message that it took.
pub fn accepted_body(message_sid: &str) -> String {
    json!({ "sid": message_sid, "status": "queued", "error_code": null, "error_message": null }).to_string()
}

/// Twilio's answer, with status 400, to a message that it refused.
pub fn refused_body(refusal: &Refusal) -> String {
    json!({ "code": refusal.code, "message": refusal.message, "status": 400 }).to_string()
}

//! A form to events: messages, taps (WhatsApp through Twilio), opt-outs, and reports of what became of our messages.

use conversation::{Channel, Content, DeliveryStatus, Identity, Inbound, InboundKind, Media, MediaKind, MediaSource};

use super::MEDIA;
use super::answer::explained;
use super::form::{BodyKind, Form};
use super::phone::{address, is_messaging_service};
use crate::auth::setting;
use crate::{Account, NotTaken, Parsed, Unreadable, WebhookRequest};

/// Bodies that mean STOP where Twilio did not say so itself (`OptOutType` comes with Advanced Opt-Out only). CANCEL,
/// END and QUIT are on Twilio's list too, but people answer bots with them.
const STOP_WORDS: [&str; 3] = ["STOP", "STOPALL", "UNSUBSCRIBE"];

pub(super) fn parse(account: &Account, request: &WebhookRequest, now_ms: u64) -> Result<Parsed, NotTaken> {
    let form = match BodyKind::of(request) {
        Some(BodyKind::Json) => Form::from_json(request.body).ok_or_else(|| unreadable("it is no JSON object"))?,
        Some(BodyKind::Form) | None => Form::decode(request.body),
    };
    let sid = form.get("MessageSid").or_else(|| form.get("SmsSid"));
    let sid = sid.ok_or_else(|| unreadable("it has no MessageSid"))?.into_owned();
    let account_sid = form.get("AccountSid").ok_or_else(|| unreadable("it has no AccountSid"))?;
    let status = form.get("MessageStatus");
    let (ours, theirs) = if status.is_some() { ("From", "To") } else { ("To", "From") };
    let person = form.get(theirs).ok_or_else(|| unreadable(&format!("it has no {theirs}")))?;
    if setting(account, "account_sid") != Some(&account_sid) {
        return Err(NotTaken::ForAnother { setting: "account_sid" });
    }
    if !is_our_number(account, &form, ours) {
        return Err(NotTaken::ForAnother { setting: "from" });
    }
    let event = |event_key: String, kind: InboundKind| Inbound {
        identity: Identity { channel: Channel::Sms, account: account.id.to_owned(), address: address(&person) },
        event_key,
        occurred_at_ms: now_ms,
        kind,
        display_name: form.get("ProfileName").map(|name| name.into_owned()),
        language: None,
    };
    if let Some(status) = status {
        return Ok(vec![event(format!("{sid}:{status}"), receipt(&sid, &status, &form))].into());
    }
    if let Some(kind) = consent(&form) {
        return Ok(vec![event(sid, kind)].into());
    }
    let messages = contents(&form).into_iter().enumerate().map(|(index, content)| {
        let event_key = if index == 0 { sid.clone() } else { format!("{sid}:{index}") };
        let provider_message_id = Some(sid.clone());
        event(event_key, InboundKind::Message { content, provider_message_id, reply_token: None })
    });
    Ok(messages.collect::<Vec<_>>().into())
}

fn unreadable(reason: &str) -> Unreadable {
    Unreadable { channel: "sms", reason: reason.to_owned() }
}

/// Whether the number at our end is the configured one. A Messaging Service has many; it is named in a field of its
/// own, which reports may lack.
fn is_our_number(account: &Account, form: &Form, field: &str) -> bool {
    match setting(account, "from") {
        None => true,
        Some(from) if is_messaging_service(from) => {
            form.get("MessagingServiceSid").is_none_or(|service| service == from)
        }
        Some(from) => form.get(field).is_some_and(|number| address(&number) == address(from)),
    }
}

fn receipt(sid: &str, status: &str, form: &Form) -> InboundKind {
    let status = match status {
        "accepted" | "scheduled" | "queued" | "sending" => DeliveryStatus::Accepted,
        "sent" => DeliveryStatus::Sent,
        "delivered" => DeliveryStatus::Delivered,
        "read" => DeliveryStatus::Read,
        "undelivered" | "failed" | "canceled" => DeliveryStatus::Rejected,
        other => return InboundKind::Unknown { type_name: format!("MessageStatus {other}") },
    };
    let error = form.get("ErrorCode").filter(|code| code != "0").map(|code| explained(&code));
    InboundKind::Receipt { provider_message_id: sid.to_owned(), status, error }
}

/// Opting out and back in. HELP is answered by Twilio itself, so it is kept and not answered again.
fn consent(form: &Form) -> Option<InboundKind> {
    match form.get("OptOutType").as_deref() {
        Some("STOP") => Some(InboundKind::Blocked),
        Some("START") => Some(InboundKind::Opened { reply_token: None }),
        Some(other) => Some(InboundKind::Unknown { type_name: format!("OptOutType {other}") }),
        None => {
            let body = form.get("Body")?.trim().to_ascii_uppercase();
            STOP_WORDS.contains(&body.as_str()).then_some(InboundKind::Blocked)
        }
    }
}

fn contents(form: &Form) -> Vec<Content> {
    let field = |name: &str| form.get(name).map(|text| text.into_owned());
    let body = field("Body").unwrap_or_default();
    if let Some(id) = field("ButtonPayload") {
        return vec![Content::Picked { id, label: field("ButtonText").unwrap_or(body) }];
    }
    let degrees = |name: &str| field(name)?.parse::<f64>().ok();
    if let (Some(latitude), Some(longitude)) = (degrees("Latitude"), degrees("Longitude")) {
        let words: Vec<String> = ["Label", "Address"].into_iter().filter_map(field).collect();
        return vec![Content::Location { latitude, longitude, label: words.join(", ") }];
    }
    let count = field("NumMedia").and_then(|count| count.parse().ok()).unwrap_or(0).min(MEDIA);
    if count == 0 {
        return vec![Content::Text(body)];
    }
    (0..count).map(|index| media(form, index, if index == 0 { body.clone() } else { String::new() })).collect()
}

fn media(form: &Form, index: usize, caption: String) -> Content {
    let Some(url) = form.get(&format!("MediaUrl{index}")) else {
        return Content::Unknown { type_name: format!("media without MediaUrl{index}") };
    };
    let kind = match form.get(&format!("MediaContentType{index}")).as_deref().and_then(|kind| kind.split('/').next()) {
        Some("image") => MediaKind::Image,
        Some("video") => MediaKind::Video,
        Some("audio") => MediaKind::Audio,
        _ => MediaKind::File,
    };
    // Twilio's own hosts want the account's credentials; any other host must never get them.
    let source =
        if is_twilio(&url) { MediaSource::Provider(url.into_owned()) } else { MediaSource::Url(url.into_owned()) };
    Content::Media(Media { kind, source, alt: String::new(), caption })
}

fn is_twilio(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| {
        let host = url.host_str().unwrap_or_default();
        url.scheme() == "https" && (host == "twilio.com" || host.ends_with(".twilio.com"))
    })
}

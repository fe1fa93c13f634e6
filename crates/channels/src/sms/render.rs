//! Content to `Messages.json` calls. Options are numbered lines, in the order given.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use conversation::{Content, MediaKind};
use url::form_urlencoded;

use super::BODY_CHARS;
use super::phone::{address, is_messaging_service};
use crate::auth::{secret, setting};
use crate::plain::{https_link, plain};
use crate::text::split;
use crate::{Account, Attempt, Degraded, Outgoing, Part, Rendered, TextUnit};

/// Room for `(12/34) ` in front of a part. Carriers deliver in any order, so from three parts on they say their place.
const PLACE_CHARS: usize = 10;

pub(super) fn render(account: &Account, outgoing: &Outgoing) -> Rendered {
    let mut rendered = Rendered { parts: Vec::new(), degraded: Vec::new() };
    for (index, content) in outgoing.contents.iter().enumerate() {
        let (messages, degraded) = messages(account, content);
        rendered.parts.extend(messages.iter().map(|message| Part {
            attempts: attempt(account, outgoing, message).into_iter().collect(),
            shows: vec![index],
        }));
        rendered.degraded.push(degraded);
    }
    rendered
}

/// One SMS or MMS.
struct Message<'a> {
    body: String,
    media_url: Option<&'a str>,
}

fn messages<'a>(account: &Account, content: &'a Content) -> (Vec<Message<'a>>, Vec<Degraded>) {
    let mut degraded = Vec::new();
    let (media_url, text) = match content {
        Content::Media(media) if media.kind == MediaKind::Image && setting(account, "mms") == Some("true") => {
            match https_link(media) {
                Some(url) => (Some(url), media.caption.clone()),
                None => (None, lossy(content, &mut degraded)),
            }
        }
        content => (None, lossy(content, &mut degraded)),
    };
    let mut bodies = bodies(&text);
    if bodies.len() > 1 {
        degraded.push(Degraded::TextSplit);
    }
    if bodies.is_empty() {
        if media_url.is_some() {
            bodies.push(String::new());
        } else {
            degraded.push(Degraded::NothingToShow);
        }
    }
    let with_media = |(index, body)| Message { body, media_url: media_url.filter(|_| index == 0) };
    (bodies.into_iter().enumerate().map(with_media).collect(), degraded)
}

fn lossy(content: &Content, degraded: &mut Vec<Degraded>) -> String {
    let (text, loss) = plain(content);
    degraded.extend(loss);
    text
}

fn bodies(text: &str) -> Vec<String> {
    let pieces = |limit: usize| -> Vec<&str> {
        split(text, limit, TextUnit::Septets).into_iter().filter(|piece| !piece.trim().is_empty()).collect()
    };
    let whole = pieces(BODY_CHARS);
    if whole.len() <= 2 {
        return whole.into_iter().map(str::to_owned).collect();
    }
    let placed = pieces(BODY_CHARS - PLACE_CHARS);
    let count = placed.len();
    placed.into_iter().enumerate().map(|(index, piece)| format!("({}/{count}) {piece}", index + 1)).collect()
}

/// The call, or `None` where the account lacks what it needs.
fn attempt(account: &Account, outgoing: &Outgoing, message: &Message) -> Option<Attempt> {
    // The SID becomes part of the path: letters and digits, or it is none.
    let account_sid =
        setting(account, "account_sid").filter(|sid| sid.bytes().all(|byte| byte.is_ascii_alphanumeric()))?;
    let auth_token = secret(account, "auth_token")?;
    let from = setting(account, "from")?;
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("To", &address(&outgoing.identity.address));
    form.append_pair(if is_messaging_service(from) { "MessagingServiceSid" } else { "From" }, from);
    if !message.body.is_empty() {
        form.append_pair("Body", &message.body);
    }
    if let Some(url) = message.media_url {
        form.append_pair("MediaUrl", url);
    }
    if let Some(url) = outgoing.status_callback {
        form.append_pair("StatusCallback", url);
    }
    let basic = STANDARD.encode(format!("{account_sid}:{auth_token}"));
    Some(Attempt {
        method: "POST",
        path: format!("/2010-04-01/Accounts/{account_sid}/Messages.json"),
        headers: vec![
            ("authorization".to_owned(), format!("Basic {basic}")),
            ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
        ],
        body: form.finish().into_bytes(),
        // Twilio documents no key that would make it drop a repeat.
        idempotent: false,
    })
}

//! Content to message objects, five to a call: the first call by reply token where there is one, the rest by push.

use conversation::{ChoiceOption, Content, Media, MediaKind};
use serde_json::{Value, json};

use super::{
    ALT_TEXT_UTF16, BUTTONS_ACTIONS, BUTTONS_TEXT_GRAPHEMES, DISPLAY_TEXT_UTF16, LABEL_GRAPHEMES,
    LOCATION_TEXT_GRAPHEMES, MEDIA_URL_CHARS, MESSAGES_PER_CALL, POSTBACK_DATA_UTF16, PUSH_PATH, QUICK_REPLIES,
    REPLY_PATH, TEXT_UTF16,
};
use crate::auth::secret;
use crate::plain::{degrees, https_link, is_on_earth, plain};
use crate::text::{label, numbered, shorten, split, with_menu};
use crate::{Account, Attempt, Degraded, Outgoing, Part, Rendered, TextUnit};

pub(super) fn render(account: &Account, outgoing: &Outgoing) -> Rendered {
    let mut degraded = Vec::with_capacity(outgoing.contents.len());
    let mut all = Vec::new();
    for (content_index, content) in outgoing.contents.iter().enumerate() {
        let mut loss = Vec::new();
        let messages = messages(content, &mut loss);
        if messages.is_empty() {
            loss.push(Degraded::NothingToShow);
        }
        degraded.push(loss);
        all.extend(messages.into_iter().map(|message| (content_index, message)));
    }
    let token = secret(account, "channel_access_token");
    let parts = all
        .chunks(MESSAGES_PER_CALL)
        .enumerate()
        .map(|(index, chunk)| {
            let (shows, messages): (Vec<usize>, Vec<&Value>) = chunk.iter().map(|(at, message)| (*at, message)).unzip();
            Part { attempts: token.map(|token| attempts(token, outgoing, index, &messages)).unwrap_or_default(), shows }
        })
        .collect();
    Rendered { parts, degraded }
}

/// A reply token works once, so it is spent on the first call. How the messages are dealt to calls does not depend
/// on it: a repeat without the token makes the same parts.
fn attempts(token: &str, outgoing: &Outgoing, index: usize, messages: &[&Value]) -> Vec<Attempt> {
    let bearer = ("authorization".to_owned(), format!("Bearer {token}"));
    let content_type = ("content-type".to_owned(), "application/json".to_owned());
    let reply = outgoing.reply_token.filter(|token| index == 0 && !token.is_empty()).map(|reply_token| Attempt {
        method: "POST",
        path: REPLY_PATH.to_owned(),
        // No retry key: LINE answers 400 to one on a reply.
        headers: vec![bearer.clone(), content_type.clone()],
        body: json!({ "replyToken": reply_token, "messages": messages }).to_string().into_bytes(),
        idempotent: false,
    });
    let retry_key = ("x-line-retry-key".to_owned(), outgoing.part_key(index));
    let push = Attempt {
        method: "POST",
        path: PUSH_PATH.to_owned(),
        headers: vec![bearer, content_type, retry_key],
        body: json!({ "to": outgoing.identity.address, "messages": messages }).to_string().into_bytes(),
        idempotent: true,
    };
    reply.into_iter().chain([push]).collect()
}

fn messages(content: &Content, degraded: &mut Vec<Degraded>) -> Vec<Value> {
    match content {
        Content::Choice { text, options } if !options.is_empty() => choice(text, options, degraded),
        Content::Media(media) if loads_as_image(media) => image(media, degraded),
        Content::Location { latitude, longitude, label }
            if is_on_earth(*latitude, *longitude) && TextUnit::Graphemes.measure(label) <= LOCATION_TEXT_GRAPHEMES =>
        {
            vec![location(*latitude, *longitude, label)]
        }
        other => {
            let (text, loss) = plain(other);
            degraded.extend(loss);
            texts(&text, degraded)
        }
    }
}

/// As few text messages as hold the text. Blank pieces are left out: LINE refuses them and nobody would see them.
fn texts(text: &str, degraded: &mut Vec<Degraded>) -> Vec<Value> {
    let pieces: Vec<&str> =
        split(text, TEXT_UTF16, TextUnit::Utf16).into_iter().filter(|piece| !piece.trim().is_empty()).collect();
    if pieces.len() > 1 {
        degraded.push(Degraded::TextSplit);
    }
    pieces.into_iter().map(|piece| json!({ "type": "text", "text": piece })).collect()
}

/// Buttons where they fit, then quick replies, then numbered text. A label that has to be cut stands in full, under
/// its number, in the text above.
fn choice(text: &str, options: &[ChoiceOption], degraded: &mut Vec<Degraded>) -> Vec<Value> {
    let cut = options.iter().any(|option| TextUnit::Graphemes.measure(&label(option)) > LABEL_GRAPHEMES);
    let wordless = options.iter().any(|option| label(option).is_empty());
    let carried = options
        .iter()
        .all(|option| !option.id.is_empty() && TextUnit::Utf16.measure(&option.id) <= POSTBACK_DATA_UTF16);
    if !carried || wordless || options.len() > QUICK_REPLIES {
        degraded.push(Degraded::ButtonsAsNumberedText);
        return texts(&with_menu(text, options), degraded);
    }
    if cut {
        degraded.push(Degraded::LabelsShortened);
    }
    let body = if cut || text.trim().is_empty() { with_menu(text, options) } else { text.to_owned() };
    let actions: Vec<Value> = options.iter().enumerate().map(|(index, option)| action(index, option, cut)).collect();
    if options.len() <= BUTTONS_ACTIONS && TextUnit::Graphemes.measure(&body) <= BUTTONS_TEXT_GRAPHEMES {
        return vec![buttons(&body, text, options, &actions)];
    }
    degraded.push(Degraded::ButtonsAsQuickReplies);
    let mut messages = texts(&body, degraded);
    if let Some(last) = messages.last_mut() {
        let items: Vec<Value> =
            actions.into_iter().map(|action| json!({ "type": "action", "action": action })).collect();
        last["quickReply"] = json!({ "items": items });
    }
    messages
}

fn buttons(body: &str, text: &str, options: &[ChoiceOption], actions: &[Value]) -> Value {
    // Some desktop clients show nothing but the alternative text: it carries the menu.
    let alt = with_menu(text, options);
    json!({
        "type": "template",
        "altText": shorten(&alt, ALT_TEXT_UTF16, TextUnit::Utf16),
        "template": { "type": "buttons", "text": body, "actions": actions },
    })
}

fn action(index: usize, option: &ChoiceOption, with_number: bool) -> Value {
    let full = label(option);
    let shown = if with_number { numbered(index, &full) } else { full.clone() };
    json!({
        "type": "postback",
        "label": shorten(&shown, LABEL_GRAPHEMES, TextUnit::Graphemes),
        "data": option.id,
        "displayText": shorten(&full, DISPLAY_TEXT_UTF16, TextUnit::Utf16),
    })
}

fn loads_as_image(media: &Media) -> bool {
    media.kind == MediaKind::Image
        && https_link(media).is_some_and(|url| TextUnit::Chars.measure(url) <= MEDIA_URL_CHARS)
}

fn image(media: &Media, degraded: &mut Vec<Degraded>) -> Vec<Value> {
    let url = https_link(media).unwrap_or_default();
    let picture = json!({ "type": "image", "originalContentUrl": url, "previewImageUrl": url });
    std::iter::once(picture).chain(texts(&media.caption, degraded)).collect()
}

/// Title and address are both required; a place that has one name for both gets its coordinates as the address.
fn location(latitude: f64, longitude: f64, label: &str) -> Value {
    let coordinates = format!("{}, {}", degrees(latitude), degrees(longitude));
    let title = if label.trim().is_empty() { coordinates.as_str() } else { label };
    json!({
        "type": "location",
        "title": title,
        "address": coordinates,
        "latitude": latitude,
        "longitude": longitude,
    })
}

//! What an event may hold, whatever channel it came by: what is stored under keys, shown in lists and sent through a
//! queue has an end.

use conversation::{Content, Inbound, InboundKind, MediaSource};

/// Why no thread can take this event, in English and without what it says; `None` when one can.
pub fn out_of_bounds(event: &Inbound) -> Option<String> {
    bytes("sender's address", &event.identity.address, limits::ADDRESS_BYTES)
        .or_else(|| bytes("event's id", &event.event_key, limits::PROVIDER_ID_BYTES))
        .or_else(|| characters("sender's name", event.display_name.as_deref().unwrap_or_default()))
        .or_else(|| of_kind(&event.kind))
}

fn of_kind(kind: &InboundKind) -> Option<String> {
    let id = |id: &str| bytes("message's id", id, limits::PROVIDER_ID_BYTES);
    let token =
        |token: &Option<String>| bytes("reply token", token.as_deref().unwrap_or_default(), limits::PROVIDER_ID_BYTES);
    match kind {
        InboundKind::Message { content, provider_message_id, reply_token } => {
            id(provider_message_id.as_deref().unwrap_or_default())
                .or_else(|| token(reply_token))
                .or_else(|| of_content(content))
        }
        InboundKind::Unsent { provider_message_id } => id(provider_message_id),
        InboundKind::Opened { reply_token } => token(reply_token),
        InboundKind::Blocked => None,
        InboundKind::Receipt { provider_message_id, error, .. } => id(provider_message_id)
            .or_else(|| bytes("report's error", error.as_deref().unwrap_or_default(), limits::RECEIPT_ERROR_BYTES)),
        InboundKind::Unknown { type_name } => characters("event's type", type_name),
    }
}

fn of_content(content: &Content) -> Option<String> {
    let said = match content {
        Content::Text(text) => text.len(),
        Content::Media(media) => {
            let (MediaSource::Url(source) | MediaSource::Blob(source) | MediaSource::Provider(source)) = &media.source;
            source.len() + media.alt.len() + media.caption.len()
        }
        Content::Choice { text, options } => {
            text.len() + options.iter().map(|option| option.id.len() + option.label.len()).sum::<usize>()
        }
        Content::Picked { id, label } => id.len() + label.len(),
        Content::Location { latitude, longitude, label } => {
            // JSON has no word for what is not finite: it would be written as null and never be read again.
            if !(-90.0..=90.0).contains(latitude) || !(-180.0..=180.0).contains(longitude) {
                return Some("the location is no place on Earth".to_owned());
            }
            label.len()
        }
        Content::Sticker { name } => return characters("sticker's name", name),
        Content::Unknown { type_name } => return characters("message's type", type_name),
    };
    (said > limits::MESSAGE_BYTES).then(|| too_long("message", said, limits::MESSAGE_BYTES, "bytes"))
}

fn bytes(what: &str, text: &str, most: usize) -> Option<String> {
    (text.len() > most).then(|| too_long(what, text.len(), most, "bytes"))
}

fn characters(what: &str, text: &str) -> Option<String> {
    let found = text.chars().count();
    (found > limits::NAME_CHARS).then(|| too_long(what, found, limits::NAME_CHARS, "characters"))
}

fn too_long(what: &str, found: usize, most: usize, unit: &str) -> String {
    format!("the {what} has {found} {unit}; at most {most} are taken")
}

#[cfg(test)]
mod tests {
    use conversation::{Channel, DeliveryStatus, Identity};

    use super::*;

    fn event(change: impl FnOnce(&mut Inbound)) -> Inbound {
        let mut event = Inbound {
            identity: Identity { channel: Channel::Custom, account: "main".to_owned(), address: "user-1".to_owned() },
            event_key: "msg_1".to_owned(),
            occurred_at_ms: 0,
            kind: said(Content::text("hello")),
            display_name: None,
            language: None,
        };
        change(&mut event);
        event
    }

    fn said(content: Content) -> InboundKind {
        InboundKind::Message { content, provider_message_id: Some("1".to_owned()), reply_token: None }
    }

    fn at(latitude: f64, longitude: f64) -> InboundKind {
        said(Content::Location { latitude, longitude, label: String::new() })
    }

    #[test]
    fn what_is_as_long_as_it_may_be_is_taken_and_one_more_is_not() {
        type Make = fn(String) -> Inbound;
        let cases: [(usize, &str, Make); 11] = [
            (limits::ADDRESS_BYTES, "sender's address", |x| event(|it| it.identity.address = x)),
            (limits::PROVIDER_ID_BYTES, "event's id", |x| event(|it| it.event_key = x)),
            (limits::NAME_CHARS, "sender's name", |x| event(|it| it.display_name = Some(x))),
            (limits::NAME_CHARS, "event's type", |x| event(|it| it.kind = InboundKind::Unknown { type_name: x })),
            (limits::NAME_CHARS, "message's type", |x| event(|it| it.kind = said(Content::Unknown { type_name: x }))),
            (limits::NAME_CHARS, "sticker's name", |x| event(|it| it.kind = said(Content::Sticker { name: x }))),
            (limits::MESSAGE_BYTES, "message", |x| event(|it| it.kind = said(Content::Text(x)))),
            (limits::MESSAGE_BYTES, "message", |x| {
                event(|it| it.kind = said(Content::Picked { id: String::new(), label: x }))
            }),
            (limits::PROVIDER_ID_BYTES, "reply token", |x| {
                event(|it| it.kind = InboundKind::Opened { reply_token: Some(x) })
            }),
            (limits::PROVIDER_ID_BYTES, "message's id", |x| {
                event(|it| it.kind = InboundKind::Unsent { provider_message_id: x })
            }),
            (limits::RECEIPT_ERROR_BYTES, "report's error", |x| {
                let (provider_message_id, status) = ("1".to_owned(), DeliveryStatus::Rejected);
                event(|it| it.kind = InboundKind::Receipt { provider_message_id, status, error: Some(x) })
            }),
        ];
        for (most, what, make) in cases {
            assert_eq!(out_of_bounds(&make("x".repeat(most))), None, "{what}");
            let reason = out_of_bounds(&make("x".repeat(most + 1))).expect(what);
            assert!(reason.starts_with(&format!("the {what} has {} ", most + 1)), "{reason}");
        }
        let japanese = "名".repeat(limits::NAME_CHARS);
        assert_eq!(
            out_of_bounds(&event(|it| it.display_name = Some(japanese))),
            None,
            "names are counted in characters"
        );
    }

    #[test]
    fn degrees_are_those_of_a_place() {
        for (latitude, longitude, is_place) in [
            (35.6, 139.7, true),
            (-90.0, 180.0, true),
            (90.1, 0.0, false),
            (0.0, -180.1, false),
            (f64::NAN, 0.0, false),
            (0.0, f64::NAN, false),
            (f64::INFINITY, 0.0, false),
            (0.0, f64::NEG_INFINITY, false),
        ] {
            let found = out_of_bounds(&event(|it| it.kind = at(latitude, longitude)));
            assert_eq!(found.is_none(), is_place, "{latitude} {longitude}: {found:?}");
        }
    }
}

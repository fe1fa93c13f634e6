//! Any content as text: the last resort of every channel, which loses no option and no link (rule R9).

use conversation::{Content, Media, MediaKind, MediaSource};

use crate::{Degraded, text};

/// The content as text, and what that costs.
pub(crate) fn plain(content: &Content) -> (String, Option<Degraded>) {
    match content {
        Content::Text(text) => (text.clone(), None),
        Content::Choice { text, options } if options.is_empty() => (text.clone(), None),
        Content::Choice { text, options } => (text::with_menu(text, options), Some(Degraded::ButtonsAsNumberedText)),
        Content::Media(media) => match link(media) {
            Some(url) => (with_link(media, url), Some(link_loss(media.kind))),
            None => (content.preview(), Some(Degraded::UnsupportedAsText)),
        },
        Content::Location { latitude, longitude, label } => {
            (location(*latitude, *longitude, label), Some(Degraded::UnsupportedAsText))
        }
        Content::Picked { .. } | Content::Sticker { .. } | Content::Unknown { .. } => {
            (content.preview(), Some(Degraded::UnsupportedAsText))
        }
    }
}

/// An address that the customer can open. Our blobs and the provider's ids are none: who renders turns them into
/// one before.
pub(crate) fn link(media: &Media) -> Option<&str> {
    match &media.source {
        MediaSource::Url(url) if is_scheme(url, "https") || is_scheme(url, "http") => Some(url),
        MediaSource::Url(_) | MediaSource::Blob(_) | MediaSource::Provider(_) => None,
    }
}

/// An `https:` address, which is all that vendors load.
pub(crate) fn https_link(media: &Media) -> Option<&str> {
    link(media).filter(|url| is_scheme(url, "https"))
}

fn is_scheme(url: &str, scheme: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| url.scheme() == scheme && url.has_host())
}

fn link_loss(kind: MediaKind) -> Degraded {
    match kind {
        MediaKind::Image => Degraded::ImageAsLink,
        MediaKind::Video | MediaKind::Audio | MediaKind::File => Degraded::UnsupportedAsText,
    }
}

fn with_link(media: &Media, url: &str) -> String {
    let words = if media.caption.trim().is_empty() { &media.alt } else { &media.caption };
    if words.trim().is_empty() { url.to_owned() } else { format!("{words}\n{url}") }
}

/// Name and a link to a map. The link's form is Google's cross-platform "Maps URLs".
fn location(latitude: f64, longitude: f64, label: &str) -> String {
    let query = format!("{},{}", degrees(latitude), degrees(longitude));
    let link = format!("https://www.google.com/maps/search/?api=1&query={query}");
    match (label.trim().is_empty(), is_on_earth(latitude, longitude)) {
        (_, false) => label.to_owned(),
        (true, true) => link,
        (false, true) => format!("{label}\n{link}"),
    }
}

/// Degrees to six decimals, which is a hand's breadth: enough for a map, and never hundreds of digits.
pub(crate) fn degrees(value: f64) -> String {
    ((value * 1e6).round() / 1e6 + 0.0).to_string()
}

pub(crate) fn is_on_earth(latitude: f64, longitude: f64) -> bool {
    (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude)
}

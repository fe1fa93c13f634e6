//! What the web chat functions share: visitor tokens, what a visitor may see, and delivery to open sockets.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use channels::TextUnit;
use channels::text::shorten;
use conversation::{Author, Channel, Entry, EntryBody, Identity};
use futures::stream::{self, StreamExt};
use hmac::{Hmac, KeyInit, Mac};
use ids::{CustomerId, WorkspaceId};
use ports::{Condition, Op, SocketError};
use protocol::content::Content;
use protocol::rfc3339;
use protocol::webchat::{ChatEntry, ServerFrame};
use sha2::Sha256;

use crate::records::{ConnectionRecord, visitor_partition};
use crate::{EntryQuery, ReadError, Services};

/// Bytes of entries in one frame, so that it stays below the socket's frame size.
const ENTRIES_BYTES: usize = limits::SOCKET_FRAME_BYTES - 2_048;
/// Sockets of a visitor that are told at once.
const AT_ONCE: usize = 16;
/// Entries read at once when a client catches up.
const RESUME_PAGE: usize = 200;

/// Makes the key of a visitor: their id and our signature over workspace, account and id.
pub fn visitor_token(services: &Services, account: &str, visitor: &str) -> String {
    let signature = signature(services, account, visitor).finalize().into_bytes();
    format!("{visitor}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// The visitor of a token that we made for this account.
pub fn visitor_of_token(services: &Services, account: &str, token: &str) -> Option<String> {
    let (visitor, given) = token.split_once('.')?;
    let given = URL_SAFE_NO_PAD.decode(given).ok()?;
    signature(services, account, visitor).verify_slice(&given).ok()?;
    Some(visitor.to_owned())
}

fn signature(services: &Services, account: &str, visitor: &str) -> Hmac<Sha256> {
    let parts = crate::envelope::hash(&[services.workspace().as_str(), account, visitor]);
    // HMAC takes a key of any length, so this cannot fail.
    let mut mac = Hmac::<Sha256>::new_from_slice(&services.config.token_key).unwrap_or_else(|_| unreachable!());
    mac.update(b"visitor");
    mac.update(parts.as_bytes());
    mac
}

pub fn identity(account: &str, visitor: &str) -> Identity {
    Identity { channel: Channel::Webchat, account: account.to_owned(), address: visitor.to_owned() }
}

/// An entry as the visitor sees it, in what one frame takes; `None` for what is not theirs or not for customers.
pub fn chat_entry(entry: &Entry, identity: &Identity, agent_name: Option<&str>) -> Option<ChatEntry> {
    let EntryBody::Message { content, client_key, unsent: false, .. } = &entry.body else { return None };
    if entry.identity.as_ref() != Some(identity) {
        return None;
    }
    let (from, client_id) = match &entry.author {
        // The event's key is `webchat#account#client id`.
        Author::Customer => ("customer", client_key.as_deref().and_then(|key| key.rsplit('#').next())),
        Author::Flow { .. } => ("flow", None),
        Author::Agent(_) => ("agent", None),
        Author::System => return None,
    };
    Some(fitted(ChatEntry {
        seq: entry.seq,
        at: rfc3339(entry.at_ms),
        from: from.to_owned(),
        name: agent_name.map(str::to_owned),
        client_id: client_id.map(str::to_owned),
        content: content.into(),
    }))
}

/// What no frame takes is shown by the beginnings of its texts: a visitor could neither get it nor anything after it. The
/// timeline has it whole, and the delivery of what we sent says that it was shortened.
fn fitted(mut entry: ChatEntry) -> ChatEntry {
    let mut most_bytes = ENTRIES_BYTES;
    while size_bytes(&entry) > ENTRIES_BYTES && most_bytes > 0 {
        most_bytes = most_bytes * 7 / 8;
        shorten_texts(&mut entry.content, most_bytes);
    }
    entry
}

/// The rest of an entry is small: ids of options have 64 characters, and there are [`limits::NODE_EXITS`] of them.
fn shorten_texts(content: &mut Content, most_bytes: usize) {
    let texts: Vec<&mut String> = match content {
        Content::Text { text } => vec![text],
        Content::Media { url, alt, caption, .. } => {
            // Half an address leads nowhere.
            url.take_if(|url| url.len() > most_bytes);
            vec![alt, caption]
        }
        Content::Choice { text, options } => {
            std::iter::once(text).chain(options.iter_mut().map(|option| &mut option.label)).collect()
        }
        Content::Picked { id, label } => vec![id, label],
        Content::Location { label, .. } => vec![label],
        Content::Sticker { name } => vec![name],
        Content::Unknown { type_name } => vec![type_name],
    };
    for text in texts {
        *text = shorten(text, most_bytes, TextUnit::Bytes).into_owned();
    }
}

fn size_bytes(entry: &ChatEntry) -> usize {
    serde_json::to_string(entry).map_or(0, |text| text.len())
}

/// A visitor's own messages of a turn, which are shown with what answers them in the same chat.
pub fn heard(entries: &[Entry], answered: &Identity) -> Vec<ChatEntry> {
    if answered.channel != Channel::Webchat {
        return Vec::new();
    }
    let own = entries.iter().filter(|entry| matches!(entry.author, Author::Customer));
    own.filter_map(|entry| chat_entry(entry, answered, None)).collect()
}

/// Splits entries into groups whose frames fit the socket: a frame that is too large would close it.
pub fn in_frames(entries: Vec<ChatEntry>) -> Vec<Vec<ChatEntry>> {
    let mut frames: Vec<Vec<ChatEntry>> = Vec::new();
    let mut size = 0;
    for entry in entries {
        let length = size_bytes(&entry);
        match frames.last_mut() {
            Some(frame) if size + length <= ENTRIES_BYTES => {
                frame.push(entry);
                size += length;
            }
            _ => {
                frames.push(vec![entry]);
                size = length;
            }
        }
    }
    frames
}

/// What a visitor gets when they come back.
pub struct Missed {
    /// Oldest first.
    pub entries: Vec<ChatEntry>,
    /// There are more before these.
    pub earlier: bool,
}

/// What the visitor missed after `seq`: the newest of it, so that a long history costs no more than a short one.
pub async fn missed(
    services: &Services,
    workspace: &WorkspaceId,
    customer: &CustomerId,
    identity: &Identity,
    after: u64,
) -> Result<Missed, ReadError> {
    let mut entries = Vec::new();
    let mut names = BTreeMap::new();
    let mut before = None;
    for _ in 0..limits::CHAT_RESUME_ENTRIES / RESUME_PAGE {
        let query = EntryQuery { after: Some(after), before, descending: true, limit: RESUME_PAGE };
        let page = services.entries(workspace, customer, query).await?;
        for entry in &page.entries {
            let name = match &entry.author {
                Author::Agent(agent) if !names.contains_key(agent) => {
                    let name = crate::people::name_of(services, workspace, agent).await?;
                    names.entry(agent.clone()).or_insert(name).as_deref()
                }
                Author::Agent(agent) => names.get(agent).and_then(Option::as_deref),
                _ => None,
            };
            entries.extend(chat_entry(entry, identity, name));
        }
        match page.entries.last() {
            Some(last) if page.more && entries.len() <= limits::CHAT_RESUME_MESSAGES => before = Some(last.seq),
            _ => return Ok(newest(entries, page.more)),
        }
    }
    Ok(newest(entries, true))
}

fn newest(mut descending: Vec<ChatEntry>, more: bool) -> Missed {
    let earlier = more || descending.len() > limits::CHAT_RESUME_MESSAGES;
    descending.truncate(limits::CHAT_RESUME_MESSAGES);
    descending.reverse();
    Missed { entries: descending, earlier }
}

/// Posts a frame to every open socket of a visitor. Nobody there is no failure: they catch up when they return.
pub async fn post_to_visitor(
    services: &Services,
    workspace: &WorkspaceId,
    identity: &Identity,
    frame: &ServerFrame,
) -> Result<(), ReadError> {
    let partition = visitor_partition(&identity.account, &identity.address);
    let connections = services.read_all(workspace, &partition).await?;
    let text = serde_json::to_string(frame).unwrap_or_default();
    let told = stream::iter(connections)
        .map(|item| post_or_forget(services, workspace, identity, item.key.sort, text.clone()))
        .buffer_unordered(AT_ONCE);
    // Each is told before anything that failed is.
    told.collect::<Vec<_>>().await.into_iter().collect()
}

/// A socket that missed a frame gets no later one: whoever is there comes back and gets everything in order.
async fn post_or_forget(
    services: &Services,
    workspace: &WorkspaceId,
    identity: &Identity,
    connection: String,
    text: String,
) -> Result<(), ReadError> {
    match services.sockets.post(&connection, text).await {
        Ok(()) => Ok(()),
        Err(SocketError::Gone) => forget(services, workspace, &connection, identity).await,
        Err(error) => {
            tracing::warn!(%error, "posting to a visitor's socket");
            // Its row may come back: a write of `hello` that nobody heard of may land later than this.
            close(services, workspace, &connection, identity).await
        }
    }
}

/// Closes the oldest connections of a visitor, besides this one, that are too many.
pub async fn close_surplus(
    services: &Services,
    workspace: &WorkspaceId,
    identity: &Identity,
    newest: &str,
) -> Result<(), ReadError> {
    let partition = visitor_partition(&identity.account, &identity.address);
    let mut others = services.read_all(workspace, &partition).await?;
    others.retain(|item| item.key.sort != newest);
    // All rows live equally long.
    others.sort_by_key(|item| Reverse(item.expires_at_ms));
    let surplus = others.into_iter().skip(limits::CHAT_CONNECTIONS - 1);
    let closed = stream::iter(surplus)
        .map(|item| async move { close(services, workspace, &item.key.sort, identity).await })
        .buffer_unordered(AT_ONCE);
    closed.collect::<Vec<_>>().await.into_iter().collect()
}

async fn close(
    services: &Services,
    workspace: &WorkspaceId,
    connection: &str,
    identity: &Identity,
) -> Result<(), ReadError> {
    services.sockets.close(connection).await;
    forget(services, workspace, connection, identity).await
}

/// Removes a connection's rows.
pub async fn forget(
    services: &Services,
    workspace: &WorkspaceId,
    connection: &str,
    identity: &Identity,
) -> Result<(), ReadError> {
    let keys = [
        ConnectionRecord::key(connection),
        ConnectionRecord::visitor_key(&identity.account, &identity.address, connection),
    ];
    let ops = keys.into_iter().map(|key| Op::Delete { key, condition: Condition::Always }).collect();
    Ok(services.write(workspace, ops).await?)
}

#[cfg(test)]
mod tests {
    use protocol::content::Option_;

    use super::*;

    #[test]
    fn every_entry_fits_a_frame() {
        let long = |bytes: usize| "\u{1}x長".repeat(bytes / 5);
        let option = |at: usize| Option_ { id: format!("{at:064}"), label: long(3_000) };
        for content in [
            Content::Text { text: long(128 * 1024) },
            Content::Choice { text: long(40_000), options: (0..limits::NODE_EXITS).map(option).collect() },
            Content::Picked { id: long(15_000), label: long(15_000) },
            Content::Media {
                media: "image".to_owned(),
                url: Some(format!("https://a.example/{}", long(40_000))),
                alt: long(40_000),
                caption: String::new(),
            },
            Content::Location { latitude: 35.0, longitude: 139.0, label: long(40_000) },
            Content::Sticker { name: long(40_000) },
            Content::Unknown { type_name: long(40_000) },
        ] {
            let entry = ChatEntry {
                seq: u64::MAX,
                at: rfc3339(0),
                from: "customer".to_owned(),
                name: Some("長".repeat(80)),
                client_id: Some("c".repeat(64)),
                content,
            };
            let frame = ServerFrame::Entries { entries: vec![fitted(entry)], earlier: true, caught_up: true };
            let frame = serde_json::to_string(&frame).expect("frames are JSON");
            assert!(frame.len() <= limits::SOCKET_FRAME_BYTES, "{} bytes", frame.len());
            assert!(frame.contains('…'));
        }
    }
}

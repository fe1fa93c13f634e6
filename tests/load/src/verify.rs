//! LD3: what was answered 2xx, against the vendor's record and the timelines.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use futures::{StreamExt, TryStreamExt, stream};
use protocol::Page;
use protocol::content::Content;
use protocol::conversations::{Author, ConversationSummary, Entry, EntryBody, Timeline};
use serde::Serialize;
use serde_json::Value;

use crate::Failure;
use crate::ledger::{Ledger, Message, number_of, number_said};
use crate::load::{PATIENCE, user};
use crate::server::Server;

/// Timelines that are read at once.
const READING: usize = 8;
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Everything but the first two has to be 0.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Webhooks that were answered 2xx.
    pub messages: u64,
    pub customers: u64,
    pub not_in_the_timeline: u64,
    pub twice_in_the_timeline: u64,
    pub without_a_reply: u64,
    pub with_two_replies: u64,
    /// In the timeline as not accepted by the vendor, or as sent again.
    pub delivered_otherwise: u64,
    /// Rows that are missing in a timeline, or out of place.
    pub gaps: u64,
    /// Calls and rows that fit no message.
    pub strange: u64,
    /// What the server shows people as failed.
    pub failures: u64,
}

impl Checked {
    pub fn is_whole(&self) -> bool {
        *self == Self { messages: self.messages, customers: self.customers, ..Self::default() }
    }
}

/// How often each message and each reply stands in its customer's timeline.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    said: u64,
    replies: u64,
}

/// Reads everything back, once the server has nothing more to do.
pub async fn check(server: &Server, ledger: &Ledger) -> Result<Checked, Failure> {
    at_rest(server).await?;
    let messages = ledger.messages(0..ledger.count());
    let mut checked = Checked { strange: ledger.strangers().len() as u64, ..Checked::default() };
    checked.failures = server.get::<Vec<Value>>("/api/v1/failures").await?.len() as u64;
    let mut found = vec![Found::default(); messages.len()];
    let customers = customers(server).await?;
    checked.customers = customers.len() as u64;
    let timelines =
        stream::iter(customers).map(|(name, id)| async move { Ok::<_, Failure>((name, timeline(server, &id).await?)) });
    let mut timelines = timelines.buffer_unordered(READING);
    while let Some((name, entries)) = timelines.try_next().await? {
        count(&name, &entries, &messages, &mut found, &mut checked);
    }
    compare(&messages, &found, &mut checked);
    Ok(checked)
}

async fn at_rest(server: &Server) -> Result<(), Failure> {
    let begun = Instant::now();
    while server.queued().await? > 0 {
        if begun.elapsed() > PATIENCE {
            return Err("the server's queues do not become empty".into());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(())
}

/// Everybody who wrote on LINE: their address, which is their name, and their id.
async fn customers(server: &Server) -> Result<HashMap<String, String>, Failure> {
    let mut all = HashMap::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/v1/conversations?state=flow{cursor}");
        let page: Page<ConversationSummary> = server.get(&path).await?;
        let on_line = page.items.into_iter().filter(|item| item.channel == "line");
        all.extend(on_line.map(|item| (item.customer.name, item.customer.id)));
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={}", next.replace('#', "%23")),
            None => return Ok(all),
        }
    }
}

/// The whole timeline of a customer, in order.
async fn timeline(server: &Server, customer: &str) -> Result<Vec<Entry>, Failure> {
    let mut all: Vec<Entry> = Vec::new();
    loop {
        let after = all.last().map_or(0, |entry| entry.seq);
        let path = format!("/api/v1/customers/{customer}/timeline?limit=100&after={after}");
        let page: Timeline = server.get(&path).await?;
        let is_last = !page.more || page.entries.is_empty();
        all.extend(page.entries);
        if is_last {
            return Ok(all);
        }
    }
}

fn count(name: &str, entries: &[Entry], messages: &[Message], found: &mut [Found], checked: &mut Checked) {
    for (place, entry) in entries.iter().enumerate() {
        if entry.seq != place as u64 + 1 {
            checked.gaps += 1;
        }
        let EntryBody::Message { content: Content::Text { text } | Content::Choice { text, .. }, .. } = &entry.body
        else {
            continue;
        };
        let is_reply = matches!(entry.author, Author::Flow { .. });
        let number = if is_reply { number_of(text) } else { number_said(text) };
        let theirs =
            number.filter(|number| messages.get(*number).is_some_and(|message| user(message.customer) == name));
        match theirs {
            None => checked.strange += 1,
            Some(number) if is_reply => {
                found[number].replies += 1;
                let delivery = entry.delivery.as_ref();
                if !delivery.is_some_and(|delivery| delivery.status == "accepted" && !delivery.resent) {
                    checked.delivered_otherwise += 1;
                }
            }
            Some(number) => found[number].said += 1,
        }
    }
}

fn compare(messages: &[Message], found: &[Found], checked: &mut Checked) {
    for (message, found) in messages.iter().zip(found) {
        let taken = message.taken_us.is_some();
        checked.messages += u64::from(taken);
        checked.not_in_the_timeline += u64::from(taken && found.said == 0);
        checked.twice_in_the_timeline += u64::from(found.said > 1 || found.replies > 1);
        checked.without_a_reply += u64::from(taken && (message.replies == 0 || found.replies == 0));
        checked.with_two_replies += u64::from(message.replies > 1);
    }
}

#[cfg(test)]
mod tests {
    use protocol::conversations::Delivery;

    use super::*;

    fn entry(seq: u64, author: Author, text: &str, status: Option<&str>) -> Entry {
        let delivery = status.map(|status| Delivery {
            status: status.to_owned(),
            degraded: Vec::new(),
            resent: false,
            error: None,
        });
        Entry {
            seq,
            at: String::new(),
            conversation_id: String::new(),
            channel: None,
            account: None,
            author,
            body: EntryBody::Message { content: Content::Text { text: text.to_owned() }, unsent: false },
            delivery,
        }
    }

    fn flow() -> Author {
        Author::Flow { node: None }
    }

    /// Message 0, and what stands in its customer's timeline.
    fn check(entries: &[Entry], replies: u32) -> Checked {
        let message = Message { taken_us: Some(1), replies, ..Message::default() };
        let (mut found, mut checked) = (vec![Found::default()], Checked::default());
        count(&user(0), entries, &[message], &mut found, &mut checked);
        compare(&[message], &found, &mut checked);
        checked
    }

    #[test]
    fn ld3_what_is_missing_doubled_or_strange_is_counted() {
        let said = entry(1, Author::Customer, "said 0", None);
        let reply = entry(2, flow(), "Echo said 0", Some("accepted"));
        assert!(check(&[said.clone(), reply.clone()], 1).is_whole());
        assert_eq!(check(std::slice::from_ref(&said), 1).without_a_reply, 1);
        assert_eq!(check(&[said.clone(), reply.clone()], 0).without_a_reply, 1);
        assert_eq!(check(&[said.clone(), reply.clone()], 2).with_two_replies, 1);
        assert_eq!(check(&[], 1).not_in_the_timeline, 1);
        let again = entry(3, Author::Customer, "said 0", None);
        assert_eq!(check(&[said.clone(), reply, again], 1).twice_in_the_timeline, 1);
        let pending = entry(2, flow(), "Echo said 0", Some("pending"));
        assert_eq!(check(&[said.clone(), pending], 1).delivered_otherwise, 1);
        let late = entry(3, flow(), "Echo said 0", Some("accepted"));
        assert_eq!(check(&[said.clone(), late], 1).gaps, 1);
        let strange = entry(2, flow(), "Echo said 9", Some("accepted"));
        assert_eq!(check(&[said, strange], 1).strange, 1);
    }
}

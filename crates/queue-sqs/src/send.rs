//! Sending in batches, in order within each group.
//!
//! A batch may be taken in part. So no batch holds two messages of one group: the second of a group goes when the first
//! is in, and a part that failed can be sent again without overtaking anything. Dedupe makes the repetition harmless.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_client::Failure;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use ports::{Message, QueueError};

use crate::body::text_of_body;
use crate::queues::failed;

/// Bytes of all messages of one batch: SQS's 1 MiB.
const BATCH_BYTES: usize = 1024 * 1024;

/// How often the part of a batch that failed is sent.
const ATTEMPTS: u32 = 3;
const PAUSE: Duration = Duration::from_millis(50);

struct Outgoing {
    group: String,
    dedupe: String,
    text: String,
}

impl Outgoing {
    /// What counts towards the size of a batch.
    fn size_bytes(&self) -> usize {
        self.text.len()
    }
}

pub(crate) async fn all(client: &Client, url: &str, messages: Vec<Message>) -> Result<(), QueueError> {
    messages.iter().try_for_each(Message::check)?;
    let outgoing = messages.into_iter().map(|message| Outgoing {
        text: text_of_body(&message.body).into_owned(),
        group: message.group,
        dedupe: message.dedupe,
    });
    for batch in batches(outgoing) {
        send(client, url, batch).await?;
    }
    Ok(())
}

/// The first messages of all groups, then the second ones, and so on, each round cut into batches.
fn batches(messages: impl Iterator<Item = Outgoing>) -> Vec<Vec<Outgoing>> {
    let mut sent_of_group: BTreeMap<String, usize> = BTreeMap::new();
    let mut rounds: Vec<Vec<Outgoing>> = Vec::new();
    for message in messages {
        let round = sent_of_group.entry(message.group.clone()).or_default();
        if rounds.len() == *round {
            rounds.push(Vec::new());
        }
        rounds[*round].push(message);
        *round += 1;
    }
    rounds.into_iter().flat_map(cut).collect()
}

fn cut(round: Vec<Outgoing>) -> Vec<Vec<Outgoing>> {
    let mut batches: Vec<Vec<Outgoing>> = Vec::new();
    let mut room_bytes = 0;
    for message in round {
        let size_bytes = message.size_bytes();
        match batches.last_mut() {
            Some(batch) if batch.len() < limits::QUEUE_BATCH && size_bytes <= room_bytes => {
                room_bytes -= size_bytes;
                batch.push(message);
            }
            _ => {
                room_bytes = BATCH_BYTES.saturating_sub(size_bytes);
                batches.push(vec![message]);
            }
        }
    }
    batches
}

async fn send(client: &Client, url: &str, batch: Vec<Outgoing>) -> Result<(), QueueError> {
    if let [message] = batch.as_slice() {
        return send_one(client, url, message).await;
    }
    let mut left: Vec<(usize, Outgoing)> = batch.into_iter().enumerate().collect();
    let mut attempt = 1;
    loop {
        let mut call = client.send_message_batch().queue_url(url);
        for (id, message) in &left {
            let entry = SendMessageBatchRequestEntry::builder().id(id.to_string()).message_body(&message.text);
            let entry = entry.message_group_id(&message.group).message_deduplication_id(&message.dedupe).build();
            call = call.entries(entry.map_err(|error| QueueError::Refused(error.to_string()))?);
        }
        let output = call.send().await.map_err(|error| failed(Failure::of(&error)))?;
        let Some(first) = output.failed().first() else { return Ok(()) };
        let why = format!("{}: {}", first.code(), first.message().unwrap_or_default());
        if let Some(refused) = output.failed().iter().find(|entry| entry.sender_fault()) {
            let message = refused.message().unwrap_or_default();
            return Err(QueueError::Refused(format!("{}: {message}", refused.code())));
        }
        if attempt == ATTEMPTS {
            return Err(QueueError::Unavailable(format!("{} of a batch failed: {why}", output.failed().len())));
        }
        tracing::warn!(failed = output.failed().len(), why, "a part of a batch was not taken");
        left.retain(|(id, _)| output.failed().iter().any(|entry| entry.id() == id.to_string()));
        tokio::time::sleep(PAUSE * attempt).await;
        attempt += 1;
    }
}

/// One message costs the same either way, and its answer needs no looking into.
async fn send_one(client: &Client, url: &str, message: &Outgoing) -> Result<(), QueueError> {
    let call = client.send_message().queue_url(url).message_body(&message.text);
    let call = call.message_group_id(&message.group).message_deduplication_id(&message.dedupe);
    call.send().await.map(drop).map_err(|error| failed(Failure::of(&error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outgoing(text: &str, size_bytes: usize) -> Outgoing {
        let (group, dedupe) = text.split_once(':').expect("written as group:dedupe");
        Outgoing { group: group.to_owned(), dedupe: dedupe.to_owned(), text: "x".repeat(size_bytes) }
    }

    #[track_caller]
    fn check_batches(messages: &[(&str, usize)], wanted: &[&[&str]]) {
        let batches = batches(messages.iter().map(|(text, size_bytes)| outgoing(text, *size_bytes)));
        let names = |batch: &Vec<Outgoing>| -> Vec<String> {
            batch.iter().map(|message| format!("{}:{}", message.group, message.dedupe)).collect()
        };
        assert_eq!(batches.iter().map(names).collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn qs2_no_batch_has_two_of_a_group() {
        check_batches(
            &[("a:1", 1), ("b:1", 1), ("a:2", 1), ("a:3", 1), ("b:2", 1)],
            &[&["a:1", "b:1"], &["a:2", "b:2"], &["a:3"]],
        );
        check_batches(&[], &[]);
    }

    #[test]
    fn qs2_a_batch_keeps_to_ten_messages_and_a_megabyte() {
        let eleven: Vec<String> = (0..11).map(|group| format!("{group:02}:1")).collect();
        let messages: Vec<(&str, usize)> = eleven.iter().map(|name| (name.as_str(), 1)).collect();
        assert_eq!(batches(messages.iter().map(|(name, size)| outgoing(name, *size))).len(), 2);
        let half = BATCH_BYTES / 2;
        check_batches(&[("a:1", half), ("b:1", half), ("c:1", 1)], &[&["a:1", "b:1"], &["c:1"]]);
        check_batches(&[("a:1", half + 1), ("b:1", half)], &[&["a:1"], &["b:1"]]);
    }
}

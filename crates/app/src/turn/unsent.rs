//! A message that the customer took back: found, and emptied wherever its words are kept.

use conversation::{Content, Entry, EntryBody, Event, InboundKind};
use ids::{CustomerId, WorkspaceId};
use ports::{Condition, Item, Op, Query};

use super::TurnError;
use crate::Services;
use crate::records::{ConversationRecord, decode, decode_entries, entries_between, put, replace_entries};

/// Items of a timeline that are looked through.
const REACH: usize = 200;

/// The message as it is stored.
pub(super) struct Unsent {
    item: Item,
    /// All of the item, and which of them it is.
    entries: Vec<Entry>,
    at: usize,
}

/// Looks for what an event takes back; other events read nothing.
pub(super) async fn find(
    services: &Services,
    workspace: &WorkspaceId,
    customer: &CustomerId,
    event: &Event,
) -> Result<Option<Unsent>, TurnError> {
    let Event::Inbound(inbound) = event else { return Ok(None) };
    let InboundKind::Unsent { provider_message_id: wanted } = &inbound.kind else { return Ok(None) };
    let is_meant = |entry: &Entry| match &entry.body {
        EntryBody::Message { provider_message_id, .. } => provider_message_id.as_ref() == Some(wanted),
        EntryBody::Note { .. } | EntryBody::Event { .. } => false,
    };
    let query = Query { descending: true, limit: REACH, ..entries_between(customer, None, None) };
    for item in services.store.query(workspace, query).await?.items {
        let entries = decode_entries(&item)?;
        if let Some(at) = entries.iter().position(is_meant) {
            return Ok(Some(Unsent { item, entries, at }));
        }
    }
    Ok(None)
}

impl Unsent {
    /// The platform's policy: what was taken back is not kept.
    pub(super) async fn hide(&self, services: &Services, workspace: &WorkspaceId) -> Result<Vec<Op>, TurnError> {
        let mut entries = self.entries.clone();
        let entry = &mut entries[self.at];
        let conversation = entry.conversation.clone();
        let EntryBody::Message { content, unsent, .. } = &mut entry.body else { return Ok(Vec::new()) };
        if *unsent {
            return Ok(Vec::new());
        }
        let words = std::mem::replace(content, Content::text("")).preview();
        *unsent = true;
        let mut ops = vec![replace_entries(&self.item, &entries)];
        let Some(id) = conversation else { return Ok(ops) };
        // The conversation's own record is shown once another conversation is open, and has the beginning of a message.
        let key = ConversationRecord::key(&id);
        let item = services.store.get(workspace, std::slice::from_ref(&key)).await?.pop().flatten();
        let Some(item) = item else { return Ok(ops) };
        let mut record: ConversationRecord = decode(&item)?;
        let preview = &mut record.conversation.preview;
        if !preview.is_empty() && words.starts_with(preview.as_str()) {
            preview.clear();
            ops.push(put(key, &record, Condition::Version(item.version)));
        }
        Ok(ops)
    }
}

//! Reading a timeline, and how far its sends got.

use std::collections::{BTreeMap, BTreeSet};

use conversation::Entry;
use ids::{CustomerId, WorkspaceId};
use limits::ROW_ENTRIES;
use ports::Query;

use crate::records::{
    DeliveryRecord, OutboxRecord, SendJob, decode, decode_entries, delivery_range, delivery_seq, entries_between,
    thread_partition,
};
use crate::{ReadError, Services};

/// Which entries of a timeline, by `seq`.
#[derive(Debug, Clone, Copy)]
pub struct EntryQuery {
    pub after: Option<u64>,
    pub before: Option<u64>,
    /// Newest first.
    pub descending: bool,
    /// 1 at least. Entries that are long are fewer: a page has some [`limits::TIMELINE_BYTES`].
    pub limit: usize,
}

/// In the order that was asked for. `more` says that a limit cut the list.
pub struct EntryPage {
    pub entries: Vec<Entry>,
    pub more: bool,
}

/// How far sends got that are not simply taken.
pub struct Deliveries {
    pending: BTreeSet<u64>,
    known: BTreeMap<u64, DeliveryRecord>,
}

impl Deliveries {
    /// `None` while it is on its way.
    pub fn of(&self, seq: u64) -> Option<DeliveryRecord> {
        match self.known.get(&seq) {
            Some(record) => Some(record.clone()),
            None if self.pending.contains(&seq) => None,
            None => Some(DeliveryRecord::plain()),
        }
    }
}

impl Services {
    pub async fn entries(
        &self,
        workspace: &WorkspaceId,
        customer: &CustomerId,
        query: EntryQuery,
    ) -> Result<EntryPage, ReadError> {
        let EntryQuery { after, before, descending, limit } = query;
        // What is read first may hold nothing after `after`.
        let most = limit + if descending { 0 } else { ROW_ENTRIES };
        let items = Query { descending, limit: most, ..entries_between(customer, after, before) };
        let page = self.store.query(workspace, items).await?;
        let wanted =
            |entry: &Entry| after.is_none_or(|seq| entry.seq > seq) && before.is_none_or(|seq| entry.seq < seq);
        let (mut entries, mut reached, mut bytes, mut full) = (Vec::new(), false, 0, false);
        for item in &page.items {
            full = bytes > limits::TIMELINE_BYTES && !entries.is_empty();
            if full {
                break;
            }
            let mut row = decode_entries(item)?;
            reached = row.first().is_some_and(|first| after.is_some_and(|after| first.seq <= after + 1));
            row.retain(wanted);
            bytes += if row.is_empty() { 0 } else { item.body.len() };
            if descending {
                row.reverse();
            }
            entries.extend(row);
        }
        let more = full || page.more && !(descending && reached) || entries.len() > limit;
        entries.truncate(limit);
        Ok(EntryPage { entries, more })
    }

    /// How far the sends of a customer from one `seq` to another got. Their entries have to be read before.
    pub async fn deliveries(
        &self,
        workspace: &WorkspaceId,
        customer: &CustomerId,
        first: u64,
        last: u64,
    ) -> Result<Deliveries, ReadError> {
        // In this order: what left the outbox before it was read has its delivery by then, if it gets one.
        let pending = self.unsettled(workspace, customer, last).await?;
        let (after, before) = delivery_range(first, last);
        let of_sends =
            Query { after: Some(after), before: Some(before), ..Query::partition(thread_partition(customer)) };
        let mut known = BTreeMap::new();
        for item in self.read_through(workspace, of_sends).await? {
            if let Some(seq) = delivery_seq(&item.key) {
                known.insert(seq, decode(&item)?);
            }
        }
        Ok(Deliveries { pending, known })
    }

    /// Entries up to `last` whose sends are in the outbox.
    async fn unsettled(
        &self,
        workspace: &WorkspaceId,
        customer: &CustomerId,
        last: u64,
    ) -> Result<BTreeSet<u64>, ReadError> {
        let (partition, (after, before)) = SendJob::range_up_to(customer, last);
        let sends = Query { after: Some(after), before: Some(before), ..Query::partition(partition) };
        let mut seqs = BTreeSet::new();
        for item in self.read_through(workspace, sends).await? {
            match decode(&item) {
                Ok(OutboxRecord::Send(job)) => seqs.extend(job.messages.iter().map(|message| message.seq)),
                Ok(_) => {}
                // The sweeper passes over it too; people see the timeline all the same.
                Err(error) => tracing::error!(%error, "a row of the outbox cannot be read"),
            }
        }
        Ok(seqs)
    }
}

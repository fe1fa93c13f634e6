//! Items that are read again and again, in memory: every message reads its thread, its identity and its account.
//!
//! Only what was read is kept, and only while no commit can pass unseen: the writer brings it in step after each commit,
//! before the caller hears, and what another process wrote makes all of it forgotten (`queue/consumer.rs`).

use std::collections::HashMap;
use std::sync::Mutex;

use ids::WorkspaceId;
use ports::{Item, Key};

use crate::connections::lock;

/// Bytes of items kept, keys included. Beyond, all are forgotten: a busy server has read again what it needs within
/// milliseconds.
const KEPT_BYTES: usize = 4 * 1024 * 1024;

/// A larger item is not kept: it would drive out many.
const ITEM_BYTES: usize = 16 * 1024;

/// What an item takes beside its key, twice, and its body.
const ROW_BYTES: usize = 160;

/// A workspace and a key as one value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Place(Vec<u8>);

impl Place {
    pub(crate) fn of(workspace: &WorkspaceId, key: &Key) -> Self {
        let parts = [workspace.as_str().as_bytes(), key.partition.as_bytes(), key.sort.as_bytes()];
        let mut place = Vec::with_capacity(parts.iter().map(|part| part.len() + size_of::<u32>()).sum());
        for part in parts {
            // With its length in front, so that three parts read in one way only.
            place.extend((part.len() as u32).to_le_bytes());
            place.extend(part);
        }
        Self(place)
    }
}

#[derive(Default)]
pub(crate) struct Items(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    slots: HashMap<Place, Slot>,
    bytes: usize,
    last_ticket: u64,
}

enum Slot {
    Item(Item),
    /// Somebody reads it. A commit that comes first takes the ticket away, so that nothing older is kept.
    Read(u64),
}

pub(crate) enum Look {
    Found(Item),
    /// To be read, and then handed to [`Items::keep`] with this ticket.
    Read(u64),
}

impl Items {
    pub(crate) fn look(&self, place: &Place) -> Look {
        let mut kept = lock(&self.0);
        if let Some(Slot::Item(item)) = kept.slots.get(place) {
            return Look::Found(item.clone());
        }
        kept.last_ticket += 1;
        let ticket = kept.last_ticket;
        kept.slots.insert(place.clone(), Slot::Read(ticket));
        Look::Read(ticket)
    }

    /// What was read with a ticket; `None` where nothing stands, or where reading failed.
    pub(crate) fn keep(&self, place: Place, ticket: u64, item: Option<&Item>) {
        let mut kept = lock(&self.0);
        if !matches!(kept.slots.get(&place), Some(Slot::Read(held)) if *held == ticket) {
            return;
        }
        match item {
            Some(item) => kept.set(place, item.clone()),
            None => drop(kept.slots.remove(&place)),
        }
    }

    /// A commit put an item: it takes the place of what was kept or was being read.
    pub(crate) fn put(&self, place: Place, item: impl FnOnce() -> Item) {
        let mut kept = lock(&self.0);
        if kept.slots.contains_key(&place) {
            kept.set(place, item());
        }
    }

    /// A commit removed an item.
    pub(crate) fn remove(&self, place: &Place) {
        let mut kept = lock(&self.0);
        kept.take(place);
    }

    pub(crate) fn forget(&self) {
        let mut kept = lock(&self.0);
        kept.slots.clear();
        kept.bytes = 0;
    }
}

impl Kept {
    fn set(&mut self, place: Place, item: Item) {
        self.take(&place);
        let bytes = weight(&item);
        // What expires goes from the database without a commit.
        if item.expires_at_ms.is_some() || bytes > ITEM_BYTES {
            return;
        }
        if self.bytes + bytes > KEPT_BYTES {
            self.slots.clear();
            self.bytes = 0;
        }
        self.bytes += bytes;
        self.slots.insert(place, Slot::Item(item));
    }

    fn take(&mut self, place: &Place) {
        if let Some(Slot::Item(item)) = self.slots.remove(place) {
            self.bytes -= weight(&item);
        }
    }
}

fn weight(item: &Item) -> usize {
    2 * (item.key.partition.len() + item.key.sort.len()) + item.body.len() + ROW_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(sort: &str) -> Place {
        Place::of(&"main".parse().unwrap(), &Key::new("p", sort))
    }

    fn item(sort: &str, version: u64) -> Item {
        Item { key: Key::new("p", sort), version, body: vec![0; 100], expires_at_ms: None }
    }

    fn version(items: &Items, sort: &str) -> Result<u64, u64> {
        match items.look(&place(sort)) {
            Look::Found(item) => Ok(item.version),
            Look::Read(ticket) => Err(ticket),
        }
    }

    #[test]
    fn what_was_read_before_a_commit_is_not_kept_after_it() {
        let items = Items::default();
        let ticket = version(&items, "a").unwrap_err();
        items.put(place("a"), || item("a", 2));
        items.keep(place("a"), ticket, Some(&item("a", 1)));
        assert_eq!(version(&items, "a"), Ok(2));

        items.remove(&place("a"));
        let ticket = version(&items, "a").unwrap_err();
        items.remove(&place("a"));
        items.keep(place("a"), ticket, Some(&item("a", 2)));
        let ticket = version(&items, "a").unwrap_err();
        items.forget();
        items.keep(place("a"), ticket, Some(&item("a", 2)));
        assert!(version(&items, "a").is_err());
    }

    #[test]
    fn what_nobody_read_is_not_kept_nor_what_expires() {
        let items = Items::default();
        items.put(place("a"), || item("a", 1));
        let ticket = version(&items, "a").unwrap_err();
        items.keep(place("a"), ticket, Some(&Item { expires_at_ms: Some(9), ..item("a", 1) }));
        assert!(version(&items, "a").is_err());
    }

    #[test]
    fn the_bytes_kept_are_bounded() {
        let items = Items::default();
        for number in 0..100_000 {
            let sort = format!("{number:06}");
            let ticket = version(&items, &sort).unwrap_err();
            items.keep(place(&sort), ticket, Some(&item(&sort, 1)));
            let kept = lock(&items.0);
            let weighed = kept.slots.values().map(|slot| match slot {
                Slot::Item(item) => weight(item),
                Slot::Read(_) => 0,
            });
            if number % 5_000 == 0 {
                assert_eq!(weighed.sum::<usize>(), kept.bytes);
            }
            assert!(kept.bytes <= KEPT_BYTES);
        }
        assert_eq!(version(&items, "099999"), Ok(1));
    }

    #[test]
    fn keys_of_other_parts_are_other_places() {
        let workspace = "main".parse().unwrap();
        let other = Place::of(&workspace, &Key::new("pa", "b"));
        assert_ne!(Place::of(&workspace, &Key::new("p", "ab")), other);
    }
}

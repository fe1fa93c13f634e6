//! One queue's messages in memory: which groups are ready, which messages are out, what wakes when. Pure
//! bookkeeping with the time handed in; bodies stay in the database, and so does what must survive.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

/// A message without its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) id: i64,
    /// Its place in the group.
    pub(crate) position: i64,
    pub(crate) receives: u32,
    /// Unix milliseconds before which it holds up its group.
    pub(crate) visible_at_ms: u64,
}

/// A message chosen for delivery. `serial` is new with each delivery, so that an old receipt fits nothing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pick {
    pub(crate) serial: u64,
    pub(crate) id: i64,
    pub(crate) receives: u32,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Hand these out; empty when nothing is ready.
    Batch(Vec<Pick>),
    /// This message has been delivered often enough: bury it and take again. It no longer holds up its group.
    Exhausted { group: Arc<str>, entry: Entry },
}

#[derive(Default)]
pub(crate) struct Lane {
    groups: HashMap<Arc<str>, Group>,
    /// Groups that can give a message, in the order in which they could.
    ready: VecDeque<Arc<str>>,
    flights: HashMap<u64, Flight>,
    /// When the visibility time of each flight is over: (Unix milliseconds, serial).
    expiries: BTreeSet<(u64, u64)>,
    /// When to look at a group whose first message is delayed. May hold reasons that have passed.
    delays: BTreeSet<(u64, Arc<str>)>,
    /// Messages waiting or in flight.
    depth: u64,
    last_serial: u64,
}

#[derive(Default)]
struct Group {
    /// In order of position.
    waiting: VecDeque<Entry>,
    /// While not zero, the group is locked.
    in_flight: usize,
    /// Stands in `ready`.
    listed: bool,
}

struct Flight {
    group: Arc<str>,
    entry: Entry,
    until_ms: u64,
}

impl Lane {
    pub(crate) fn add(&mut self, group: &str, entry: Entry, now_ms: u64) {
        let group: Arc<str> = match self.groups.get_key_value(group) {
            Some((group, _)) => Arc::clone(group),
            None => group.into(),
        };
        self.depth += 1;
        self.put_back(&group, entry, now_ms);
    }

    /// Up to `max` messages, each out until `until_ms`. A message that failed before goes alone in its
    /// group: what stands behind it must not be counted as failing with it. One that came `receives` times is exhausted.
    pub(crate) fn take(&mut self, max: usize, receives: u32, now_ms: u64, until_ms: u64) -> Taken {
        self.wake(now_ms);
        let mut picks = Vec::new();
        while picks.len() < max {
            let Some(name) = self.ready.pop_front() else { break };
            let Some(group) = self.groups.get_mut(&name) else { continue };
            group.listed = false;
            let Some(first) = group.waiting.front().copied().filter(|first| first.visible_at_ms <= now_ms) else {
                self.refresh(&name, now_ms);
                continue;
            };
            if first.receives >= receives {
                if !picks.is_empty() {
                    group.listed = true;
                    self.ready.push_front(name);
                    break;
                }
                group.waiting.pop_front();
                self.depth -= 1;
                self.refresh(&name, now_ms);
                return Taken::Exhausted { group: name, entry: first };
            }
            let fresh = group.waiting.iter().take_while(|it| it.receives == 0 && it.visible_at_ms <= now_ms).count();
            let count = fresh.max(1).min(max - picks.len());
            group.in_flight = count;
            for mut entry in group.waiting.drain(..count) {
                self.last_serial += 1;
                entry.receives += 1;
                picks.push(Pick { serial: self.last_serial, id: entry.id, receives: entry.receives });
                self.expiries.insert((until_ms, self.last_serial));
                self.flights.insert(self.last_serial, Flight { group: Arc::clone(&name), entry, until_ms });
            }
        }
        Taken::Batch(picks)
    }

    /// Claims deliveries for removal: until [`Self::removed`] or [`Self::kept`] their visibility time
    /// cannot run out. Returns those that still were out, with the ids of their messages.
    pub(crate) fn claim(&mut self, serials: &[u64], now_ms: u64) -> Vec<(u64, i64)> {
        self.wake(now_ms);
        let mut claimed = Vec::with_capacity(serials.len());
        for &serial in serials {
            if let Some(flight) = self.flights.get(&serial)
                // Not there when claimed before.
                && self.expiries.remove(&(flight.until_ms, serial))
            {
                claimed.push((serial, flight.entry.id));
            }
        }
        claimed
    }

    /// The message is gone from the database.
    pub(crate) fn removed(&mut self, serial: u64, now_ms: u64) {
        if let Some(flight) = self.flights.remove(&serial) {
            self.expiries.remove(&(flight.until_ms, serial));
            self.depth -= 1;
            self.land(&flight.group, now_ms);
        }
    }

    /// The claimed message could not be removed: it is out as before.
    pub(crate) fn kept(&mut self, serial: u64) {
        if let Some(flight) = self.flights.get(&serial) {
            self.expiries.insert((flight.until_ms, serial));
        }
    }

    pub(crate) fn release(&mut self, serial: u64, now_ms: u64, visible_at_ms: u64) {
        self.wake(now_ms);
        let out = self.flights.get(&serial).is_some_and(|it| self.expiries.contains(&(it.until_ms, serial)));
        if out {
            self.return_to_group(serial, now_ms, visible_at_ms);
        }
    }

    pub(crate) fn has_ready(&mut self, now_ms: u64) -> bool {
        self.wake(now_ms);
        !self.ready.is_empty()
    }

    /// Unix milliseconds when time alone may make something ready.
    pub(crate) fn next_wake_ms(&self) -> Option<u64> {
        let expiry = self.expiries.first().map(|(at, _)| *at);
        let delay = self.delays.first().map(|(at, _)| *at);
        expiry.into_iter().chain(delay).min()
    }

    pub(crate) fn depth(&self) -> u64 {
        self.depth
    }

    fn wake(&mut self, now_ms: u64) {
        while let Some(&(at, serial)) = self.expiries.first()
            && at <= now_ms
        {
            self.return_to_group(serial, now_ms, 0);
        }
        while let Some((at, _)) = self.delays.first()
            && *at <= now_ms
        {
            if let Some((_, group)) = self.delays.pop_first() {
                self.refresh(&group, now_ms);
            }
        }
    }

    fn return_to_group(&mut self, serial: u64, now_ms: u64, visible_at_ms: u64) {
        if let Some(Flight { group, mut entry, until_ms }) = self.flights.remove(&serial) {
            self.expiries.remove(&(until_ms, serial));
            entry.visible_at_ms = visible_at_ms;
            self.put_back(&group, entry, now_ms);
            self.land(&group, now_ms);
        }
    }

    fn put_back(&mut self, group: &Arc<str>, entry: Entry, now_ms: u64) {
        let waiting = &mut self.groups.entry(Arc::clone(group)).or_default().waiting;
        let place = waiting.partition_point(|it| it.position < entry.position);
        waiting.insert(place, entry);
        self.refresh(group, now_ms);
    }

    fn land(&mut self, group: &Arc<str>, now_ms: u64) {
        if let Some(found) = self.groups.get_mut(group) {
            found.in_flight = found.in_flight.saturating_sub(1);
            self.refresh(group, now_ms);
        }
    }

    /// Lists the group when it can give a message, remembers when to look again, forgets it when empty.
    fn refresh(&mut self, name: &Arc<str>, now_ms: u64) {
        let Some(group) = self.groups.get_mut(name) else { return };
        if group.in_flight > 0 || group.listed {
            return;
        }
        match group.waiting.front() {
            None => {
                self.groups.remove(name);
            }
            Some(first) if first.visible_at_ms <= now_ms => {
                group.listed = true;
                self.ready.push_back(Arc::clone(name));
            }
            Some(first) => {
                self.delays.insert((first.visible_at_ms, Arc::clone(name)));
            }
        }
    }
}

#[cfg(test)]
#[path = "lane_tests.rs"]
mod tests;

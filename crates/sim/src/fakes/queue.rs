//! SQS FIFO: groups in order with one consumer each, visibility, dedupe by group, dead letters.

use std::collections::{BTreeMap, VecDeque};

use ports::{DeadLetter, Delivery, Message, QueueError, QueueName};

const WINDOW_MS: u64 = limits::QUEUE_DEDUPE_SECONDS * 1000;
/// What receipts begin with, so that no other number is one.
const RECEIPT: &str = "r";
const VISIBILITY_MS: u64 = limits::QUEUE_VISIBILITY_SECONDS * 1000;

#[derive(Default)]
pub struct QueueData {
    lanes: BTreeMap<QueueName, Lane>,
}

#[derive(Default)]
struct Lane {
    groups: BTreeMap<String, VecDeque<Entry>>,
    /// By serial number, which the receipt holds.
    flights: BTreeMap<u64, Flight>,
    /// When a dedupe id of a group was first accepted.
    accepted: BTreeMap<(String, String), u64>,
    dead: Vec<(u64, Entry)>,
    last_position: u64,
    last_serial: u64,
}

#[derive(Clone)]
struct Entry {
    position: u64,
    message: Message,
    receives: u32,
    visible_at_ms: u64,
}

struct Flight {
    entry: Entry,
    until_ms: u64,
}

impl QueueData {
    /// Takes all messages or none.
    pub fn send(&mut self, queue: QueueName, messages: Vec<Message>, now_ms: u64) -> Result<(), QueueError> {
        messages.iter().try_for_each(Message::check)?;
        let lane = self.lanes.entry(queue).or_default();
        for message in messages {
            let id = (message.group.clone(), message.dedupe.clone());
            if lane.accepted.get(&id).is_some_and(|at| now_ms < at + WINDOW_MS) {
                continue;
            }
            lane.accepted.insert(id, now_ms);
            lane.last_position += 1;
            let entry = Entry { position: lane.last_position, message, receives: 0, visible_at_ms: 0 };
            lane.groups.entry(entry.message.group.clone()).or_default().push_back(entry);
        }
        Ok(())
    }

    /// Groups that can give a message now.
    pub fn ready(&mut self, queue: QueueName, now_ms: u64) -> Vec<String> {
        let lane = self.lanes.entry(queue).or_default();
        lane.wake(now_ms);
        let visible = |entries: &VecDeque<Entry>| entries.front().is_some_and(|entry| entry.visible_at_ms <= now_ms);
        let found = lane.groups.iter().filter(|(group, entries)| visible(entries) && !lane.is_locked(group));
        found.map(|(group, _)| group.clone()).collect()
    }

    /// Up to `max` messages of these groups, which `ready` named.
    pub fn receive(&mut self, queue: QueueName, groups: &[String], max: usize, now_ms: u64) -> Vec<Delivery> {
        let lane = self.lanes.entry(queue).or_default();
        let mut batch = Vec::new();
        for group in groups {
            lane.bury(group, queue.receives(), now_ms);
            while batch.len() < max.min(limits::QUEUE_BATCH) {
                let Some(entries) = lane.groups.get_mut(group) else { break };
                let Some(mut entry) = entries.pop_front_if(|first| first.visible_at_ms <= now_ms) else { break };
                entry.receives += 1;
                lane.last_serial += 1;
                batch.push(Delivery {
                    receipt: format!("{RECEIPT}{}", lane.last_serial),
                    message: entry.message.clone(),
                    receives: entry.receives,
                });
                let failed_before = entry.receives > 1;
                lane.flights.insert(lane.last_serial, Flight { entry, until_ms: now_ms + VISIBILITY_MS });
                // What stands behind a message that failed must not be counted as failing with it.
                if failed_before {
                    break;
                }
            }
        }
        lane.groups.retain(|_, entries| !entries.is_empty());
        batch
    }

    pub fn ack(&mut self, queue: QueueName, receipts: &[String], now_ms: u64) {
        let lane = self.lanes.entry(queue).or_default();
        lane.wake(now_ms);
        for serial in serials(receipts) {
            lane.flights.remove(&serial);
        }
    }

    pub fn release(&mut self, queue: QueueName, receipts: &[String], delay_ms: u64, now_ms: u64) {
        let lane = self.lanes.entry(queue).or_default();
        lane.wake(now_ms);
        for serial in serials(receipts) {
            if let Some(flight) = lane.flights.remove(&serial) {
                lane.put_back(Entry { visible_at_ms: now_ms + delay_ms, ..flight.entry });
            }
        }
    }

    /// The consumer that held everything in flight is gone: all of it is visible again.
    pub fn release_all(&mut self) {
        for lane in self.lanes.values_mut() {
            for flight in std::mem::take(&mut lane.flights).into_values() {
                lane.put_back(Entry { visible_at_ms: 0, ..flight.entry });
            }
        }
    }

    pub fn dead_letters(&self, queue: QueueName) -> Vec<DeadLetter> {
        let letter = |(died_at_ms, entry): &(u64, Entry)| DeadLetter {
            queue,
            id: entry.position.to_string(),
            message: entry.message.clone(),
            died_at_ms: *died_at_ms,
        };
        self.lanes.get(&queue).into_iter().flat_map(|lane| &lane.dead).map(letter).collect()
    }

    pub fn redrive(&mut self, queue: QueueName, id: &str) -> bool {
        let Some(entry) = self.take_dead(queue, id) else { return false };
        let lane = self.lanes.entry(queue).or_default();
        lane.put_back(Entry { receives: 0, visible_at_ms: 0, ..entry });
        true
    }

    pub fn discard(&mut self, queue: QueueName, id: &str) -> bool {
        self.take_dead(queue, id).is_some()
    }

    fn take_dead(&mut self, queue: QueueName, id: &str) -> Option<Entry> {
        let dead = &mut self.lanes.entry(queue).or_default().dead;
        let at = dead.iter().position(|(_, entry)| entry.position.to_string() == id)?;
        Some(dead.remove(at).1)
    }

    /// Messages waiting or in flight.
    pub fn depth(&self, queue: QueueName) -> u64 {
        let Some(lane) = self.lanes.get(&queue) else { return 0 };
        (lane.groups.values().map(VecDeque::len).sum::<usize>() + lane.flights.len()) as u64
    }

    /// When time alone may make something ready.
    pub fn next_wake_ms(&self, queue: QueueName) -> Option<u64> {
        let lane = self.lanes.get(&queue)?;
        let delays = lane.groups.iter().filter(|(group, _)| !lane.is_locked(group));
        let delays = delays.filter_map(|(_, entries)| entries.front().map(|entry| entry.visible_at_ms));
        delays.chain(lane.flights.values().map(|flight| flight.until_ms)).min()
    }
}

impl Lane {
    fn is_locked(&self, group: &str) -> bool {
        self.flights.values().any(|flight| flight.entry.message.group == group)
    }

    fn wake(&mut self, now_ms: u64) {
        let over: Vec<u64> =
            self.flights.iter().filter(|(_, flight)| flight.until_ms <= now_ms).map(|(serial, _)| *serial).collect();
        for serial in over {
            if let Some(flight) = self.flights.remove(&serial) {
                self.put_back(Entry { visible_at_ms: 0, ..flight.entry });
            }
        }
    }

    fn put_back(&mut self, entry: Entry) {
        let entries = self.groups.entry(entry.message.group.clone()).or_default();
        let place = entries.partition_point(|it| it.position < entry.position);
        entries.insert(place, entry);
    }

    /// Takes what was delivered too often from the front of a group.
    fn bury(&mut self, group: &str, receives: u32, now_ms: u64) {
        let Some(entries) = self.groups.get_mut(group) else { return };
        while let Some(entry) = entries.pop_front_if(|first| first.receives >= receives) {
            self.dead.push((now_ms, entry));
        }
    }
}

/// A receipt that nobody gave names nothing.
fn serials(receipts: &[String]) -> impl Iterator<Item = u64> {
    receipts.iter().filter_map(|receipt| receipt.strip_prefix(RECEIPT)?.parse().ok())
}

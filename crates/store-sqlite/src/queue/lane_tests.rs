//! Random walks over a lane: no overtaking, no second delivery at a time, nothing lost.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

const VISIBILITY_MS: u64 = 60_000;

/// Small and repeatable (Knuth's MMIX constants); the seed names the walk.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

#[derive(Default)]
struct Walk {
    lane: Lane,
    now_ms: u64,
    next_id: i64,
    group_of: BTreeMap<i64, u64>,
    /// What is neither acknowledged nor dead, in order, per group.
    left: BTreeMap<u64, BTreeSet<i64>>,
    /// Deliveries whose time is not over: serial, id, end.
    out: Vec<(u64, i64, u64)>,
}

impl Walk {
    fn add(&mut self, group: u64) {
        self.next_id += 1;
        let entry = Entry { id: self.next_id, position: self.next_id, receives: 0, visible_at_ms: 0 };
        self.lane.add(&group.to_string(), entry, self.now_ms);
        self.group_of.insert(self.next_id, group);
        self.left.entry(group).or_default().insert(self.next_id);
    }

    fn take(&mut self, max: usize) -> usize {
        loop {
            match self.lane.take(max, limits::QUEUE_RECEIVES, self.now_ms, self.now_ms + VISIBILITY_MS) {
                Taken::Exhausted { entry, .. } => {
                    assert_eq!(entry.receives, limits::QUEUE_RECEIVES);
                    self.forget(entry.id);
                }
                Taken::Batch(picks) => {
                    assert!(picks.len() <= max);
                    let mut per_group: BTreeMap<u64, Vec<i64>> = BTreeMap::new();
                    for pick in &picks {
                        per_group.entry(self.group_of[&pick.id]).or_default().push(pick.id);
                    }
                    for (group, ids) in per_group {
                        let locked = self.out.iter().any(|(_, id, _)| self.group_of[id] == group);
                        assert!(!locked, "group {group} had something in flight");
                        let first: Vec<_> = self.left[&group].iter().copied().take(ids.len()).collect();
                        assert_eq!(ids, first, "group {group} is overtaken");
                    }
                    let count = picks.len();
                    let until_ms = self.now_ms + VISIBILITY_MS;
                    self.out.extend(picks.into_iter().map(|pick| (pick.serial, pick.id, until_ms)));
                    return count;
                }
            }
        }
    }

    fn ack(&mut self, (serial, id, _): (u64, i64, u64)) {
        assert_eq!(self.lane.claim(&[serial, serial], self.now_ms), [(serial, id)]);
        self.lane.removed(serial, self.now_ms);
        self.forget(id);
    }

    fn forget(&mut self, id: i64) {
        self.left.get_mut(&self.group_of[&id]).expect("it was added").remove(&id);
    }

    fn advance(&mut self, ms: u64) {
        self.now_ms += ms;
        let now_ms = self.now_ms;
        self.out.retain(|(_, _, until_ms)| *until_ms > now_ms);
    }

    fn step(&mut self, random: &mut Random) {
        let choice = random.below(100);
        match choice {
            0..30 => self.add(random.below(5)),
            30..60 => {
                self.take(1 + random.below(5) as usize);
            }
            60..95 if !self.out.is_empty() => {
                let at = random.below(self.out.len() as u64) as usize;
                let flight = self.out.swap_remove(at);
                match choice {
                    60..80 => self.ack(flight),
                    80..85 => {
                        // The removal fails: it stays out, with the same receipt.
                        assert_eq!(self.lane.claim(&[flight.0], self.now_ms).len(), 1);
                        self.lane.kept(flight.0);
                        self.out.push(flight);
                    }
                    _ => {
                        let delay_ms = random.below(3) * 10_000;
                        self.lane.release(flight.0, self.now_ms, self.now_ms + delay_ms);
                        assert!(self.lane.claim(&[flight.0], self.now_ms).is_empty());
                    }
                }
            }
            60..95 => {}
            _ => self.advance(random.below(20_000)),
        }
        let left: usize = self.left.values().map(BTreeSet::len).sum();
        assert_eq!(self.lane.depth(), left as u64);
    }

    /// Everything that is left comes out in the end, and nothing stays behind in memory.
    fn finish(mut self) {
        loop {
            for flight in std::mem::take(&mut self.out) {
                self.ack(flight);
            }
            if self.take(10) > 0 {
                continue;
            }
            let Some(wake_ms) = self.lane.next_wake_ms() else { break };
            self.advance(wake_ms - self.now_ms);
        }
        assert!(self.left.values().all(BTreeSet::is_empty), "lost: {:?}", self.left);
        assert_eq!(self.lane.depth(), 0);
        assert!(self.lane.groups.is_empty() && self.lane.flights.is_empty() && self.lane.expiries.is_empty());
    }
}

#[test]
fn random_walks_keep_order_and_lose_nothing() {
    for seed in 0..300 {
        println!("seed {seed}");
        let mut random = Random(seed);
        let mut walk = Walk::default();
        for _ in 0..400 {
            walk.step(&mut random);
        }
        walk.finish();
    }
}

#[test]
fn sq8_a_receive_looks_at_what_it_gives_and_not_at_the_backlog() {
    let mut walk = Walk::default();
    for _ in 0..20_000 {
        walk.add(1);
    }
    assert_eq!(walk.take(10), 10);
    // The locked group with its backlog is not among what a receive goes through.
    assert!(walk.lane.ready.is_empty());
    walk.add(2);
    assert_eq!(walk.lane.ready.len(), 1);
    assert_eq!(walk.take(10), 1);
}

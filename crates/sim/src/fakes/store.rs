//! Items in the order of their keys; a commit is all or nothing.

use std::collections::BTreeMap;
use std::ops::Bound;

use ids::WorkspaceId;
use ports::{Commit, CommitOutcome, Condition, Item, Key, Op, Page, Query, StoreError};

#[derive(Default)]
pub struct StoreData {
    items: BTreeMap<(WorkspaceId, Key), Item>,
}

/// What a commit did to one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub key: Key,
    pub old: Option<Item>,
    pub new: Option<Item>,
}

impl StoreData {
    pub fn get(&self, workspace: &WorkspaceId, key: &Key) -> Option<Item> {
        self.items.get(&(workspace.clone(), key.clone())).cloned()
    }

    pub fn query(&self, workspace: &WorkspaceId, query: &Query) -> Page {
        let key = |sort: &str| (workspace.clone(), Key::new(query.partition.clone(), sort));
        let lower = Bound::Excluded(key(query.after.as_deref().unwrap_or_default()));
        // No sort key is empty, and behind the last one of a partition stands the next partition.
        let upper = match &query.before {
            Some(before) => Bound::Excluded(key(before)),
            None => Bound::Excluded((workspace.clone(), Key::new(format!("{}\u{0}", query.partition), ""))),
        };
        let (Bound::Excluded(from), Bound::Excluded(to)) = (&lower, &upper) else { unreachable!() };
        if from >= to {
            return Page { items: Vec::new(), more: false };
        }
        let found = self.items.range((lower, upper)).map(|(_, item)| item);
        let take = query.limit + 1;
        let mut items: Vec<Item> = if query.descending {
            found.rev().take(take).cloned().collect()
        } else {
            found.take(take).cloned().collect()
        };
        let more = items.len() > query.limit;
        items.truncate(query.limit);
        Page { items, more }
    }

    /// The outcome, and when it was committed, what changed.
    pub fn commit(
        &mut self,
        workspace: &WorkspaceId,
        commit: &Commit,
    ) -> Result<(CommitOutcome, Vec<Change>), StoreError> {
        commit.check()?;
        for (index, op) in commit.ops.iter().enumerate() {
            let old = self.get(workspace, op.key()).filter(|item| item.is_live(commit.now_ms));
            let holds = match op.condition() {
                Condition::Always => true,
                Condition::Absent => old.is_none(),
                Condition::Present => old.is_some(),
                Condition::Version(version) => old.as_ref().is_some_and(|item| item.version == version),
            };
            if !holds {
                return Ok((CommitOutcome::ConditionFailed { index, old }, Vec::new()));
            }
        }
        let changes = commit.ops.iter().filter_map(|op| self.apply(workspace, op, commit.now_ms)).collect();
        Ok((CommitOutcome::Committed, changes))
    }

    fn apply(&mut self, workspace: &WorkspaceId, op: &Op, now_ms: u64) -> Option<Change> {
        let place = (workspace.clone(), op.key().clone());
        match op {
            Op::Check { .. } => None,
            Op::Delete { key, .. } => {
                let old = self.items.remove(&place);
                Some(Change { key: key.clone(), old, new: None })
            }
            Op::Put { key, body, expires_at_ms, condition } => {
                let old = self.items.remove(&place);
                let starts_over = |old: &Item| *condition == Condition::Absent && !old.is_live(now_ms);
                let version = old.as_ref().filter(|old| !starts_over(old)).map_or(1, |old| old.version + 1);
                let item = Item { key: key.clone(), version, body: body.clone(), expires_at_ms: *expires_at_ms };
                self.items.insert(place, item.clone());
                Some(Change { key: key.clone(), old, new: Some(item) })
            }
        }
    }

    /// Housekeeping, as DynamoDB's TTL does it: removes what expired before `now_ms`.
    pub fn expire(&mut self, now_ms: u64) {
        self.items.retain(|_, item| item.is_live(now_ms));
    }

    /// Everything of a workspace whose partition begins so.
    pub fn all<'a>(&'a self, workspace: &'a WorkspaceId, partition: &'a str) -> impl Iterator<Item = &'a Item> {
        let from = (workspace.clone(), Key::new(partition, ""));
        let of_workspace = self.items.range(from..).take_while(move |((of, _), _)| of == workspace);
        let starts = of_workspace.take_while(move |((_, key), _)| key.partition.starts_with(partition));
        starts.map(|(_, item)| item)
    }
}

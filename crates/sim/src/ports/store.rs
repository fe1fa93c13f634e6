//! The store: strongly consistent reads whose answers may be old when they are seen, and commits that conflict, are
//! throttled, or whose outcome nobody tells.

use async_trait::async_trait;
use ids::WorkspaceId;
use ports::{Commit, CommitOutcome, Item, Key, Op, Page, Query, Store, StoreError};

use super::Ports;
use crate::gate::Reply;
use crate::world::State;

#[async_trait]
impl Store for Ports {
    async fn get(&self, workspace: &WorkspaceId, keys: &[Key]) -> Result<Vec<Option<Item>>, StoreError> {
        let apart = keys.len() > 1 && self.world().lock().random.chance(200);
        if !apart {
            return self.read(workspace.clone(), keys.to_vec()).await;
        }
        // A batch of reads is no snapshot: each key is read at its own moment.
        let mut items = Vec::with_capacity(keys.len());
        for key in keys {
            items.extend(self.read(workspace.clone(), vec![key.clone()]).await?);
        }
        Ok(items)
    }

    async fn query(&self, workspace: &WorkspaceId, query: Query) -> Result<Page, StoreError> {
        let workspace = workspace.clone();
        let name = if query.partition.starts_with("O#") { "query outbox" } else { "query" };
        let call = self.world().call(name, move |state, reply| {
            if state.fails(|it| it.unavailable) {
                return Err(unavailable(state, reply));
            }
            Ok(state.store.query(&workspace, &query))
        });
        call.await
    }

    async fn commit(&self, workspace: &WorkspaceId, mut commit: Commit) -> Result<CommitOutcome, StoreError> {
        commit.check()?;
        for op in &mut commit.ops {
            if let Op::Put { body, .. } = op {
                *body = self.written(std::mem::take(body));
            }
        }
        let workspace = workspace.clone();
        let name = name(&commit);
        self.world().call(name, move |state, reply| commit_with_faults(state, reply, name, workspace, commit)).await
    }
}

impl Ports {
    async fn read(&self, workspace: WorkspaceId, keys: Vec<Key>) -> Result<Vec<Option<Item>>, StoreError> {
        let name = match keys.first() {
            Some(key) if key.sort == "HEAD" => "get thread",
            Some(key) if key.partition == "A" => "get account",
            _ => "get",
        };
        let call = self.world().call(name, move |state, reply| {
            if state.fails(|it| it.unavailable) {
                return Err(unavailable(state, reply));
            }
            Ok(keys.iter().map(|key| state.store.get(&workspace, key)).collect())
        });
        call.await
    }
}

fn unavailable(state: &mut State, reply: &Reply) -> StoreError {
    state.hurt(reply.task);
    StoreError::Unavailable("simulated".to_owned())
}

fn commit_with_faults(
    state: &mut State,
    reply: &Reply,
    name: &str,
    workspace: WorkspaceId,
    commit: Commit,
) -> Result<CommitOutcome, StoreError> {
    let faults = state.faults;
    if state.random.chance(faults.unavailable) {
        state.note_of(reply.task, format_args!("{name}: unavailable"));
        return Err(unavailable(state, reply));
    }
    for (rate, outcome) in [(faults.conflict, CommitOutcome::Conflict), (faults.throttle, CommitOutcome::Throttled)] {
        if state.random.chance(rate) {
            state.hurt(reply.task);
            state.note_of(reply.task, format_args!("{name}: {outcome:?}"));
            return Ok(outcome);
        }
    }
    if !state.random.chance(faults.unknown) {
        return state.apply(reply.task, name, &workspace, &commit);
    }
    state.hurt(reply.task);
    match state.random.between(0, 3) {
        0 => state.note_of(reply.task, format_args!("{name}: unknown, and not applied")),
        1 => {
            state.note_of(reply.task, format_args!("{name}: unknown, and applied"));
            state.apply(reply.task, name, &workspace, &commit)?;
        }
        _ => {
            state.note_of(reply.task, format_args!("{name}: unknown, and applied later"));
            let (task, name) = (reply.task, name.to_owned());
            let later_ms = state.random.between(1, 5_000);
            state.after(later_ms, move |world| {
                // Nobody hears the outcome.
                let _ = world.lock().apply(task, &name, &workspace, &commit);
            });
        }
    }
    Ok(CommitOutcome::Unknown)
}

impl State {
    fn apply(
        &mut self,
        task: u64,
        name: &str,
        workspace: &WorkspaceId,
        commit: &Commit,
    ) -> Result<CommitOutcome, StoreError> {
        let (outcome, changes) = self.store.commit(workspace, commit)?;
        match &outcome {
            CommitOutcome::ConditionFailed { index, .. } => {
                self.note_of(task, format_args!("{name}: condition {index} failed"));
            }
            other => self.note_of(task, format_args!("{name}: {other:?}, {} ops", commit.ops.len())),
        }
        let now_ms = self.now_ms();
        self.oracle.stored(workspace, &changes, now_ms);
        Ok(outcome)
    }
}

/// What a commit is, by what it touches.
fn name(commit: &Commit) -> &'static str {
    let Some(first) = commit.ops.first() else { return "commit nothing" };
    let key = first.key();
    let outbox = key.partition.starts_with("O#");
    let deletes = commit.ops.iter().all(|op| matches!(op, Op::Delete { .. }));
    match first {
        _ if key.sort == "HEAD" => "commit turn",
        Op::Delete { .. } if outbox && deletes && !key.sort.contains("#S#") => "commit published",
        Op::Delete { .. } if outbox => "commit settled",
        Op::Put { .. } if outbox => "commit sending",
        _ if key.partition.starts_with("P#") => "commit message id",
        _ if key.sort.starts_with("D#") => "commit receipt",
        _ if key.partition.starts_with('V') => "commit connection",
        _ if key.partition.starts_with('F') => "commit flow",
        _ if key.partition == "X" => "commit failure",
        _ => "commit",
    }
}

//! A commit: one plain write where one operation is all, a transaction otherwise, tried again where that cannot do
//! harm.

use std::time::Duration;

use ids::WorkspaceId;
use ports::units::is_nothing;
use ports::{Commit, CommitOutcome, Op, StoreError};

use crate::answer::Answer;
use crate::store::DynamoStore;
use crate::write::Write;
use crate::{single, transaction};

/// Attempts at one commit. Whoever called has a queue behind, which comes again later.
const ATTEMPTS: u32 = 3;

/// The longest pause before the second attempt; it doubles.
const PAUSE: Duration = Duration::from_millis(50);

pub(crate) async fn run(
    store: &DynamoStore,
    workspace: &WorkspaceId,
    commit: &Commit,
) -> Result<CommitOutcome, StoreError> {
    commit.check()?;
    let ops: Vec<(usize, &Op)> = commit.ops.iter().enumerate().filter(|(_, op)| !is_nothing(op)).collect();
    let answer = match ops.as_slice() {
        [] => Answer::Committed,
        [(index, op @ (Op::Put { .. } | Op::Delete { .. }))] => {
            alone(store, workspace, *index, op, commit.now_ms).await
        }
        several => together(store, workspace, several, commit.now_ms).await,
    };
    answer.outcome(workspace, commit.now_ms)
}

/// A plain write has no token: once it may have arrived, sending it again could refuse what it did itself.
async fn alone(store: &DynamoStore, workspace: &WorkspaceId, index: usize, op: &Op, now_ms: u64) -> Answer {
    let mut attempt = 1;
    loop {
        let answer = single::write(store, Write::of(workspace, op, now_ms), index).await;
        match answer {
            Answer::Throttled | Answer::NotSent(_) if attempt < ATTEMPTS => pause(attempt).await,
            certain_or_last => return certain_or_last,
        }
        attempt += 1;
    }
}

/// A transaction carries a token for ten minutes: sent again, it is applied once, and its answer can be believed.
async fn together(store: &DynamoStore, workspace: &WorkspaceId, ops: &[(usize, &Op)], now_ms: u64) -> Answer {
    let token = match token() {
        Ok(token) => token,
        Err(reason) => return Answer::NotSent(reason),
    };
    let mut in_doubt = None;
    let mut attempt = 1;
    loop {
        let writes = ops.iter().map(|(_, op)| Write::of(workspace, op, now_ms)).collect();
        let indices: Vec<usize> = ops.iter().map(|(index, _)| *index).collect();
        match transaction::write(store, writes, &indices, &token).await {
            Answer::Ambiguous(reason) => in_doubt = Some(reason),
            // What an earlier attempt did is not known by this one's failure.
            repeatable @ (Answer::Throttled | Answer::NotSent(_)) if attempt == ATTEMPTS => {
                return in_doubt.map_or(repeatable, Answer::Ambiguous);
            }
            Answer::Throttled | Answer::NotSent(_) => {}
            certain => return certain,
        }
        if attempt == ATTEMPTS {
            return in_doubt.map_or(Answer::Throttled, Answer::Ambiguous);
        }
        pause(attempt).await;
        attempt += 1;
    }
}

/// A random part of a time that doubles, so that those who were turned away together do not come back together.
pub(crate) async fn pause(attempt: u32) {
    let mut byte = [0];
    // Without randomness the longest pause is as good.
    let share = if getrandom::fill(&mut byte).is_ok() { f64::from(byte[0]) / 255.0 } else { 1.0 };
    tokio::time::sleep(PAUSE.mul_f64(f64::from(1 << (attempt - 1)) * share)).await;
}

/// 32 of the 36 characters that `ClientRequestToken` takes.
fn token() -> Result<String, String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| format!("the machine gives no randomness: {error}"))?;
    Ok(ids::hex(&bytes))
}

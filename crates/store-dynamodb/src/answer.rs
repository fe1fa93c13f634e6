//! What one attempt at a commit came to.

use aws_client::Failure;
use ids::WorkspaceId;
use ports::{CommitOutcome, StoreError};

use crate::item::{Attributes, item_of};

/// Codes that say: somebody else is writing there at this moment.
const CONFLICTS: &[&str] = &["TransactionConflict", "TransactionConflictException", "ReplicatedWriteConflictException"];

pub(crate) enum Answer {
    Committed,
    ConditionFailed {
        index: usize,
        old: Option<Attributes>,
    },
    Conflict,
    Throttled,
    Refused(String),
    /// Nothing left this machine.
    NotSent(String),
    Ambiguous(String),
}

impl Answer {
    pub(crate) fn of(failure: Failure) -> Self {
        match failure {
            Failure::Throttled(_) => Self::Throttled,
            Failure::NotSent(reason) => Self::NotSent(reason),
            Failure::Ambiguous(reason) => Self::Ambiguous(reason),
            Failure::Refused { code, .. } if CONFLICTS.contains(&code.as_str()) => Self::Conflict,
            Failure::Refused { code, message } => Self::Refused(format!("{code}: {message}")),
        }
    }

    /// The outcome that the port speaks of. `now_ms` decides whether what stood there counts.
    pub(crate) fn outcome(self, workspace: &WorkspaceId, now_ms: u64) -> Result<CommitOutcome, StoreError> {
        match self {
            Self::Committed => Ok(CommitOutcome::Committed),
            Self::ConditionFailed { index, old } => {
                let old = old.map(|attributes| item_of(workspace, attributes)).transpose()?;
                Ok(CommitOutcome::ConditionFailed { index, old: old.filter(|item| item.is_live(now_ms)) })
            }
            Self::Conflict => Ok(CommitOutcome::Conflict),
            Self::Throttled => Ok(CommitOutcome::Throttled),
            Self::Ambiguous(reason) => {
                tracing::warn!(reason, "a commit without a certain answer");
                Ok(CommitOutcome::Unknown)
            }
            Self::Refused(reason) => Err(StoreError::Refused(reason)),
            Self::NotSent(reason) => Err(StoreError::Unavailable(reason)),
        }
    }
}

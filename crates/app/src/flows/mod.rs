//! Flows: drafts, checks, publishing. Used by the API and by the command line.

mod drafts;
mod publish;
mod surroundings;
mod tests;
mod wire;

pub use drafts::{Draft, Loaded, SaveDraft, by_id, by_name, create, list, remove, save};
pub use publish::{PublishOrder, preview, publish, revisions, rollback, rollback_preview, starter_document};
pub use surroundings::{Surroundings, called_by, surroundings};
pub use wire::{flow_problem, revision, summary, surroundings_to_wire, to_wire};

/// The flow's name as people may choose it.
pub(crate) fn is_flow_name(name: &str) -> bool {
    let chars = name.chars().count();
    (1..=80).contains(&chars)
        && name.trim() == name
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | 'ー' | '・'))
}

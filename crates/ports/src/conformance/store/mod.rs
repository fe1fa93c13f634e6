//! What every `Store` promises.

mod commits;
mod conditions;
mod limit;
mod queries;
mod tenants;

use std::sync::Arc;

use ids::WorkspaceId;

use crate::conformance::registry;
use crate::{Commit, CommitOutcome, Condition, Item, Key, Op, Store};

use commits::*;
use conditions::*;
use limit::*;
use queries::*;
use tenants::*;

/// A store with nothing in `workspace` and `neighbour`.
#[derive(Clone)]
pub struct StoreHarness {
    pub store: Arc<dyn Store>,
    pub workspace: WorkspaceId,
    pub neighbour: WorkspaceId,
}

/// Hands the names of all cases to the macro `$with`, after `[$args]`.
#[macro_export]
macro_rules! conformance_store_cases {
    ($with:ident [$($args:tt)*]) => {
        $with! { [$($args)*]
            s01_an_absent_item_is_none
            s02_get_answers_in_the_order_of_the_keys
            s03_versions_count_writes_from_one
            s04_a_put_replaces_body_and_expiry
            s05_bodies_and_keys_come_back_byte_for_byte
            s06_delete_removes_and_the_next_put_starts_over
            s07_each_condition_on_each_operation
            s08_a_failed_condition_names_its_index_and_what_stood_there
            s09_a_refused_commit_writes_nothing
            s10_a_check_changes_nothing
            s11_what_expired_counts_as_absent
            s12_what_replaces_an_expired_item_starts_over
            s13_expiry_goes_by_the_time_of_the_commit
            s14_one_of_many_commits_on_one_item_wins
            s15_a_check_keeps_two_commits_from_crossing
            s16_commits_on_different_items_all_succeed
            s17_a_lost_reply_is_resolved_by_the_marker
            s18_two_operations_on_one_key_are_refused
            s19_a_hundred_operations_and_one_more
            s20_an_item_at_its_limit_and_one_byte_more
            s21_a_commit_at_its_limit_and_one_byte_more
            s22_nothing_is_under_an_empty_or_endless_key
            s23_a_query_is_in_byte_order
            s24_a_query_sees_its_partition_only
            s25_after_and_before_are_exclusive
            s26_a_query_runs_downwards_too
            s27_pages_join_without_gap_or_repetition
            s28_a_neighbours_items_are_out_of_reach
            s29_keys_made_to_look_like_a_neighbours_stay_at_home
            s30_a_neighbours_conditions_see_nothing
        }
    };
}
conformance_store_cases!(registry[StoreHarness]);

/// The time of commits that do not care.
const NOW_MS: u64 = 1_767_225_600_000;

impl StoreHarness {
    async fn commit(&self, ops: Vec<Op>) -> CommitOutcome {
        self.commit_at(ops, NOW_MS).await
    }

    async fn commit_at(&self, ops: Vec<Op>, now_ms: u64) -> CommitOutcome {
        self.store.commit(&self.workspace, Commit { ops, now_ms }).await.expect("the commit is well formed")
    }

    async fn committed(&self, ops: Vec<Op>) {
        assert_eq!(self.commit(ops).await, CommitOutcome::Committed);
    }

    async fn get(&self, key: &Key) -> Option<Item> {
        let items = self.store.get(&self.workspace, std::slice::from_ref(key)).await.expect("the store answers");
        assert_eq!(items.len(), 1);
        items.into_iter().next().flatten()
    }

    async fn version(&self, key: &Key) -> Option<u64> {
        self.get(key).await.map(|item| item.version)
    }
}

fn key(sort: &str) -> Key {
    Key::new("thread#1", sort)
}

fn put(key: &Key, body: &str, condition: Condition) -> Op {
    Op::Put { key: key.clone(), body: body.as_bytes().to_vec(), expires_at_ms: None, condition }
}

fn put_until(key: &Key, body: &str, expires_at_ms: u64, condition: Condition) -> Op {
    Op::Put { key: key.clone(), body: body.as_bytes().to_vec(), expires_at_ms: Some(expires_at_ms), condition }
}

fn delete(key: &Key, condition: Condition) -> Op {
    Op::Delete { key: key.clone(), condition }
}

fn check(key: &Key, condition: Condition) -> Op {
    Op::Check { key: key.clone(), condition }
}

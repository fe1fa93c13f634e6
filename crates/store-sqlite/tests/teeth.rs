//! The suites notice a target that breaks a promise, and the list of differences goes both ways.

mod support;

use std::sync::Arc;

use async_trait::async_trait;
use ids::WorkspaceId;
use ports::conformance::store::{CASES, StoreHarness};
use ports::conformance::{Difference, check};
use ports::{Commit, CommitOutcome, Condition, Item, Key, Op, Page, Query, Store, StoreError};
use store_sqlite::SqliteStore;

/// Forgets all conditions, and all workspaces but one.
struct Careless(SqliteStore);

#[async_trait]
impl Store for Careless {
    async fn get(&self, _: &WorkspaceId, keys: &[Key]) -> Result<Vec<Option<Item>>, StoreError> {
        self.0.get(&support::workspace(), keys).await
    }

    async fn query(&self, _: &WorkspaceId, query: Query) -> Result<Page, StoreError> {
        self.0.query(&support::workspace(), query).await
    }

    async fn commit(&self, _: &WorkspaceId, mut commit: Commit) -> Result<CommitOutcome, StoreError> {
        for op in &mut commit.ops {
            let (Op::Put { condition, .. } | Op::Delete { condition, .. } | Op::Check { condition, .. }) = op;
            *condition = Condition::Always;
        }
        self.0.commit(&support::workspace(), commit).await
    }
}

fn careless() -> StoreHarness {
    let clock: Arc<ports::conformance::ManualClock> = Arc::default();
    let store = SqliteStore::open_in_memory(clock).expect("the database opens");
    StoreHarness {
        store: Arc::new(Careless(store)),
        workspace: support::workspace(),
        neighbour: "acme-2".parse().expect("a workspace"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_promises_are_noticed() {
    for case in [
        "s07_each_condition_on_each_operation",
        "s08_a_failed_condition_names_its_index_and_what_stood_there",
        "s09_a_refused_commit_writes_nothing",
        "s11_what_expired_counts_as_absent",
        "s13_expiry_goes_by_the_time_of_the_commit",
        "s14_one_of_many_commits_on_one_item_wins",
        "s15_a_check_keeps_two_commits_from_crossing",
        "s17_a_lost_reply_is_resolved_by_the_marker",
        "s28_a_neighbours_items_are_out_of_reach",
        "s30_a_neighbours_conditions_see_nothing",
    ] {
        check(CASES, case, careless(), &[Difference { case, because: "it is careless" }]).await;
    }
}

async fn outcome(name: &'static str, listed: &'static str) -> Result<(), tokio::task::JoinError> {
    let differences = [Difference { case: listed, because: "a test" }];
    tokio::spawn(async move { check(CASES, name, careless(), &differences).await }).await
}

#[tokio::test]
async fn an_unexpected_pass_fails() {
    let passes = "s03_versions_count_writes_from_one";
    assert!(outcome(passes, "s07_each_condition_on_each_operation").await.is_ok());
    assert!(outcome(passes, passes).await.is_err(), "listed, and yet it passes");
    assert!(outcome(passes, "s99_no_such_case").await.is_err(), "the list names nothing");
}

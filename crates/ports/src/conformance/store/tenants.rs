//! Contract test 20 and rule R8: a key of another workspace cannot be expressed.

use super::*;
use crate::Query;

impl StoreHarness {
    /// The same store, seen from next door.
    fn next_door(&self) -> Self {
        Self { store: Arc::clone(&self.store), workspace: self.neighbour.clone(), neighbour: self.workspace.clone() }
    }
}

pub(super) async fn s28_a_neighbours_items_are_out_of_reach(h: StoreHarness) {
    let (k, other) = (key("state"), h.next_door());
    h.committed(vec![put(&k, "ours", Condition::Absent)]).await;
    assert_eq!(other.get(&k).await, None);
    let page = other.store.query(&other.workspace, Query::partition("thread#1")).await.expect("the store answers");
    assert!(page.items.is_empty());

    other.committed(vec![put(&k, "theirs", Condition::Absent)]).await;
    other.committed(vec![put(&k, "theirs again", Condition::Version(1))]).await;
    other.committed(vec![delete(&k, Condition::Present)]).await;
    let ours = h.get(&k).await.expect("it stays");
    assert_eq!((ours.version, ours.body), (1, b"ours".to_vec()));
}

/// Whatever an implementation joins workspace and key with may occur in the key.
pub(super) async fn s29_keys_made_to_look_like_a_neighbours_stay_at_home(h: StoreHarness) {
    let other = h.next_door();
    h.committed(vec![put(&key("state"), "ours", Condition::Absent)]).await;
    let us = &h.workspace;
    for joint in ["#", "/", "\u{0}", ":", "|", "-"] {
        for partition in [
            format!("W#{us}{joint}thread#1"),
            format!("{joint}W#{us}{joint}thread#1"),
            format!("..{joint}{us}{joint}thread#1"),
            format!("{us}{joint}thread#1"),
        ] {
            let k = Key::new(partition, "state");
            assert_eq!(other.get(&k).await, None, "{k:?}");
            other.committed(vec![put(&k, "theirs", Condition::Absent)]).await;
            assert_eq!(h.get(&k).await, None, "{k:?}");
        }
    }
    let page = h.store.query(us, Query::partition("thread#1")).await.expect("the store answers");
    assert_eq!(page.items.len(), 1);
    assert_eq!(page.items[0].body, b"ours");
}

pub(super) async fn s30_a_neighbours_conditions_see_nothing(h: StoreHarness) {
    let (k, other) = (key("state"), h.next_door());
    h.committed(vec![put(&k, "ours", Condition::Absent)]).await;
    other.committed(vec![check(&k, Condition::Absent)]).await;
    for op in [check(&k, Condition::Present), delete(&k, Condition::Version(1))] {
        let outcome = other.commit(vec![op]).await;
        assert_eq!(outcome, CommitOutcome::ConditionFailed { index: 0, old: None });
    }
}

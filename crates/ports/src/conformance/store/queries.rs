//! Order, bounds and pages.

use super::*;
use crate::{Page, Query};

impl StoreHarness {
    async fn fill(&self, sorts: &[&str]) {
        for chunk in sorts.chunks(limits::COMMIT_OPS) {
            self.committed(chunk.iter().map(|sort| put(&key(sort), sort, Condition::Always)).collect()).await;
        }
    }

    async fn query(&self, query: Query) -> Page {
        self.store.query(&self.workspace, query).await.expect("the store answers")
    }

    async fn sorts(&self, query: Query) -> Vec<String> {
        self.query(query).await.items.into_iter().map(|item| item.key.sort).collect()
    }
}

fn all() -> Query {
    Query::partition("thread#1")
}

pub(super) async fn s23_a_query_is_in_byte_order(h: StoreHarness) {
    h.fill(&["b", "a", "B", "ab", "a#", "a-", "é", "名", "10", "9", "\u{1F600}", "\u{FF21}"]).await;
    let sorts = h.sorts(all()).await;
    // In UTF-16 the emoji would stand before the full-width A.
    assert_eq!(sorts, ["10", "9", "B", "a", "a#", "a-", "ab", "b", "é", "名", "\u{FF21}", "\u{1F600}"]);
    let page = h.query(all()).await;
    assert!(!page.more);
    assert!(page.items.iter().all(|item| item.version == 1 && item.body == item.key.sort.as_bytes()));
}

pub(super) async fn s24_a_query_sees_its_partition_only(h: StoreHarness) {
    for partition in ["thread#1", "thread#10", "thread#", "thread#1#x", "Thread#1", "thread_1"] {
        h.committed(vec![put(&Key::new(partition, "s"), partition, Condition::Always)]).await;
    }
    let page = h.query(all()).await;
    assert_eq!(page.items.len(), 1);
    assert_eq!(page.items[0].key, key("s"));
    let none = h.query(Query::partition("thread#2")).await;
    assert_eq!(none, Page { items: vec![], more: false });
}

pub(super) async fn s25_after_and_before_are_exclusive(h: StoreHarness) {
    h.fill(&["a", "b", "b#1", "c", "d"]).await;
    let bounded = |after: Option<&str>, before: Option<&str>| Query {
        after: after.map(str::to_owned),
        before: before.map(str::to_owned),
        ..all()
    };
    assert_eq!(h.sorts(bounded(Some("b"), None)).await, ["b#1", "c", "d"]);
    assert_eq!(h.sorts(bounded(None, Some("c"))).await, ["a", "b", "b#1"]);
    assert_eq!(h.sorts(bounded(Some("a"), Some("d"))).await, ["b", "b#1", "c"]);
    assert_eq!(h.sorts(bounded(Some("aa"), Some("bb"))).await, ["b", "b#1"]);
    assert!(h.sorts(bounded(Some("d"), None)).await.is_empty());
    assert!(h.sorts(bounded(Some("b"), Some("b#1"))).await.is_empty());
}

pub(super) async fn s26_a_query_runs_downwards_too(h: StoreHarness) {
    h.fill(&["a", "b", "c", "d"]).await;
    let down = Query { descending: true, ..all() };
    assert_eq!(h.sorts(down.clone()).await, ["d", "c", "b", "a"]);
    let bounded = Query { after: Some("a".to_owned()), before: Some("d".to_owned()), limit: 1, ..down };
    let page = h.query(bounded).await;
    assert_eq!((page.items[0].key.sort.as_str(), page.items.len(), page.more), ("c", 1, true));
}

pub(super) async fn s27_pages_join_without_gap_or_repetition(h: StoreHarness) {
    let names: Vec<String> = (0..25).map(|at| format!("{at:02}")).collect();
    h.fill(&names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    // 5 divides 25: a full last page must not promise more.
    for limit in [1, 5, 7, 24, 25, 26] {
        for descending in [false, true] {
            let mut query = Query { descending, limit, ..all() };
            let mut seen = Vec::new();
            loop {
                let page = h.query(query.clone()).await;
                assert!(page.items.len() <= limit);
                seen.extend(page.items.into_iter().map(|item| item.key.sort));
                if !page.more {
                    break;
                }
                let last = seen.last().cloned();
                if descending {
                    query.before = last;
                } else {
                    query.after = last;
                }
            }
            if descending {
                seen.reverse();
            }
            assert_eq!(seen, names, "limit {limit}, descending {descending}");
        }
    }
}

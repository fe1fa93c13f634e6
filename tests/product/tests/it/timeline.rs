//! A timeline is read the same, whether its items hold one entry each, as they once did, or all that a turn added.

use app::EntryQuery;
use app::records::entry_ops;
use conversation::{Author, Content, Entry, EntryBody, SendPolicy};
use ids::CustomerId;
use limits::{ROW_BYTES, ROW_ENTRIES};
use ports::{Commit, CommitOutcome, Op};
use testkit::World;

fn entry(seq: u64, length: usize) -> Entry {
    Entry {
        seq,
        at_ms: seq * 1_000,
        conversation: None,
        identity: None,
        author: Author::Customer,
        body: EntryBody::Message {
            content: Content::text("x".repeat(length)),
            provider_message_id: None,
            client_key: None,
            unsent: false,
            policy: SendPolicy::AtLeastOnce,
        },
    }
}

fn body(op: &Op) -> &[u8] {
    let Op::Put { body, .. } = op else { panic!("{op:?}") };
    body
}

/// Turns that add so many entries each, of so many characters, from `seq` 1 on. Returns all, and how they are put.
fn timeline(customer: &CustomerId, turns: &[(u64, usize)]) -> (Vec<Entry>, Vec<Vec<Op>>) {
    let (mut all, mut ops) = (Vec::new(), Vec::new());
    for &(count, length) in turns {
        let last = all.len() as u64;
        let added: Vec<_> = (last + 1..=last + count).map(|seq| entry(seq, length)).collect();
        ops.push(entry_ops(customer, &added));
        all.extend(added);
    }
    (all, ops)
}

#[test]
fn the_entries_of_a_turn_are_as_few_items_as_they_may_be() {
    let customer = CustomerId::derive(&["somebody"]);
    let most = ROW_ENTRIES as u64;
    for (count, length, items) in [(1, 10, 1), (2, 10, 1), (most, 10, 1), (most + 1, 10, 2), (2, ROW_BYTES, 2)] {
        let (_, ops) = timeline(&customer, &[(count, length)]);
        assert_eq!(ops[0].len(), items, "{count} entries of {length} characters");
    }
    let (all, ops) = timeline(&customer, &[(1, 10)]);
    assert_eq!(body(&ops[0][0]), serde_json::to_vec(&all[0]).expect("JSON"), "one entry looks as it always did");
}

#[tokio::test]
async fn every_page_holds_what_was_asked_for() {
    let world = World::new().await;
    let customer = CustomerId::derive(&["somebody"]);
    let once = [(1, 10); 12];
    let now = [(2, 10), (1, 10), (ROW_ENTRIES as u64 + 3, 10), (3, 3_000), (1, ROW_BYTES * 2), (2, 10)];
    let (all, ops) = timeline(&customer, &[&once[..], &now[..]].concat());
    for ops in ops {
        let committed = world.services.store.commit(world.services.workspace(), Commit { ops, now_ms: 0 }).await;
        assert_eq!(committed.expect("the store answers"), CommitOutcome::Committed);
    }
    let last = all.len() as u64;
    let bounds = || std::iter::once(None).chain((0..=last + 1).map(Some));
    for (after, before) in bounds().flat_map(|after| bounds().map(move |before| (after, before))) {
        let meant: Vec<_> = all
            .iter()
            .filter(|entry| after.is_none_or(|seq| entry.seq > seq) && before.is_none_or(|seq| entry.seq < seq))
            .collect();
        for (descending, limit) in [(false, 1), (true, 1), (false, 5), (true, 5), (false, 100), (true, 100)] {
            let query = EntryQuery { after, before, descending, limit };
            let page = world.services.entries(world.services.workspace(), &customer, query).await;
            let page = page.expect("a timeline can be read");
            let mut expected: Vec<u64> = meant.iter().map(|entry| entry.seq).collect();
            if descending {
                expected.reverse();
            }
            expected.truncate(limit);
            let found: Vec<u64> = page.entries.iter().map(|entry| entry.seq).collect();
            assert_eq!(found, expected, "{query:?}");
            assert_eq!(page.more, meant.len() > limit, "{query:?}");
        }
    }
    world.finish().await;
}

/// Lambda's answers have a limit.
#[tokio::test]
async fn r10_a_page_of_long_entries_ends_early_and_says_that_there_is_more() {
    let world = World::new().await;
    let customer = CustomerId::derive(&["somebody"]);
    let (all, ops) = timeline(&customer, &[(1, limits::MESSAGE_BYTES); 40]);
    for ops in ops {
        let committed = world.services.store.commit(world.services.workspace(), Commit { ops, now_ms: 0 }).await;
        assert_eq!(committed.expect("the store answers"), CommitOutcome::Committed);
    }
    for descending in [false, true] {
        let (mut seen, mut query) = (Vec::new(), EntryQuery { after: None, before: None, descending, limit: 100 });
        let mut pages = 0;
        loop {
            let page = world.services.entries(world.services.workspace(), &customer, query).await.expect("read");
            let bytes = serde_json::to_vec(&page.entries).expect("JSON").len();
            assert!(bytes < limits::TIMELINE_BYTES + ROW_BYTES + limits::MESSAGE_BYTES + 1024, "{bytes}");
            let last = page.entries.last().expect("some").seq;
            seen.extend(page.entries);
            pages += 1;
            if !page.more {
                break;
            }
            *(if descending { &mut query.before } else { &mut query.after }) = Some(last);
        }
        if descending {
            seen.reverse();
        }
        assert_eq!((seen.len(), pages), (all.len(), 3));
        assert!(seen == all);
    }
}

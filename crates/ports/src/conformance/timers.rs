//! What `Timers` with their `TimerSource` promise. Contract test 16.

use std::sync::Arc;
use std::time::Duration;

use ids::{CustomerId, TimerId, WorkspaceId};

use crate::conformance::registry;
use crate::{Timer, TimerSource, Timers};

/// No timers.
#[derive(Clone)]
pub struct TimerHarness {
    pub timers: Arc<dyn Timers>,
    pub source: Arc<dyn TimerSource>,
    pub workspace: WorkspaceId,
}

/// Hands the names of all cases to the macro `$with`, after `[$args]`.
#[macro_export]
macro_rules! conformance_timer_cases {
    ($with:ident [$($args:tt)*]) => {
        $with! { [$($args)*]
            t01_a_timer_is_due_at_its_time_and_not_before
            t02_due_timers_come_earliest_first_and_no_more_than_asked
            t03_a_timer_fires_until_it_is_done
            t04_setting_it_again_changes_nothing
            t05_a_minute_late_is_not_lost
            t06_done_takes_away_what_is_not_due_yet
            t07_next_due_is_the_earliest
            t08_changed_wakes_for_an_earlier_timer
            t09_a_timer_set_before_listening_is_noticed
        }
    };
}
conformance_timer_cases!(registry[TimerHarness]);

const NOW_MS: u64 = 1_767_225_600_000;
const SOON: Duration = Duration::from_secs(5);

impl TimerHarness {
    fn timer(&self, name: &str, due_ms: u64) -> Timer {
        Timer {
            workspace: self.workspace.clone(),
            id: TimerId::derive(&[name]),
            customer: CustomerId::derive(&[name]),
            generation: 7,
            due_ms,
        }
    }

    async fn set(&self, timers: &[&Timer]) {
        self.timers.set(timers.iter().map(|timer| (*timer).clone()).collect()).await.expect("the timer is set");
    }

    async fn due(&self, now_ms: u64) -> Vec<Timer> {
        let due = self.source.due(now_ms, 100).await.expect("the source answers");
        due.into_iter().map(|due| due.timer).collect()
    }
}

async fn t01_a_timer_is_due_at_its_time_and_not_before(h: TimerHarness) {
    let timer = h.timer("a", NOW_MS);
    h.set(&[&timer]).await;
    assert!(h.due(NOW_MS - 1).await.is_empty());
    assert_eq!(h.due(NOW_MS).await, [timer]);
}

async fn t02_due_timers_come_earliest_first_and_no_more_than_asked(h: TimerHarness) {
    let [late, early, middle] = [30, 10, 20].map(|offset| h.timer(&offset.to_string(), NOW_MS + offset));
    h.set(&[&late, &early]).await;
    h.set(&[&middle]).await;
    assert_eq!(h.due(NOW_MS + 20).await, [early.clone(), middle.clone()]);
    let two = h.source.due(NOW_MS + 100, 2).await.expect("the source answers");
    assert_eq!(two.into_iter().map(|due| due.timer).collect::<Vec<_>>(), [early, middle]);
}

async fn t03_a_timer_fires_until_it_is_done(h: TimerHarness) {
    let (a, b) = (h.timer("a", NOW_MS), h.timer("b", NOW_MS + 1));
    h.set(&[&a, &b]).await;
    for _ in 0..2 {
        assert_eq!(h.due(NOW_MS + 1).await, [a.clone(), b.clone()]);
    }
    h.source.done(vec![a.id.clone()]).await.expect("the source answers");
    assert_eq!(h.due(NOW_MS + 1).await, std::slice::from_ref(&b));
    // Twice, and together with one that never was.
    h.source.done(vec![a.id, b.id, TimerId::derive(&["never"])]).await.expect("the source answers");
    assert!(h.due(NOW_MS + 1).await.is_empty());
}

async fn t04_setting_it_again_changes_nothing(h: TimerHarness) {
    let timer = h.timer("a", NOW_MS);
    h.set(&[&timer]).await;
    let again = Timer { due_ms: NOW_MS + 5_000, generation: 8, ..timer.clone() };
    h.set(&[&again]).await;
    h.set(&[&timer, &again]).await;
    assert_eq!(h.due(NOW_MS + 10_000).await, [timer]);
}

async fn t05_a_minute_late_is_not_lost(h: TimerHarness) {
    let timer = h.timer("a", NOW_MS);
    h.set(&[&timer]).await;
    assert_eq!(h.due(NOW_MS + 60_000).await, [timer]);
    // Set when its time has passed already.
    let past = h.timer("b", NOW_MS - 60_000);
    h.set(&[&past]).await;
    assert_eq!(h.due(NOW_MS).await[0], past);
}

async fn t06_done_takes_away_what_is_not_due_yet(h: TimerHarness) {
    let timer = h.timer("a", NOW_MS);
    h.set(&[&timer]).await;
    h.source.done(vec![timer.id]).await.expect("the source answers");
    assert!(h.due(NOW_MS + 1).await.is_empty());
    assert_eq!(h.source.next_due_ms().await, Ok(None));
}

async fn t07_next_due_is_the_earliest(h: TimerHarness) {
    assert_eq!(h.source.next_due_ms().await, Ok(None));
    let (late, early) = (h.timer("late", NOW_MS + 9), h.timer("early", NOW_MS + 3));
    h.set(&[&late]).await;
    assert_eq!(h.source.next_due_ms().await, Ok(Some(NOW_MS + 9)));
    h.set(&[&early]).await;
    assert_eq!(h.source.next_due_ms().await, Ok(Some(NOW_MS + 3)));
    h.source.done(vec![early.id]).await.expect("the source answers");
    assert_eq!(h.source.next_due_ms().await, Ok(Some(NOW_MS + 9)));
}

async fn t08_changed_wakes_for_an_earlier_timer(h: TimerHarness) {
    let (late, early) = (h.timer("late", NOW_MS + 9), h.timer("early", NOW_MS + 3));
    h.set(&[&late]).await;
    assert_eq!(h.source.next_due_ms().await, Ok(Some(NOW_MS + 9)));
    let source = Arc::clone(&h.source);
    let waiting = tokio::spawn(async move { source.changed().await });
    tokio::task::yield_now().await;
    h.set(&[&early]).await;
    tokio::time::timeout(SOON, waiting).await.expect("changed wakes").expect("changed does not panic");
}

async fn t09_a_timer_set_before_listening_is_noticed(h: TimerHarness) {
    assert_eq!(h.source.next_due_ms().await, Ok(None));
    h.set(&[&h.timer("a", NOW_MS)]).await;
    tokio::time::timeout(SOON, h.source.changed()).await.expect("changed remembers");
}

//! `ready` waits in real time, so these cases bound the wait instead of counting it.

use super::*;

/// A healthy target needs a fraction of this.
const SOON: Duration = Duration::from_secs(5);

impl QueueHarness {
    /// Waits in `ready` while `change` happens, and then for `ready` to notice.
    async fn wakes(&self, change: impl Future<Output = ()>) {
        let source = Arc::clone(&self.source);
        let waiting = tokio::spawn(async move { source.ready(INBOUND).await });
        // Lets the other task get as far as waiting; the case holds whether it has or not.
        tokio::task::yield_now().await;
        change.await;
        tokio::time::timeout(SOON, waiting).await.expect("ready wakes").expect("ready does not panic");
    }
}

pub(super) async fn q29_ready_wakes_for_a_message(h: QueueHarness) {
    h.wakes(h.send(&["a:1"])).await;
    // What is ready already needs no waiting.
    h.wakes(async {}).await;
    assert_eq!(h.drain().await, ["a:1"]);
}

pub(super) async fn q30_ready_wakes_when_a_group_is_unlocked(h: QueueHarness) {
    h.send(&["a:1", "a:2", "a:3"]).await;
    let first = h.receive_one().await;
    h.wakes(h.ack(&[&first])).await;
    let second = h.receive_one().await;
    h.wakes(h.release(&[&second], Duration::ZERO)).await;
    assert_eq!(h.drain().await, ["a:2", "a:3"]);
}

pub(super) async fn q31_ready_wakes_when_time_makes_something_visible(h: QueueHarness) {
    h.send(&["a:1"]).await;
    h.receive_one().await;
    h.wakes(h.clock.advance(VISIBILITY + Duration::from_secs(1))).await;
    let again = h.receive_one().await;
    h.release(&[&again], Duration::from_secs(5)).await;
    h.wakes(h.clock.advance(Duration::from_secs(6))).await;
    assert_eq!(h.receive_one().await.receives, 3);
}

pub(super) async fn q32_ready_does_not_wake_for_a_locked_group(h: QueueHarness) {
    h.send(&["a:1"]).await;
    h.receive_one().await;
    h.send(&["a:2"]).await;
    // Real time, because staying asleep has no other sign.
    let early = tokio::time::timeout(Duration::from_millis(300), h.source.ready(INBOUND)).await;
    assert!(early.is_err(), "nothing is ready");
}

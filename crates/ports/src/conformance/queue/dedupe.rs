//! The dedupe window.

use super::*;

const WINDOW: Duration = Duration::from_secs(limits::QUEUE_DEDUPE_SECONDS);
const MOMENT: Duration = Duration::from_secs(1);

/// Contract test 1.
pub(super) async fn q01_a_repetition_is_dropped_after_the_original_was_deleted(h: QueueHarness) {
    h.send(&["a:1"]).await;
    h.send(&["a:1"]).await;
    assert_eq!(h.drain().await, ["a:1"]);
    h.clock.advance(WINDOW - MOMENT).await;
    h.send(&["a:1", "a:2"]).await;
    assert_eq!(h.drain().await, ["a:2"]);
}

/// Contract test 2, with the scope that high throughput needs: the group.
pub(super) async fn q02_the_same_dedupe_in_another_group_is_delivered(h: QueueHarness) {
    h.send(&["a:1", "b:1"]).await;
    let mut seen = h.drain().await;
    seen.sort();
    assert_eq!(seen, ["a:1", "b:1"]);
}

/// Contract test 3: why a consumer keeps a marker of its own.
pub(super) async fn q03_the_same_dedupe_after_the_window_is_delivered(h: QueueHarness) {
    h.send(&["a:1"]).await;
    assert_eq!(h.drain().await, ["a:1"]);
    h.clock.advance(WINDOW + MOMENT).await;
    h.send(&["a:1"]).await;
    assert_eq!(h.drain().await, ["a:1"]);
}

pub(super) async fn q04_the_window_starts_at_the_first_acceptance(h: QueueHarness) {
    h.send(&["a:1"]).await;
    assert_eq!(h.drain().await, ["a:1"]);
    h.clock.advance(WINDOW / 2).await;
    h.send(&["a:1"]).await;
    h.clock.advance(WINDOW / 2 + MOMENT).await;
    h.send(&["a:1"]).await;
    assert_eq!(h.drain().await, ["a:1"]);
}

pub(super) async fn q05_a_repetition_within_one_send_is_dropped(h: QueueHarness) {
    h.send(&["a:1", "a:2", "a:1"]).await;
    assert_eq!(h.drain().await, ["a:1", "a:2"]);
}

pub(super) async fn q06_the_same_dedupe_in_another_queue_is_delivered(h: QueueHarness) {
    for queue in QueueName::ALL {
        h.queue.send(queue, vec![message("a:1")]).await.expect("the queue takes it");
    }
    for queue in QueueName::ALL {
        let batch = h.source.receive(queue, 10).await.expect("the queue answers");
        assert_eq!(names(&batch), ["a:1"], "{queue:?}");
    }
}

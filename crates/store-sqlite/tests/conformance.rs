//! The suites of `ports::conformance`, on a file and in memory.

mod support;

use std::sync::Arc;

use ports::conformance::{self, Difference, ManualClock};
use store_sqlite::SqliteStore;
use tempfile::TempDir;

/// What SQLite does otherwise than the suites say: nothing.
const DIFFERENCES: &[Difference] = &[];

/// A store, and the folder that has to outlive it.
struct Target {
    store: Arc<SqliteStore>,
    clock: Arc<ManualClock>,
    _folder: Option<TempDir>,
}

fn on_file() -> Target {
    let support::Fixture { folder, clock } = support::Fixture::new();
    let store = support::open(&folder.path().join("tsunagi.db"), &clock);
    Target { store: Arc::new(store), clock, _folder: Some(folder) }
}

fn in_memory() -> Target {
    let clock: Arc<ManualClock> = Arc::default();
    let store = SqliteStore::open_in_memory(clock.clone()).expect("the database opens");
    Target { store: Arc::new(store), clock, _folder: None }
}

impl Target {
    fn store_suite(&self) -> conformance::store::StoreHarness {
        conformance::store::StoreHarness {
            store: self.store.clone(),
            workspace: support::workspace(),
            // The longer name begins like the shorter.
            neighbour: "acme-2".parse().expect("a workspace"),
        }
    }

    fn queue_suite(&self) -> conformance::queue::QueueHarness {
        conformance::queue::QueueHarness {
            queue: self.store.clone(),
            source: self.store.clone(),
            rival: Arc::new(self.store.as_ref().clone()),
            clock: self.clock.clone(),
        }
    }

    fn timer_suite(&self) -> conformance::timers::TimerHarness {
        conformance::timers::TimerHarness {
            timers: self.store.clone(),
            source: self.store.clone(),
            workspace: support::workspace(),
        }
    }

    fn blob_suite(&self) -> conformance::blobs::BlobHarness {
        let neighbour = "acme-2".parse().expect("a workspace");
        conformance::blobs::BlobHarness { blobs: self.store.clone(), workspace: support::workspace(), neighbour }
    }

    fn secret_suite(&self) -> conformance::secrets::SecretHarness {
        let neighbour = "acme-2".parse().expect("a workspace");
        conformance::secrets::SecretHarness { secrets: self.store.clone(), workspace: support::workspace(), neighbour }
    }
}

/// One test per case.
macro_rules! tests {
    ([$target:path, $suite:ident, $cases:path] $($name:ident)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            let target = $target();
            ports::conformance::check($cases, stringify!($name), target.$suite(), crate::DIFFERENCES).await;
        }
    )*};
}

macro_rules! suites {
    ($module:ident, $target:path) => {
        mod $module {
            ports::conformance_store_cases!(tests [$target, store_suite, ports::conformance::store::CASES]);
            ports::conformance_queue_cases!(tests [$target, queue_suite, ports::conformance::queue::CASES]);
            ports::conformance_timer_cases!(tests [$target, timer_suite, ports::conformance::timers::CASES]);
            ports::conformance_blob_cases!(tests [$target, blob_suite, ports::conformance::blobs::CASES]);
            ports::conformance_secret_cases!(tests [$target, secret_suite, ports::conformance::secrets::CASES]);
        }
    };
}

suites!(file, crate::on_file);
suites!(memory, crate::in_memory);

//! The suites of `ports::conformance` on the fakes that the simulation stands on.

use std::sync::Arc;

use ports::conformance::{self, Difference, ManualClock};
use sim::fakes::Memory;

/// What the fakes do otherwise than the suites say: nothing.
const DIFFERENCES: &[Difference] = &[];

struct Target {
    memory: Arc<Memory>,
    clock: Arc<ManualClock>,
}

fn target() -> Target {
    let clock: Arc<ManualClock> = Arc::default();
    Target { memory: Arc::new(Memory::new(clock.clone())), clock }
}

fn workspace() -> ids::WorkspaceId {
    "acme".parse().expect("a workspace")
}

/// The longer name begins like the shorter.
fn neighbour() -> ids::WorkspaceId {
    "acme-2".parse().expect("a workspace")
}

impl Target {
    fn store_suite(&self) -> conformance::store::StoreHarness {
        let store = self.memory.clone();
        conformance::store::StoreHarness { store, workspace: workspace(), neighbour: neighbour() }
    }

    fn queue_suite(&self) -> conformance::queue::QueueHarness {
        conformance::queue::QueueHarness {
            queue: self.memory.clone(),
            source: self.memory.clone(),
            rival: self.memory.clone(),
            clock: self.clock.clone(),
        }
    }

    fn timer_suite(&self) -> conformance::timers::TimerHarness {
        let (timers, source) = (self.memory.clone(), self.memory.clone());
        conformance::timers::TimerHarness { timers, source, workspace: workspace() }
    }

    fn blob_suite(&self) -> conformance::blobs::BlobHarness {
        let blobs = self.memory.clone();
        conformance::blobs::BlobHarness { blobs, workspace: workspace(), neighbour: neighbour() }
    }

    fn secret_suite(&self) -> conformance::secrets::SecretHarness {
        let secrets = self.memory.clone();
        conformance::secrets::SecretHarness { secrets, workspace: workspace(), neighbour: neighbour() }
    }
}

/// One test per case.
macro_rules! tests {
    ([$suite:ident, $cases:path] $($name:ident)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            let target = target();
            conformance::check($cases, stringify!($name), target.$suite(), DIFFERENCES).await;
        }
    )*};
}

ports::conformance_store_cases!(tests [store_suite, conformance::store::CASES]);
ports::conformance_queue_cases!(tests [queue_suite, conformance::queue::CASES]);
ports::conformance_timer_cases!(tests [timer_suite, conformance::timers::CASES]);
ports::conformance_blob_cases!(tests [blob_suite, conformance::blobs::CASES]);
ports::conformance_secret_cases!(tests [secret_suite, conformance::secrets::CASES]);

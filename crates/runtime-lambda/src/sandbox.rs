//! The flow interpreter, which loads on a thread of its own while the function asks for its first event.

use std::process;
use std::sync::{Arc, OnceLock};

use app::FlowRunner;
use flow_engine::{Event, StepResult};
use flow_host::{Guest, Host, HostConfig};

pub(crate) struct Sandbox {
    guest: Guest,
    config: HostConfig,
    host: OnceLock<Host>,
}

impl Sandbox {
    pub fn new(guest: Guest, config: HostConfig) -> Self {
        Self { guest, config, host: OnceLock::new() }
    }

    /// Loads it, or waits for who does. Without it the process ends: Lambda starts another and what was under way comes
    /// again, where an error would be taken for a flow that went wrong, and end it.
    pub fn host(&self) -> &Host {
        self.host.get_or_init(|| {
            Host::new(&self.guest, self.config.clone()).unwrap_or_else(|error| {
                tracing::error!(%error, "loading the flow interpreter");
                process::exit(1)
            })
        })
    }
}

impl FlowRunner for Sandbox {
    fn step(&self, program: &Arc<[u8]>, session: Option<&[u8]>, event: &Event) -> Result<StepResult, String> {
        FlowRunner::step(self.host(), program, session, event)
    }
}

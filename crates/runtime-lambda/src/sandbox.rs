//! The flow interpreter, which loads on a thread of its own while the function asks for its first event.

use std::sync::{Arc, OnceLock};

use app::FlowRunner;
use flow_engine::{Event, StepResult};
use flow_host::{Guest, Host, HostConfig};

pub(crate) struct Sandbox {
    guest: Guest,
    config: HostConfig,
    host: OnceLock<Result<Host, String>>,
}

impl Sandbox {
    pub fn new(guest: Guest, config: HostConfig) -> Self {
        Self { guest, config, host: OnceLock::new() }
    }

    /// Loads it, or waits for who does.
    pub fn host(&self) -> Result<&Host, String> {
        let load = || {
            Host::new(&self.guest, self.config.clone()).map_err(|error| {
                tracing::error!(%error, "loading the flow interpreter");
                format!("loading the flow interpreter: {error}")
            })
        };
        self.host.get_or_init(load).as_ref().map_err(Clone::clone)
    }
}

impl FlowRunner for Sandbox {
    fn step(&self, program: &Arc<[u8]>, session: Option<&[u8]>, event: &Event) -> Result<StepResult, String> {
        FlowRunner::step(self.host()?, program, session, event)
    }
}

//! The one struct that a function gets: the world through its ports, and the configuration as plain data.

use std::collections::BTreeMap;
use std::sync::Arc;

use conversation::Channel;
use flow_engine::{Event, StepResult};
use ids::WorkspaceId;
use ports::{Blobs, Clock, DeadLetters, Ids, Outbound, Queue, Secrets, Sockets, Store, Timers};

use crate::programs::Programs;

#[derive(Clone)]
pub struct Services {
    pub store: Arc<dyn Store>,
    pub queue: Arc<dyn Queue>,
    pub dead: Arc<dyn DeadLetters>,
    pub timers: Arc<dyn Timers>,
    pub blobs: Arc<dyn Blobs>,
    pub secrets: Arc<dyn Secrets>,
    pub sockets: Arc<dyn Sockets>,
    pub outbound: Arc<dyn Outbound>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
    pub flows: Arc<dyn FlowRunner>,
    pub programs: Arc<Programs>,
    pub config: Arc<Config>,
}

#[derive(Debug, Clone)]
pub struct Config {
    pub workspace: WorkspaceId,
    /// Where vendors and browsers reach us, without a slash at the end (`TSUNAGI_PUBLIC_URL`).
    pub public_url: String,
    /// Stand-ins for vendors' APIs (`TSUNAGI_PROVIDER_URL_<CHANNEL>`). Only these may be on loopback.
    pub provider_urls: BTreeMap<Channel, String>,
    /// Signs visitor tokens. 32 random bytes, kept beside the store.
    pub token_key: [u8; 32],
    /// Names this process among all that ever ran.
    pub instance: String,
    /// The process does nothing beside one batch of one function: what it dies on is in that batch.
    pub one_at_a_time: bool,
    pub demo: bool,
    /// Vendors can be played here.
    pub simulator: bool,
}

/// Runs flow steps: the sandbox in production, the same code natively in simulations.
pub trait FlowRunner: Send + Sync {
    fn step(&self, program: &Arc<[u8]>, session: Option<&[u8]>, event: &Event) -> Result<StepResult, String>;
}

impl FlowRunner for flow_host::Host {
    fn step(&self, program: &Arc<[u8]>, session: Option<&[u8]>, event: &Event) -> Result<StepResult, String> {
        self.step_typed(program, session, event).map_err(|error| error.to_string())
    }
}

/// The engine without its sandbox, for tests.
pub struct NativeRunner;

impl FlowRunner for NativeRunner {
    fn step(&self, program: &Arc<[u8]>, session: Option<&[u8]>, event: &Event) -> Result<StepResult, String> {
        Ok(flow_engine::step(&program.as_ref(), session, event))
    }
}

impl Services {
    pub fn now_ms(&self) -> u64 {
        self.clock.now_ms()
    }

    /// The workspace of this installation. Every store call names it.
    pub fn workspace(&self) -> &WorkspaceId {
        &self.config.workspace
    }
}

//! Who runs the functions: sandboxes of one function each, or one process. Each has its clock, which may be wrong, and
//! its version: a later one writes a field more, which the others have to bear.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use app::{Config, NativeRunner, Programs, Services};
use axum::Router;

use crate::crash::Function;
use crate::faults::Deployment;
use crate::plants;
use crate::ports::Ports;
use crate::world::{State, World, workspace_id};

pub const PUBLIC_URL: &str = "https://chat.example.com";

pub struct Instance {
    pub workspace: usize,
    pub services: Services,
    webhooks: OnceLock<Router>,
    api: OnceLock<Router>,
}

#[derive(Default)]
pub struct Fleet {
    idle: BTreeMap<(Function, usize), Vec<Arc<Instance>>>,
    /// The one process of local mode, seen from each workspace.
    process: BTreeMap<usize, Arc<Instance>>,
    started: u64,
    /// Since when new sandboxes may be of the next version.
    pub rollout: bool,
}

impl Fleet {
    /// A sandbox that finished waits for the next invocation.
    pub fn rest(&mut self, function: Function, instance: Arc<Instance>) {
        if self.process.is_empty() {
            self.idle.entry((function, instance.workspace)).or_default().push(instance);
        }
    }

    pub fn restart(&mut self) {
        self.process.clear();
    }

    /// The clocks are right from now on.
    pub fn replace_all(&mut self) {
        self.idle.clear();
        self.process.clear();
    }
}

impl State {
    pub fn instance(&mut self, world: &Arc<World>, function: Function, workspace: usize) -> Arc<Instance> {
        match self.deployment {
            Deployment::Local => {
                if let Some(process) = self.fleet.process.get(&workspace) {
                    return Arc::clone(process);
                }
                let instance = self.start(world, workspace);
                self.fleet.process.insert(workspace, Arc::clone(&instance));
                instance
            }
            Deployment::Lambda => {
                let warm = self.random.chance(900);
                let idle = self.fleet.idle.entry((function, workspace)).or_default();
                match idle.len() {
                    length if length > 0 && warm => idle.swap_remove(self.random.index(length)),
                    _ => self.start(world, workspace),
                }
            }
        }
    }

    fn start(&mut self, world: &Arc<World>, workspace: usize) -> Arc<Instance> {
        self.fleet.started += 1;
        // Two workspaces of one process share its name.
        let number = match self.fleet.process.values().next() {
            Some(process) => process.services.config.instance.clone(),
            None => format!("instance-{}", self.fleet.started),
        };
        let skew_ms = self.faults.skew_ms.min(if self.deployment == Deployment::Local { 0 } else { u64::MAX });
        let ahead_ms = self.random.between(0, 2 * skew_ms + 1).cast_signed() - skew_ms.cast_signed();
        let later = self.fleet.rollout && self.random.chance(500);
        let ports = Arc::new(Ports::new(world, ahead_ms, later));
        let services = Services {
            store: ports.clone(),
            queue: ports.clone(),
            dead: ports.clone(),
            timers: ports.clone(),
            blobs: ports.clone(),
            secrets: ports.clone(),
            sockets: ports.clone(),
            outbound: ports.clone(),
            clock: ports.clone(),
            ids: ports,
            flows: Arc::new(NativeRunner),
            programs: Arc::new(Programs::default()),
            config: Arc::new(Config {
                workspace: workspace_id(workspace),
                public_url: PUBLIC_URL.to_owned(),
                provider_urls: BTreeMap::new(),
                token_key: [7; 32],
                instance: number,
                one_at_a_time: self.deployment == Deployment::Lambda,
                demo: false,
                simulator: false,
            }),
        };
        let services = plants::plant(world, services);
        Arc::new(Instance { workspace, services, webhooks: OnceLock::new(), api: OnceLock::new() })
    }
}

impl Instance {
    pub fn webhooks(&self) -> Router {
        let router = self.webhooks.get_or_init(|| {
            Router::new()
                .merge(webhook_line::router(self.services.clone()))
                .merge(webhook_sms::router(self.services.clone()))
                .merge(webhook_custom::router(self.services.clone()))
        });
        router.clone()
    }

    pub fn api(&self) -> Router {
        let router = self.api.get_or_init(|| {
            Router::new()
                .merge(flows_api::router(self.services.clone()))
                .merge(conversations_api::router(self.services.clone()))
        });
        router.clone()
    }
}

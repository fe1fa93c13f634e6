//! Which ports a function gets.

use std::path::Path;
use std::sync::Arc;

use app::records::nothing_key;
use app::{Config, Programs, Services, token_key};
use aws_client::{SdkConfig, configure};
use blobs_s3::S3Blobs;
use flow_host::{Guest, HostConfig};
use ids::WorkspaceId;
use lambda_runtime::Error;
use machine::{OsRandom, SystemClock};
use outbound_http::HttpOutbound;
use ports::{Clock, Ids, Store};
use queue_sqs::SqsQueues;
use secrets_ssm::SsmSecrets;
use sockets_apigw::ApiGatewaySockets;
use store_dynamodb::DynamoStore;
use timers_aws::AwsTimers;

use crate::absent::Absent;
use crate::log;
use crate::sandbox::Sandbox;
use crate::settings::{BadSettings, Environment};

/// Steps that one instance of a function runs at once: a batch holds ten threads at most.
const GUEST_INSTANCES: u32 = 10;

/// Takes the ports that a function names, one after the other. What it does not name is [`Absent`].
pub struct Setup {
    environment: Environment,
    aws: SdkConfig,
    services: Services,
    queues: Option<SqsQueues>,
    sandbox: Option<Arc<Sandbox>>,
    has_store: bool,
    wants_token_key: bool,
}

/// A function that is ready for events.
pub struct Lambda {
    pub(crate) services: Services,
    pub(crate) queues: Option<SqsQueues>,
}

impl Setup {
    /// Reads the environment and starts the log.
    pub fn from_env() -> Result<Self, Error> {
        log::start();
        let mut environment = Environment::new(std::env::vars());
        let settings = aws_client::Settings::from_env()?;
        let Some(config) = environment.config() else {
            return Err(environment.finish().err().unwrap_or(BadSettings(Vec::new())).into());
        };
        let instance = ids::hex(&OsRandom.random());
        let config = Config { instance, ..config };
        let absent = Arc::new(Absent);
        let services = Services {
            store: absent.clone(),
            queue: absent.clone(),
            dead: absent.clone(),
            timers: absent.clone(),
            blobs: absent.clone(),
            secrets: absent.clone(),
            sockets: absent.clone(),
            outbound: absent.clone(),
            clock: Arc::new(SystemClock),
            ids: Arc::new(OsRandom),
            flows: absent,
            programs: Arc::new(Programs::default()),
            config: Arc::new(config),
        };
        let aws = configure(settings);
        Ok(Self { environment, aws, services, queues: None, sandbox: None, has_store: false, wants_token_key: false })
    }

    /// Items of the table: `TSUNAGI_TABLE`.
    pub fn store(mut self) -> Self {
        let table = self.environment.needed("TSUNAGI_TABLE");
        self.services.store = Arc::new(DynamoStore::new(&self.aws, table));
        self.has_store = true;
        self
    }

    /// The queues that the environment names: `TSUNAGI_QUEUE_INBOUND`, `…_OUTBOUND`, `…_HTTP_CALLS`.
    pub fn queue(mut self) -> Self {
        let queues = SqsQueues::new(&self.aws, self.environment.queues());
        self.services.queue = Arc::new(queues.clone());
        self.queues = Some(queues);
        self
    }

    /// What the queues gave up: `TSUNAGI_DEAD_INBOUND` and so on, each with its queue, to which it can go back.
    pub fn dead_letters(mut self) -> Self {
        self.services.dead = Arc::new(SqsQueues::new(&self.aws, self.environment.queues_with_dead_letters()));
        self
    }

    /// Delayed messages and schedules.
    pub fn timers(mut self) -> Self {
        let queue_url = self.environment.needed("TSUNAGI_TIMERS_QUEUE");
        let schedule = self.environment.schedule();
        self.services.timers = Arc::new(AwsTimers::new(&self.aws, queue_url, schedule, self.clock()));
        self
    }

    /// The bucket: `TSUNAGI_BUCKET`.
    pub fn blobs(mut self) -> Self {
        let bucket = self.environment.needed("TSUNAGI_BUCKET");
        self.services.blobs = Arc::new(S3Blobs::new(&self.aws, bucket));
        self
    }

    /// Parameters below `TSUNAGI_SECRETS_PREFIX`, encrypted with the key `TSUNAGI_SECRETS_KEY`.
    pub fn secrets(mut self) -> Self {
        self.services.secrets = Arc::new(self.ssm());
        self
    }

    /// The same for a function that changes them: it reads them as they are now.
    pub fn changing_secrets(mut self) -> Self {
        self.services.secrets = Arc::new(self.ssm().without_memory());
        self
    }

    fn ssm(&mut self) -> SsmSecrets {
        let prefix = self.environment.needed("TSUNAGI_SECRETS_PREFIX");
        SsmSecrets::new(&self.aws, prefix, self.clock()).with_key(self.environment.optional("TSUNAGI_SECRETS_KEY"))
    }

    /// Open WebSockets: `TSUNAGI_SOCKETS_URL` is the address for management of the API whose connections this function
    /// names, `TSUNAGI_DESK_SOCKETS_URL` of the one whose connections follow topics, when that is another. Who follows
    /// stands in the store, so name that before.
    pub fn sockets(mut self) -> Self {
        let url = self.environment.needed("TSUNAGI_SOCKETS_URL");
        let mut sockets = ApiGatewaySockets::new(&self.aws, &url, self.services.store.clone(), self.clock());
        if let Some(desk) = self.environment.optional("TSUNAGI_DESK_SOCKETS_URL") {
            sockets = sockets.with_followers_at(&self.aws, &desk);
        }
        self.services.sockets = Arc::new(sockets);
        self
    }

    /// The way out to vendors and to services that flows name. `TSUNAGI_HTTP_STAND_IN_URL` stands in for the latter, in
    /// tests.
    pub fn outbound(mut self) -> Result<Self, Error> {
        let outbound = HttpOutbound::new()?;
        self.services.outbound = Arc::new(match self.environment.url("TSUNAGI_HTTP_STAND_IN_URL") {
            Some(base) => outbound.with_stand_in(base),
            None => outbound,
        });
        Ok(self)
    }

    /// The flow interpreter, precompiled beside this binary.
    pub fn sandbox(mut self) -> Self {
        let folder = std::env::var("LAMBDA_TASK_ROOT").unwrap_or_else(|_| ".".to_owned());
        #[expect(unsafe_code, reason = "the file was compiled by our own build and is part of this bundle")]
        // SAFETY: the bundle is written by `cargo xtask sam-build` and read-only in Lambda.
        let guest = unsafe { Guest::precompiled_file(Path::new(&folder).join("flow_wasm.cwasm")) };
        let config = HostConfig { instances: GUEST_INSTANCES, ..HostConfig::default() };
        let sandbox = Arc::new(Sandbox::new(guest, config));
        self.services.flows = sandbox.clone();
        self.sandbox = Some(sandbox);
        self
    }

    /// The key that signs visitors' tokens. It is made once and lies in the store.
    pub fn token_key(mut self) -> Self {
        self.wants_token_key = true;
        self
    }

    /// Checks the settings. What the first event will need is prepared while the function asks for that event.
    pub async fn start(mut self) -> Result<Lambda, Error> {
        self.environment.finish()?;
        if self.wants_token_key {
            let (store, ids) = (self.services.store.as_ref(), self.services.ids.as_ref());
            let token_key = token_key(store, ids, self.services.workspace()).await?;
            self.services.config = Arc::new(Config { token_key, ..(*self.services.config).clone() });
        }
        let store = (self.has_store && !self.wants_token_key).then(|| self.services.store.clone());
        tokio::spawn(prepare(store, self.services.workspace().clone(), self.sandbox));
        Ok(Lambda { services: self.services, queues: self.queues })
    }

    fn clock(&self) -> Arc<dyn Clock> {
        self.services.clock.clone()
    }
}

/// Turns of the executor in which the question for the first event goes out.
const TURNS_OF_QUESTION: usize = 16;

/// Opens the connection to the store, which may fail: the event that needs it tries again. And loads the flow interpreter.
async fn prepare(store: Option<Arc<dyn Store>>, workspace: WorkspaceId, sandbox: Option<Arc<Sandbox>>) {
    for _ in 0..TURNS_OF_QUESTION {
        tokio::task::yield_now().await;
    }
    if let Some(sandbox) = sandbox {
        tokio::task::spawn_blocking(move || {
            sandbox.host();
        });
    }
    if let Some(store) = store
        && let Err(error) = store.get(&workspace, &[nothing_key()]).await
    {
        tracing::warn!(%error, "opening the connection to the store");
    }
}

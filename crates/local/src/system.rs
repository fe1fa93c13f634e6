//! The product put together from its adapters: one database, the sandbox, the sockets, the way out.

use std::path::Path;
use std::sync::Arc;

use app::records::server_address_key;
use app::{Config, FlowRunner, Programs, Services, TokenKeyError, token_key};
use flow_host::{Guest, Host, HostConfig};
use machine::OsRandom;
use ports::{Commit, Condition, Ids, Op, Store};
use store_sqlite::SqliteStore;

use crate::assets::Precompiled;
use crate::clock::MovableClock;
use crate::outbound::LocalOutbound;
use crate::settings::Settings;
use crate::simulator::Simulator;
use crate::sockets::Hub;

/// Everything that `serve` and the commands work with.
#[derive(Clone)]
pub struct System {
    pub services: Services,
    pub store: SqliteStore,
    pub hub: Arc<Hub>,
    pub clock: Arc<MovableClock>,
    pub simulator: Arc<Simulator>,
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("the data folder {path} could not be made")]
    Folder { path: String, source: std::io::Error },
    #[error("opening the database: {0}")]
    Store(#[from] store_sqlite::OpenError),
    #[error("the flow interpreter is not part of this build; build it with `cargo xtask up`")]
    NoGuest,
    #[error("loading the flow interpreter: {0}")]
    Guest(#[from] flow_host::LoadError),
    #[error("starting the HTTP client: {0}")]
    Outbound(#[from] outbound_http::StartError),
    #[error(transparent)]
    TokenKey(#[from] TokenKeyError),
    #[error("writing down the server's address: {0}")]
    Address(String),
}

/// Opens the data folder, making it where it does not exist.
pub async fn open(settings: &Settings) -> Result<System, StartError> {
    make_private(&settings.data)?;
    let clock = Arc::new(MovableClock::default());
    let store = SqliteStore::open(&settings.data.join("tsunagi.db"), clock.clone())?;
    let hub = Arc::new(Hub::default());
    let simulator = Arc::new(Simulator::new(clock.clone(), hub.clone(), settings.workspace.clone()));
    let config = Config {
        workspace: settings.workspace.clone(),
        public_url: settings.public_url.clone(),
        provider_urls: settings.provider_urls.clone(),
        token_key: token_key(&store, &OsRandom, &settings.workspace).await?,
        instance: ids::hex(&OsRandom.random()),
        one_at_a_time: false,
        demo: settings.demo,
        simulator: true,
    };
    let outbound = LocalOutbound::new(simulator.clone(), settings.demo)?;
    let services = Services {
        store: Arc::new(store.clone()),
        queue: Arc::new(store.clone()),
        dead: Arc::new(store.clone()),
        timers: Arc::new(store.clone()),
        blobs: Arc::new(store.clone()),
        secrets: Arc::new(store.clone()),
        sockets: hub.clone(),
        outbound: Arc::new(outbound),
        clock: clock.clone(),
        ids: Arc::new(OsRandom),
        flows: sandbox()?,
        programs: Arc::new(Programs::default()),
        config: Arc::new(config),
    };
    Ok(System { services, store, hub, clock, simulator })
}

impl System {
    /// Writes down where the server is, for commands beside it that are told no address.
    pub async fn remember_address(&self) -> Result<(), StartError> {
        let body = self.services.config.public_url.clone().into_bytes();
        let op = Op::Put { key: server_address_key(), body, expires_at_ms: None, condition: Condition::Always };
        let commit = Commit { ops: vec![op], now_ms: 0 };
        let outcome = self.store.commit(self.services.workspace(), commit).await;
        outcome.map(|_| ()).map_err(|error| StartError::Address(error.to_string()))
    }

    /// Speaks of the server at the address that it wrote down.
    pub async fn with_server_address(mut self) -> Result<Self, StartError> {
        let items = self.store.get(self.services.workspace(), &[server_address_key()]).await;
        let mut items = items.map_err(|error| StartError::Address(error.to_string()))?;
        if let Some(url) = items.pop().flatten().and_then(|item| String::from_utf8(item.body).ok()) {
            self.services.config = Arc::new(Config { public_url: url, ..(*self.services.config).clone() });
        }
        Ok(self)
    }
}

fn sandbox() -> Result<Arc<dyn FlowRunner>, StartError> {
    let bytes = Precompiled::bytes().ok_or(StartError::NoGuest)?;
    #[expect(unsafe_code, reason = "the bytes were compiled by our own build and are part of this binary")]
    // SAFETY: `Precompiled` is embedded at compile time from what `cargo xtask` precompiled.
    let guest = unsafe { Guest::precompiled(bytes) }?;
    Ok(Arc::new(Host::new(&guest, HostConfig::default())?))
}

/// Customers' data is nobody else's on this machine.
fn make_private(data: &Path) -> Result<(), StartError> {
    let failed = |source| StartError::Folder { path: data.display().to_string(), source };
    if data.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(data).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(data, std::fs::Permissions::from_mode(0o700)).map_err(failed)?;
    }
    Ok(())
}

//! `tsunagi serve`: start everything, say where it is, stop cleanly.

use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use app::people::{create_user, has_owner};
use protocol::people::{NewUser, Role};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use setup_link::SetupLink;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::settings::Settings;
use crate::system::{self, System};
use crate::{demo, http, pumps};

/// Running turns and sends get this long after SIGTERM; what does not finish is delivered again at the next start.
const STOP_WITHIN: Duration = Duration::from_secs(20);

pub async fn run(settings: Settings) -> Result<(), String> {
    allow_many_files();
    let system = system::open(&settings).await.map_err(|error| error.to_string())?;
    let listener = TcpListener::bind(settings.address)
        .await
        .map_err(|error| format!("{} cannot be used: {error}. Choose another with --port.", settings.address))?;
    system.remember_address().await.map_err(|error| error.to_string())?;
    let setup_link = prepare_owner(&system, &settings).await?;
    let (stop, stopping) = watch::channel(false);
    let router = http::router(&system);
    let pumps = pumps::start(&system, &stopping);
    let mut demo_login = None;
    if settings.demo {
        let is_loopback = settings.address.ip().is_loopback();
        let seeded = demo::seed(&system, is_loopback).await;
        demo_login = seeded.map_err(|error| format!("making the demo: {}", error.sentence()))?;
    }
    announce(&settings, setup_link.as_deref(), demo_login.as_deref());
    let stop = Arc::new(stop);
    let on_signal = Arc::clone(&stop);
    let served = axum::serve(listener, router).with_graceful_shutdown(async move {
        signal().await;
        tracing::info!("stopping: finishing what is running");
        // Nobody listens any more only when everything has stopped already.
        let _ = on_signal.send(true);
    });
    let mut stopping = stopping;
    tokio::select! {
        result = served.into_future() => result.map_err(|error| error.to_string())?,
        // Open sockets would keep the server for ever: after the signal it gets a moment and no more.
        () = async { let _ = stopping.wait_for(|stop| *stop).await; tokio::time::sleep(Duration::from_secs(2)).await } => {}
    }
    let _ = stop.send(true);
    let finish = async {
        let mut pumps = pumps;
        while pumps.join_next().await.is_some() {}
    };
    if tokio::time::timeout(STOP_WITHIN, finish).await.is_err() {
        tracing::warn!("some work did not finish in time; it is done after the next start");
    }
    system.store.shutdown().await;
    Ok(())
}

/// Every socket is an open file, and most systems begin a process with room for 1,024 but allow it more.
fn allow_many_files() {
    let limit = getrlimit(Resource::Nofile);
    let most = Rlimit { current: limit.maximum, maximum: limit.maximum };
    if let Err(error) = setrlimit(Resource::Nofile, most) {
        tracing::warn!(%error, now = ?limit.current, "the limit of open files stays as it is");
    }
}

/// The owner from the environment, or a link that works once for the first one.
async fn prepare_owner(system: &System, settings: &Settings) -> Result<Option<String>, String> {
    let failed = |error: app::ApiError| format!("preparing the owner: {}", error.code);
    if has_owner(&system.services).await.map_err(failed)? || settings.demo {
        return Ok(None);
    }
    if let Some(owner) = &settings.owner {
        let new = NewUser {
            email: owner.email.clone(),
            name: owner.email.split('@').next().unwrap_or("Owner").to_owned(),
            role: Role::Owner,
            password: owner.password.clone(),
        };
        create_user(&system.services, new).await.map_err(|error| match error.code {
            "password_short" => "TSUNAGI_OWNER_PASSWORD needs at least 10 characters".to_owned(),
            "email_invalid" => "TSUNAGI_OWNER_EMAIL is not an e-mail address".to_owned(),
            _ => failed(error),
        })?;
        return Ok(None);
    }
    match setup_link::handle(&system.services).await.map_err(|error| error.to_string())? {
        SetupLink::Link(link) => Ok(Some(link)),
        SetupLink::HasOwner(_) => Ok(None),
    }
}

fn announce(settings: &Settings, setup_link: Option<&str>, demo_login: Option<&str>) {
    let url = &settings.public_url;
    eprintln!("Tsunagi is ready: {url}");
    if let Some(link) = setup_link {
        eprintln!("Create the owner here (the link works once): {link}");
    }
    if settings.demo {
        let login = demo_login.unwrap_or("this folder has people already, who log in as before");
        eprintln!("Demo: {login}; the widget is at {url}/demo");
    }
}

async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

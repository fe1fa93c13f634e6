//! A whole run, part by part.

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::figures::{Carried, Quiet, Sockets, Taken};
use crate::ledger::Ledger;
use crate::load::{Load, SECRET, TOKEN};
use crate::process;
use crate::server::Server;
use crate::vendor::Vendor;
use crate::{Failure, Figures, Part, Plan, soak, sockets, store_alone, verify};

/// One reply for each message: what the customer said, after one word.
const FLOW: &str = include_str!("../../e2e/flows/echo.json");
const ACCOUNT: &str = "load";
const SOCKETS: usize = 1_000;
/// How long a server is watched to which nobody speaks.
const WATCHED: Duration = Duration::from_secs(10);
/// Messages per second.
const RATES: [u32; 3] = [1, 200, 2_000];

/// Runs the plan against a server of its own.
pub async fn run(plan: &Plan) -> Result<Figures, Failure> {
    let mut figures =
        Figures { cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get), ..Figures::default() };
    if plan.has(Part::Alone) {
        eprintln!("SQLite alone");
        figures.alone = store_alone::measure(&plan.folder)?;
    }
    let ledger = Arc::new(Ledger::new());
    let vendor = Vendor::open(plan.port.checked_add(1).filter(|_| plan.port > 0).unwrap_or(0), ledger.clone()).await?;
    let server = Server::start(&plan.server, &plan.folder, plan.port, &vendor.url).await?;
    figures.started_in_ms = server.started_in.as_secs_f64() * 1e3;
    connect(&server).await?;
    let load = Load::new(&server.host, ACCOUNT, plan.customers, Arc::clone(&ledger));
    if plan.has(Part::Rest) {
        eprintln!("At rest");
        figures.rest = Some(watch(&server).await?);
    }
    if plan.has(Part::Sockets) {
        eprintln!("{SOCKETS} idle sockets");
        figures.sockets = Some(idle_sockets(&server).await?);
    }
    carry(plan, &server, &load, &ledger, &mut figures).await?;
    figures.peak_bytes = server.sample()?.peak_bytes;
    eprintln!("Reading everything back");
    figures.checked = verify::check(&server, &ledger).await?;
    server.stop().await?;
    Ok(figures)
}

async fn connect(server: &Server) -> Result<(), Failure> {
    let flow = server.write("echo.json", FLOW)?;
    server.run(&["flow", "publish", &flow, "--name", "echo"]).await?;
    let (secret, token) = (format!("channel_secret={SECRET}"), format!("channel_access_token={TOKEN}"));
    let line = ["channel", "add", "line", "--account", ACCOUNT, "--flow", "echo", "--set", &secret, "--set", &token];
    server.run(&line).await?;
    server.run(&["channel", "add", "webchat", "--account", ACCOUNT, "--flow", "echo"]).await.map(drop)
}

async fn carry(
    plan: &Plan,
    server: &Server,
    load: &Load,
    ledger: &Ledger,
    figures: &mut Figures,
) -> Result<(), Failure> {
    let length = Duration::from_secs(plan.seconds);
    if plan.soak.is_none() && !plan.has(Part::Rates) && !plan.has(Part::Fast) {
        return Ok(());
    }
    let quiet = server.sample()?.connections;
    eprintln!("The first message of {} customers", plan.customers);
    load.greet(plan.at_once).await?;
    if plan.has(Part::Rates) {
        for rate in RATES {
            let name = format!("{rate} a second");
            eprintln!("{name}");
            let carried = measured(&name, server, ledger, load.at_rate(rate, length)).await?;
            figures.loads.push(carried);
        }
    }
    if plan.has(Part::Fast) {
        eprintln!("As fast as possible");
        let name = format!("as fast as possible, {} at once", plan.at_once);
        let carried = measured(&name, server, ledger, load.as_fast_as_possible(plan.at_once, length)).await?;
        figures.loads.push(carried);
    }
    if let Some(soak) = plan.soak {
        eprintln!("{} a second for {} minutes", soak.rate, soak.minutes);
        figures.soak = Some(soak::run(soak, server, load, ledger, quiet).await?);
    }
    Ok(())
}

async fn measured(
    name: &str,
    server: &Server,
    ledger: &Ledger,
    load: impl Future<Output = Result<Range<usize>, Failure>>,
) -> Result<Carried, Failure> {
    let own = || process::sample(std::process::id());
    let before = (server.sample()?, own()?);
    let numbers = load.await?;
    let after = (server.sample()?, own()?);
    let taken = Taken { server: (before.0, after.0), generator: (before.1, after.1) };
    Ok(Carried::of(name, ledger, numbers, &taken))
}

async fn watch(server: &Server) -> Result<Quiet, Failure> {
    let (begun, before) = (Instant::now(), server.sample()?);
    tokio::time::sleep(WATCHED).await;
    Ok(Quiet::between(before, server.sample()?, begun.elapsed()))
}

async fn idle_sockets(server: &Server) -> Result<Sockets, Failure> {
    let (begun, before) = (Instant::now(), server.sample()?);
    let open = sockets::open(&server.host, ACCOUNT, SOCKETS).await?;
    let opened_in_ms = begun.elapsed().as_secs_f64() * 1e3;
    let quiet = watch(server).await?;
    let more = quiet.resident_bytes.saturating_sub(before.resident_bytes);
    Ok(Sockets { count: open.len() as u64, opened_in_ms, bytes_each: more as f64 / open.len() as f64, quiet })
}

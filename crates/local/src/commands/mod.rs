//! The command line. Data goes to standard output, talk to standard error; exit 0, 1 (failed), 2 (usage).

mod backup;
mod channel;
mod doctor;
mod flow;
mod out;
mod play;
mod sim;
mod token;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use app::ApiError;
use clap::{Args, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::serve;
use crate::settings::{Flags, Settings, load};
use crate::system::{self, System};

/// One conversation per customer on every channel.
#[derive(Parser)]
#[command(name = "tsunagi", version, about)]
pub struct Tsunagi {
    /// The folder that holds everything; made where it does not exist.
    #[arg(long, global = true, default_value = "./data", value_name = "DIR")]
    data: PathBuf,
    /// Answers for machines.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs everything in this process.
    Serve(ServeArgs),
    /// Checks, plays, tests, publishes, exports and imports flows.
    #[command(subcommand)]
    Flow(flow::FlowCommand),
    /// Connects channels.
    #[command(subcommand)]
    Channel(channel::ChannelCommand),
    /// Makes API tokens.
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Copies the database while it is in use.
    Backup(backup::BackupArgs),
    /// Looks for what is wrong with this installation.
    Doctor,
    /// Plays the whole product in virtual time with faults, crashes and repeats, and checks what it promises.
    Sim(sim::SimArgs),
}

#[derive(Args)]
struct ServeArgs {
    /// Port of the web server.
    #[arg(long)]
    port: Option<u16>,
    /// Fills an empty data folder with a sample workspace, and lets the simulator move the clock.
    #[arg(long)]
    demo: bool,
}

/// Why a command failed, in words for people.
pub struct Failed(pub String);

impl From<String> for Failed {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<ApiError> for Failed {
    fn from(error: ApiError) -> Self {
        Self(error.sentence())
    }
}

pub async fn run(arguments: Tsunagi) -> ExitCode {
    let Tsunagi { data, json, command } = arguments;
    let (port, demo) = match &command {
        Command::Serve(args) => (args.port, args.demo),
        _ => (None, false),
    };
    let environment: BTreeMap<String, String> = std::env::vars().collect();
    let settings = match load(Flags { data, port, demo }, &environment) {
        Ok(settings) => settings,
        Err(problems) => {
            eprintln!("tsunagi: these settings are wrong:");
            for problem in problems {
                eprintln!("  {problem}");
            }
            return ExitCode::from(2);
        }
    };
    // The simulation makes whatever can go wrong go wrong: its log would be a flood.
    if !matches!(command, Command::Sim(_)) {
        start_log(&settings, matches!(command, Command::Serve(_)));
    }
    match dispatch(command, settings, json).await {
        Ok(code) => code,
        Err(Failed(reason)) => {
            eprintln!("tsunagi: {reason}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(command: Command, settings: Settings, json: bool) -> Result<ExitCode, Failed> {
    match command {
        Command::Serve(_) => serve::run(settings).await?,
        Command::Flow(command) => return flow::run(command, &settings, json).await,
        Command::Channel(command) => channel::run(command, &open(&settings).await?, json).await?,
        Command::Token(command) => token::run(command, &open(&settings).await?, json).await?,
        Command::Backup(args) => backup::run(args, &open(&settings).await?).await?,
        Command::Doctor => return doctor::run(&settings, json).await,
        Command::Sim(args) => return sim::run(args, json),
    }
    Ok(ExitCode::SUCCESS)
}

async fn open(settings: &Settings) -> Result<System, Failed> {
    let failed = |error: system::StartError| Failed(error.to_string());
    let system = system::open(settings).await.map_err(failed)?;
    if settings.public_url_is_guess { system.with_server_address().await.map_err(failed) } else { Ok(system) }
}

fn start_log(settings: &Settings, serving: bool) {
    let level = if serving { settings.log.clone() } else { "warn".to_owned() };
    tracing_subscriber::fmt().with_env_filter(EnvFilter::new(level)).with_writer(std::io::stderr).init();
}

//! `cargo xtask up`: from a fresh clone to a running server.

use std::process::Command;

use crate::args::{Args, Failure};
use crate::workspace::{Profile, Workspace};
use crate::{build, install};

pub const HELP: &str = "\
Usage: cargo xtask up [OPTIONS]

Installs what is missing, builds what changed and serves everything on this machine. The first time takes about
14 minutes on two cores; when nothing changed it starts at once. Ctrl-C stops the server.

Options:
  --port N     where to listen on 127.0.0.1 (default: TSUNAGI_PORT, `port` in tsunagi.toml, or 8080)
  --data DIR   where conversations, flows and files are kept (default ./data)
  --demo       with a sample workspace: flows, agents and some history
  --release    build with optimisation (default)
  --debug      build without optimisation: quicker to build, slower to run
  --help       this text
";

pub fn run(workspace: &Workspace, mut args: Args) -> Result<(), Failure> {
    let port = args.value("--port")?;
    if let Some(port) = port.as_ref().filter(|port| port.parse::<u16>().is_err()) {
        return Err(Failure::Usage(format!("--port wants a number up to 65535, not '{port}'")));
    }
    let data = args.value("--data")?;
    let demo = args.flag("--demo");
    let (debug, release) = (args.flag("--debug"), args.flag("--release"));
    args.finish()?;
    if debug && release {
        return Err(Failure::Usage("choose one of --debug and --release".to_owned()));
    }
    let profile = if debug { Profile::Dev } else { Profile::Release };
    // `./data` is meant from where the person stands.
    let here = std::env::current_dir().map_err(|error| Failure::failed(format!("finding this folder: {error}")))?;
    let data = here.join(data.unwrap_or_else(|| "data".to_owned()));

    install::wasm_target(workspace)?;
    // The one waits for the network, the other for the processor.
    build::both(|| install::npm_packages(workspace), || build::engine(workspace))?;
    build::guest(workspace, profile)?;
    build::front_ends(workspace)?;
    let server = build::server(workspace, profile)?;

    eprintln!("Starting, with its data in {}", data.display());
    let mut serve = Command::new(server);
    serve.args(["serve", "--data"]).arg(data);
    if let Some(port) = port {
        serve.args(["--port", &port]);
    }
    if demo {
        serve.arg("--demo");
    }
    become_it(&mut serve)
}

/// The server takes this process's place, so every signal reaches it and its exit code is ours.
#[cfg(unix)]
fn become_it(command: &mut Command) -> Result<(), Failure> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(Failure::failed(format!("starting {}: {error}", command.get_program().display())))
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> Result<(), Failure> {
    crate::process::run(command)
}

//! `cargo xtask bench`: what a step, a commit, a message and a start cost on this machine.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::available_parallelism;

use serde_json::{Map, Value, json};

use crate::args::{Args, Failure};
use crate::cost::Prices;
use crate::workspace::{Profile, Workspace};
use crate::{build, cloud, cost, install, lambda, process, zips};

pub const HELP: &str = "\
Usage: cargo xtask bench [--json FILE] [NAME…]
       cargo xtask bench local [--seconds N] [--soak MINUTES [--rate N]] [--json FILE]

Measures what is named, in release where time is measured; without a name, everything:
  engine      a sandboxed step of a flow, over sizes of flows and the life of a session
  store       commits and queue trips of the embedded store
  local       a server under signed LINE webhooks from another process: messages per second, latency, memory, CPU per
              message, idle sockets; and that nothing is lost or doubled. Takes about 3 minutes on two cores, which it
              keeps to where there are more. Fails when an aim is missed
  coldstart   starts of the functions, built as they are deployed, beside a hello that does nothing; fails when
              conversation-turn takes more than 1.5 times as long or its zip has more than 8 MB
  cloud-cost  what a message costs in the cloud: requests, units and bytes, counted on the templates deployed onto an
              emulated AWS, at the prices of infra/prices.json; fails above the limit that stands there

Options:
  --seconds N      seconds of each load of 'local' (default 20)
  --soak MINUTES   'local' keeps up one load for so long instead, and looks whether memory and open files stay flat
  --rate N         messages per second of the soak (default 500)
  --json FILE      write the figures, and the lines that each bench printed, to FILE
  --help           this text

The first time builds for about 5 minutes, with 'local' for 10, with 'coldstart' for 30. Compare figures of one run;
those of two runs on a busy machine differ.
";

struct Bench {
    name: &'static str,
    package: &'static str,
    program: Program,
    needs: Needs,
    /// Writes its figures itself, with `--json FILE`.
    writes_json: bool,
}

enum Program {
    /// What cargo calls it, with the features it is built with: `--example NAME …` or `--bin NAME …`.
    Cargo(&'static [&'static str]),
    /// The package's binary, which puts load on the server's.
    OnServer,
    /// A test of the package on a deployment, which counts.
    OnCloud,
}

/// What has to be built before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    /// The engine as WebAssembly.
    Guest,
    /// The functions as they are deployed, and their zips.
    Functions,
}

const BENCHES: &[Bench] = &[
    Bench {
        name: "engine",
        package: "flow-host",
        program: Program::Cargo(&["--features", "compiler", "--example", "bench_engine"]),
        needs: Needs::Guest,
        writes_json: true,
    },
    Bench {
        name: "store",
        package: "store-sqlite",
        program: Program::Cargo(&["--example", "throughput"]),
        needs: Needs::Nothing,
        writes_json: false,
    },
    Bench { name: "local", package: "load", program: Program::OnServer, needs: Needs::Guest, writes_json: true },
    Bench {
        name: "coldstart",
        package: "coldstart",
        program: Program::Cargo(&["--bin", "coldstart"]),
        needs: Needs::Functions,
        writes_json: true,
    },
    Bench {
        name: "cloud-cost",
        package: "cloud",
        program: Program::OnCloud,
        needs: Needs::Nothing,
        writes_json: false,
    },
];

/// Options that go on to the load generator.
const OF_LOCAL: &[&str] = &["--seconds", "--soak", "--rate"];
/// What `local` keeps to, so that figures of larger machines compare.
const CORES: usize = 2;

pub fn run(workspace: &Workspace, mut args: Args) -> Result<(), Failure> {
    let file = args.value("--json")?;
    let mut passed_on = Vec::new();
    for name in OF_LOCAL {
        if let Some(value) = args.value(name)? {
            passed_on.extend([(*name).to_owned(), value]);
        }
    }
    let names = args.names()?;
    let chosen = choose(&names)?;
    if let (Some(option), false) = (passed_on.first(), names == ["local"]) {
        return Err(Failure::Usage(format!("{option} is for 'local' alone")));
    }
    let (mut figures, mut failed) = (Map::new(), None);
    for bench in chosen {
        let measured = measure(workspace, bench, &passed_on, file.is_some())?;
        figures.insert(bench.name.to_owned(), measured.figures);
        failed = failed.or(measured.failure);
    }
    if let Some(file) = file {
        let text = format!("{:#}\n", Value::Object(figures));
        fs::write(&file, text).map_err(|error| Failure::failed(format!("writing {file}: {error}")))?;
    }
    failed.map_or(Ok(()), Err)
}

struct Measured {
    figures: Value,
    /// It ran, and a limit is passed: the figures are worth keeping.
    failure: Option<Failure>,
}

/// What was counted, priced, and whether it is within the limit.
fn cloud_cost(workspace: &Workspace) -> Result<Measured, Failure> {
    let prices = Prices::read(workspace)?;
    let counted = cloud::count(workspace)?;
    let priced = cost::price(&prices, &counted);
    println!("US$ for a million of each:\n\n{}", cost::table(&priced));
    let failure = cost::verdict(&prices, &priced).map(|told| println!("{told}")).err();
    Ok(Measured { figures: cost::figures(&priced, &counted), failure })
}

fn choose(names: &[String]) -> Result<Vec<&'static Bench>, Failure> {
    for name in names {
        if !BENCHES.iter().any(|bench| bench.name == name) {
            let known: Vec<&str> = BENCHES.iter().map(|bench| bench.name).collect();
            return Err(Failure::Usage(format!("there is no bench '{name}', only {}", known.join(", "))));
        }
    }
    Ok(BENCHES.iter().filter(|bench| names.is_empty() || names.iter().any(|name| name == bench.name)).collect())
}

fn measure(workspace: &Workspace, bench: &Bench, passed_on: &[String], keep: bool) -> Result<Measured, Failure> {
    let bundles = match bench.needs {
        Needs::Nothing => None,
        Needs::Guest => {
            install::wasm_target(workspace)?;
            install::npm_packages(workspace)?;
            build::guest(workspace, Profile::Release)?;
            None
        }
        Needs::Functions => {
            let bundles = lambda::build_here(workspace)?;
            zips::list(workspace, &bundles)?;
            Some(bundles)
        }
    };
    let mut command = match bench.program {
        Program::Cargo(words) => {
            let mut command = workspace.cargo(&["run", "--quiet", "--release", "-p", bench.package]);
            command.args(words).arg("--").args(bundles);
            command.env("TSUNAGI_GUEST", workspace.wasm());
            command
        }
        Program::OnServer => on_server(workspace, bench, passed_on)?,
        Program::OnCloud => {
            println!("== {}", bench.name);
            return cloud_cost(workspace);
        }
    };
    let own = workspace.path("target/bench.json");
    let _ = fs::remove_file(&own);
    if bench.writes_json && keep {
        command.arg("--json").arg(&own);
    }
    println!("== {}", bench.name);
    let mut lines = Vec::new();
    let ran = process::watch(&mut command, &mut |line| {
        println!("{line}");
        lines.push(line.to_owned());
    });
    let figures = match ran {
        Err(failure) if !own.exists() => return Err(failure),
        _ if bench.writes_json && keep => read(&own)?,
        _ => Value::Null,
    };
    Ok(Measured { figures: json!({ "figures": figures, "lines": lines }), failure: ran.err() })
}

/// Builds the server and what puts load on it. The data is on the disk of the target folder, since a temporary one may
/// be in memory, where durability costs nothing.
fn on_server(workspace: &Workspace, bench: &Bench, passed_on: &[String]) -> Result<Command, Failure> {
    build::front_ends(workspace)?;
    let server = build::server(workspace, Profile::Release)?;
    process::run(&mut workspace.cargo(&["build", "--quiet", "--release", "-p", bench.package]))?;
    let generator = server.with_file_name(format!("{}{}", bench.package, std::env::consts::EXE_SUFFIX));
    let mut command = if cfg!(target_os = "linux") && available_parallelism().is_ok_and(|cores| cores.get() > CORES) {
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", &format!("0-{}", CORES - 1)]).arg(generator);
        command
    } else {
        Command::new(generator)
    };
    command.current_dir(&workspace.root);
    command.arg("--server").arg(server).arg("--folder").arg(&workspace.target).args(passed_on);
    Ok(command)
}

fn read(file: &Path) -> Result<Value, Failure> {
    let told = |error: &dyn std::fmt::Display| Failure::failed(format!("reading {}: {error}", file.display()));
    let bytes = fs::read(file).map_err(|error| told(&error))?;
    serde_json::from_slice(&bytes).map_err(|error| told(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_choose_and_unknown_ones_are_refused() {
        let names = |words: &[&str]| -> Result<Vec<&str>, Failure> {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            Ok(choose(&words)?.iter().map(|bench| bench.name).collect())
        };
        assert_eq!(names(&[]), Ok(vec!["engine", "store", "local", "coldstart", "cloud-cost"]));
        assert_eq!(names(&["store"]), Ok(vec!["store"]));
        let known = "engine, store, local, coldstart, cloud-cost";
        assert!(matches!(names(&["stoer"]), Err(Failure::Usage(message)) if message.contains(known)));
    }
}

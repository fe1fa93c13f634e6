//! `cargo xtask bench`: what a step and a commit cost on this machine.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::args::{Args, Failure};
use crate::workspace::{Profile, Workspace};
use crate::{build, install, process};

pub const HELP: &str = "\
Usage: cargo xtask bench [--json FILE] [NAME…]

Measures, in release, what is named; without a name, everything:
  engine   a sandboxed step of a flow, over sizes of flows and the life of a session
  store    commits and queue trips of the embedded store

Options:
  --json FILE   write the figures, and the lines that each bench printed, to FILE
  --help        this text

The first time builds for about 5 minutes. Compare figures of one run; those of two runs on a busy machine differ.
";

struct Bench {
    name: &'static str,
    package: &'static str,
    example: &'static str,
    features: &'static [&'static str],
    /// Runs the engine in its sandbox, so that the guest has to be there.
    needs_guest: bool,
    /// Writes its figures itself, with `--json FILE`.
    writes_json: bool,
}

const BENCHES: &[Bench] = &[
    Bench {
        name: "engine",
        package: "flow-host",
        example: "bench_engine",
        features: &["--features", "compiler"],
        needs_guest: true,
        writes_json: true,
    },
    Bench {
        name: "store",
        package: "store-sqlite",
        example: "throughput",
        features: &[],
        needs_guest: false,
        writes_json: false,
    },
];

pub fn run(workspace: &Workspace, mut args: Args) -> Result<(), Failure> {
    let file = args.value("--json")?;
    let names = args.names()?;
    let chosen = choose(&names)?;
    let mut figures = Map::new();
    for bench in chosen {
        figures.insert(bench.name.to_owned(), measure(workspace, bench, file.is_some())?);
    }
    let Some(file) = file else {
        return Ok(());
    };
    let text = format!("{:#}\n", Value::Object(figures));
    fs::write(&file, text).map_err(|error| Failure::failed(format!("writing {file}: {error}")))
}

fn choose(names: &[String]) -> Result<Vec<&'static Bench>, Failure> {
    for name in names {
        if !BENCHES.iter().any(|bench| bench.name == name) {
            let known: Vec<&str> = BENCHES.iter().map(|bench| bench.name).collect();
            return Err(Failure::Usage(format!("there is no bench '{name}', only {}", known.join(" and "))));
        }
    }
    Ok(BENCHES.iter().filter(|bench| names.is_empty() || names.iter().any(|name| name == bench.name)).collect())
}

fn measure(workspace: &Workspace, bench: &Bench, keep: bool) -> Result<Value, Failure> {
    let mut command = workspace.cargo(&["run", "--quiet", "--release", "-p", bench.package]);
    command.args(bench.features).args(["--example", bench.example, "--"]);
    if bench.needs_guest {
        install::wasm_target(workspace)?;
        install::npm_packages(workspace)?;
        build::guest(workspace, Profile::Release)?;
        command.env("TSUNAGI_GUEST", workspace.wasm());
    }
    let own = workspace.path("target/bench.json");
    if bench.writes_json && keep {
        command.arg("--json").arg(&own);
    }
    println!("== {}", bench.name);
    let mut lines = Vec::new();
    process::watch(&mut command, &mut |line| {
        println!("{line}");
        lines.push(line.to_owned());
    })?;
    let figures = if bench.writes_json && keep { read(&own)? } else { Value::Null };
    Ok(json!({ "figures": figures, "lines": lines }))
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
        assert_eq!(names(&[]), Ok(vec!["engine", "store"]));
        assert_eq!(names(&["store"]), Ok(vec!["store"]));
        assert!(matches!(names(&["stoer"]), Err(Failure::Usage(message)) if message.contains("engine and store")));
    }
}

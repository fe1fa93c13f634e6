//! `cargo xtask bench`: what a step, a commit and a start cost on this machine.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::args::{Args, Failure};
use crate::workspace::{Profile, Workspace};
use crate::{build, install, lambda, process, zips};

pub const HELP: &str = "\
Usage: cargo xtask bench [--json FILE] [NAME…]

Measures, in release, what is named; without a name, everything:
  engine      a sandboxed step of a flow, over sizes of flows and the life of a session
  store       commits and queue trips of the embedded store
  coldstart   starts of the functions, built as they are deployed, beside a hello that does nothing; fails when
              conversation-turn takes more than 1.5 times as long or its zip has more than 8 MB

Options:
  --json FILE   write the figures, and the lines that each bench printed, to FILE
  --help        this text

The first time builds for about 5 minutes, coldstart for 30. Compare figures of one run; those of two runs on a busy
machine differ.
";

struct Bench {
    name: &'static str,
    package: &'static str,
    /// What cargo calls the program: `--example NAME` or `--bin NAME`.
    program: [&'static str; 2],
    features: &'static [&'static str],
    needs: Needs,
    /// Writes its figures itself, with `--json FILE`.
    writes_json: bool,
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
        program: ["--example", "bench_engine"],
        features: &["--features", "compiler"],
        needs: Needs::Guest,
        writes_json: true,
    },
    Bench {
        name: "store",
        package: "store-sqlite",
        program: ["--example", "throughput"],
        features: &[],
        needs: Needs::Nothing,
        writes_json: false,
    },
    Bench {
        name: "coldstart",
        package: "coldstart",
        program: ["--bin", "coldstart"],
        features: &[],
        needs: Needs::Functions,
        writes_json: true,
    },
];

pub fn run(workspace: &Workspace, mut args: Args) -> Result<(), Failure> {
    let file = args.value("--json")?;
    let names = args.names()?;
    let chosen = choose(&names)?;
    let (mut figures, mut failed) = (Map::new(), None);
    for bench in chosen {
        let measured = measure(workspace, bench, file.is_some())?;
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

fn choose(names: &[String]) -> Result<Vec<&'static Bench>, Failure> {
    for name in names {
        if !BENCHES.iter().any(|bench| bench.name == name) {
            let known: Vec<&str> = BENCHES.iter().map(|bench| bench.name).collect();
            return Err(Failure::Usage(format!("there is no bench '{name}', only {}", known.join(" and "))));
        }
    }
    Ok(BENCHES.iter().filter(|bench| names.is_empty() || names.iter().any(|name| name == bench.name)).collect())
}

fn measure(workspace: &Workspace, bench: &Bench, keep: bool) -> Result<Measured, Failure> {
    let mut command = workspace.cargo(&["run", "--quiet", "--release", "-p", bench.package]);
    command.args(bench.features).args(bench.program).arg("--");
    match bench.needs {
        Needs::Nothing => {}
        Needs::Guest => {
            install::wasm_target(workspace)?;
            install::npm_packages(workspace)?;
            build::guest(workspace, Profile::Release)?;
            command.env("TSUNAGI_GUEST", workspace.wasm());
        }
        Needs::Functions => {
            let bundles = lambda::build_here(workspace)?;
            zips::list(workspace, &bundles)?;
            command.arg(bundles);
        }
    }
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
        assert_eq!(names(&[]), Ok(vec!["engine", "store", "coldstart"]));
        assert_eq!(names(&["store"]), Ok(vec!["store"]));
        assert!(
            matches!(names(&["stoer"]), Err(Failure::Usage(message)) if message.contains("engine and store and coldstart"))
        );
    }
}

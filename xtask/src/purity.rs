//! `cargo xtask check-purity`: which crate may depend on which.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::args::{Args, Failure};
use crate::build;
use crate::bundle;
use crate::files::{self, File};
use crate::install;
use crate::metadata::{Crate, Graph};
use crate::process;
use crate::workspace::{WASM_TARGET, Workspace};

pub const HELP: &str = "\
Usage: cargo xtask check-purity

Checks the dependency edges (ARCHITECTURE.md) from cargo's metadata, and builds the pure crates for wasm32:
  - pure crates use pure crates and an allow-list, and touch no clock, file, network or environment;
  - functions reach no adapter and no SDK, and bring no runtime;
  - the simulation reaches no adapter, no SDK and no runtime, and only 'local' depends on it;
  - nothing depends on 'local', and 'local' links no AWS crate;
  - functions as they are deployed have no compiler of WebAssembly in them;
  - AWS is reached by its adapters and by 'runtime-*', which chooses them, and by nothing else;
  - no crate comes in two majors without a line in deny.toml that says why; licences are those of deny.toml.
About 30 s the first time, then seconds.
";

/// No async, clock, randomness, environment, network or files.
const PURE: &[&str] = &["ids", "limits", "conversation", "flow-model", "flow-engine", "routing", "channels"];

/// What pure crates may use besides each other: data in, data out.
const PURE_MAY_USE: &[&str] = &[
    "base64",
    "hmac",
    "jiff",
    "jiff-core",
    "minijinja",
    "postcard",
    "regex-lite",
    "schemars",
    "serde",
    "serde_json",
    "sha1",
    "sha2",
    "subtle",
    "thiserror",
    "unicode-normalization",
    "unicode-segmentation",
    "url",
];

/// What the wasm32 build does not refuse, since the standard library has it there too, as something that panics.
const IMPURE_WORDS: &[&str] = &[
    "async fn",
    ".await",
    "Instant::now",
    "SystemTime::now",
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
];

/// Crates that make machine code of WebAssembly.
const COMPILERS: &[&str] = &["cranelift-codegen", "winch-codegen"];

/// Features of tokio that choose or need a runtime of their own: the binary's choice, not a function's.
const RUNTIME_FEATURES: &[&str] = &["fs", "full", "net", "process", "rt-multi-thread", "signal"];

pub fn run(workspace: &Workspace, args: Args) -> Result<(), Failure> {
    args.finish()?;
    install::wasm_target(workspace)?;
    check(workspace)
}

pub fn check(workspace: &Workspace) -> Result<(), Failure> {
    let graph = Graph::read(workspace)?;
    let deny = fs::read_to_string(workspace.path("deny.toml"))
        .map_err(|error| Failure::failed(format!("reading deny.toml: {error}")))?;
    let deny = Deny::read(&deny);
    let mut problems = pure_crates(&graph);
    problems.extend(functions(&graph));
    problems.extend(simulation(&graph));
    problems.extend(local(&graph));
    problems.extend(cloud(&graph));
    problems.extend(compilers(&deployed(workspace)?));
    problems.extend(duplicates(&graph, &deny));
    problems.extend(licences(&graph, &deny));
    problems.extend(files::texts(workspace)?.iter().flat_map(impure_words));
    for problem in &problems {
        println!("{problem}");
    }
    if !problems.is_empty() {
        return Err(Failure::failed(format!("{} problems", problems.len())));
    }
    build_pure(workspace, &graph)
}

fn build_pure(workspace: &Workspace, graph: &Graph) -> Result<(), Failure> {
    let mut check = workspace.cargo(&["check", "--quiet", "--target", WASM_TARGET]);
    for one in graph.ours().filter(|one| is_pure(one)) {
        check.args(["-p", &one.name]);
    }
    process::run(&mut check)
}

fn is_pure(one: &Crate) -> bool {
    one.folder.is_some() && PURE.contains(&one.name.as_str())
}

fn pure_crates(graph: &Graph) -> Vec<String> {
    let mut problems = Vec::new();
    for one in graph.ours().filter(|one| is_pure(one)) {
        for used in one.declared.iter().map(|line| line.name.as_str()) {
            if !PURE.contains(&used) && !PURE_MAY_USE.contains(&used) {
                problems.push(format!(
                    "{}: is pure and may not use {used} (PURE_MAY_USE in xtask/src/purity.rs lists what it may)",
                    one.name
                ));
            }
        }
    }
    problems
}

fn impure_words(file: &File) -> Vec<String> {
    let pure = PURE.iter().any(|name| file.path.starts_with(&format!("crates/{name}/src/")));
    if !pure || !file.path.ends_with(".rs") || holds_only_tests(&file.path) {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for (at, line) in file.text.lines().enumerate() {
        // Tests stand last in a file.
        if line.trim() == "#[cfg(test)]" {
            break;
        }
        let code = line.split("//").next().unwrap_or_default();
        for word in IMPURE_WORDS.iter().filter(|word| code.contains(**word)) {
            problems.push(format!("{}:{}: a pure crate has no '{word}'", file.path, at + 1));
        }
    }
    problems
}

/// `tests.rs`, or anything in a folder `tests`.
fn holds_only_tests(path: &str) -> bool {
    path.split('/').any(|part| part == "tests" || part == "tests.rs")
}

fn functions(graph: &Graph) -> Vec<String> {
    let mut problems = Vec::new();
    for one in graph.ours().filter(|one| one.folder.as_deref().is_some_and(|folder| folder.starts_with("functions/"))) {
        if let Some(way) = graph.way(one, is_edge) {
            problems.push(format!("{}: a function may not reach an adapter or an SDK: {}", one.name, way.join(" → ")));
        }
        let tokio = one.declared.iter().filter(|line| line.name == "tokio" && !line.optional);
        for feature in tokio.flat_map(|line| &line.features).filter(|f| RUNTIME_FEATURES.contains(&f.as_str())) {
            problems.push(format!("{}: a function may not bring tokio's '{feature}'", one.name));
        }
    }
    problems
}

/// The simulation stands on the ports, or it would simulate less than it says.
fn simulation(graph: &Graph) -> Vec<String> {
    let mut problems = Vec::new();
    for one in graph.ours() {
        if one.name == "sim" {
            let way = graph.way(one, is_edge);
            problems.extend(way.map(|way| format!("sim: may not reach an adapter or an SDK: {}", way.join(" → "))));
        } else if one.name != "local" && graph.uses(one).any(|used| used.name == "sim") {
            problems.push(format!("{}: only local may depend on sim", one.name));
        }
    }
    problems
}

/// Adapters, their libraries and everything else that only `local` and `runtime-*` choose.
fn is_edge(one: &Crate) -> bool {
    let name = one.name.as_str();
    is_adapter(one)
        || ["runtime-", "lambda_"].iter().any(|start| name.starts_with(start))
        || is_aws(one)
        || ["local", "machine", "rusqlite", "reqwest"].contains(&name)
}

/// Implementations of a port are called after it; functions are named for what they do.
fn is_adapter(one: &Crate) -> bool {
    let ports = ["store-", "queue-", "timers-", "sockets-", "blobs-", "secrets-", "outbound-"];
    one.folder.as_deref().is_some_and(|it| !it.starts_with("functions/"))
        && ports.iter().any(|start| one.name.starts_with(start))
}

fn is_aws(one: &Crate) -> bool {
    let ours_or_sdk = one.name.starts_with("aws-") || one.name.starts_with("aws_");
    // AWS's cryptography library speaks to no cloud.
    ours_or_sdk && !one.name.starts_with("aws-lc")
}

fn local(graph: &Graph) -> Vec<String> {
    let mut problems = Vec::new();
    for one in graph.ours() {
        if graph.uses(one).any(|used| used.name == "local") {
            problems.push(format!("{}: nothing may depend on local", one.name));
        }
        let way = if one.name == "local" { graph.way(one, is_aws) } else { None };
        problems.extend(way.map(|way| format!("local: may not link AWS code: {}", way.join(" → "))));
    }
    problems
}

/// The cloud stays behind the ports: whoever could link it is an adapter, what adapters stand on, or a runtime.
fn cloud(graph: &Graph) -> Vec<String> {
    let may = |one: &Crate| is_adapter(one) || is_aws(one) || one.name.starts_with("runtime-");
    // Functions and local are told by their own rules.
    let told =
        |one: &Crate| one.name == "local" || one.folder.as_deref().is_some_and(|it| it.starts_with("functions/"));
    let others = graph.ours().filter(|one| !may(one) && !told(one));
    let ways = others.filter_map(|one| graph.way(one, is_aws).map(|way| (one, way)));
    ways.map(|(one, way)| format!("{}: only adapters and runtime-* may reach AWS: {}", one.name, way.join(" → ")))
        .collect()
}

/// The crates that functions are built from as `sam-build` builds them, a line each. Cargo's metadata would tell of features
/// that only other crates of the workspace ask for.
fn deployed(workspace: &Workspace) -> Result<String, Failure> {
    let mut ask = workspace.cargo(&["tree", "--quiet", "--edges", "normal", "--prefix", "none"]);
    for (name, _) in bundle::functions(workspace)? {
        ask.args(["-p", &name]);
    }
    let crates = process::capture(ask.args(["--features", &build::lambdas(workspace)?]))?;
    Ok(String::from_utf8_lossy(&crates).into_owned())
}

/// A function runs what was compiled before: with a compiler it would start slower and hand its guests more to attack.
fn compilers(deployed: &str) -> Vec<String> {
    let names: BTreeSet<&str> = deployed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let mut problems: Vec<String> = COMPILERS
        .iter()
        .filter(|name| names.contains(**name))
        .map(|name| format!("functions: deployed with {name}; 'flow-host/compiler' is for tests and builds"))
        .collect();
    if !names.contains("runtime-lambda") {
        problems
            .push("functions: 'cargo tree' shows no runtime-lambda, so it does not show what is deployed".to_owned());
    }
    problems
}

fn duplicates(graph: &Graph, deny: &Deny) -> Vec<String> {
    let mut majors: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for one in graph.all() {
        majors.entry(&one.name).or_default().insert(major(&one.version));
    }
    let mut problems = Vec::new();
    for (name, majors) in majors.iter().filter(|(_, majors)| majors.len() > 1) {
        let unexplained: Vec<&String> =
            majors.iter().filter(|major| !deny.skip.contains(&format!("{name}@{major}"))).collect();
        if unexplained.len() > 1 {
            let versions = unexplained.iter().map(|major| major.as_str()).collect::<Vec<_>>().join(" and ");
            problems.push(format!("{name}: comes as {versions}; give the reason for one of them in deny.toml"));
        }
    }
    for skipped in &deny.skip {
        let (name, major) = skipped.split_once('@').unwrap_or((skipped, ""));
        if !majors.get(name).is_some_and(|majors| majors.len() > 1 && majors.contains(major)) {
            problems.push(format!("deny.toml: {skipped} is no duplicate any more; take its line out"));
        }
    }
    problems
}

/// The part of a version that may not change without a break.
fn major(version: &str) -> String {
    let mut parts = version.split(['.', '-', '+']);
    match (parts.next().unwrap_or_default(), parts.next()) {
        ("0", Some(minor)) => format!("0.{minor}"),
        (major, _) => major.to_owned(),
    }
}

fn licences(graph: &Graph, deny: &Deny) -> Vec<String> {
    let strangers = graph.all().filter(|one| !licence_fits(&one.licence, &deny.licences));
    strangers.map(|one| format!("{}: its licence '{}' is not in deny.toml", one.name, one.licence)).collect()
}

/// Whether a licence expression can be met with allowed licences alone.
fn licence_fits(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.trim();
    let sides = outside_brackets(expression, &[" OR ", "/"]);
    if sides.len() > 1 {
        return sides.iter().any(|side| licence_fits(side, allowed));
    }
    let parts = outside_brackets(expression, &[" AND "]);
    if parts.len() > 1 {
        return parts.iter().all(|part| licence_fits(part, allowed));
    }
    match expression.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => licence_fits(inner, allowed),
        None => allowed.iter().any(|name| name == expression),
    }
}

/// Splits at each of `words` that stands in no bracket.
fn outside_brackets<'a>(text: &'a str, words: &[&str]) -> Vec<&'a str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0
            && at >= start
            && let Some(word) = words.iter().find(|word| text[at..].starts_with(**word))
        {
            parts.push(&text[start..at]);
            start = at + word.len();
        }
    }
    parts.push(&text[start..]);
    parts
}

/// What this command takes from `deny.toml`, written there as one item a line so that cargo-deny reads it too.
#[derive(Debug, Default, PartialEq, Eq)]
struct Deny {
    /// `name@major` of crates that may come beside another major of theirs.
    skip: Vec<String>,
    licences: Vec<String>,
}

impl Deny {
    fn read(text: &str) -> Self {
        let mut deny = Self::default();
        let mut table = "";
        for line in text.lines().map(str::trim) {
            let quoted: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
            if line.starts_with('[') {
                table = line;
            } else if line.starts_with("{ crate = ") && line.contains("reason = ") && table == "[bans]" {
                deny.skip.extend(quoted.first().map(|name| (*name).to_owned()));
            } else if line.starts_with('"') && table == "[licenses]" {
                deny.licences.extend(quoted.first().map(|name| (*name).to_owned()));
            }
        }
        deny
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(problems: Vec<String>, wanted: &[&str]) {
        assert_eq!(problems.len(), wanted.len(), "{problems:#?}");
        for (problem, wanted) in problems.iter().zip(wanted) {
            assert!(problem.contains(wanted), "{problem} should tell of {wanted}");
        }
    }

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn pure_crates_use_pure_crates_and_the_list() {
        let graph = Graph::of(&[("channels", &["ids", "serde@1", "tokio"]), ("ids", &[])]);
        check(pure_crates(&graph), &["may not use serde@1", "may not use tokio"]);
    }

    #[test]
    fn pure_crates_touch_nothing_outside_their_tests() {
        let text = "let a = Instant::now(); // std::fs\n#[cfg(test)]\nstd::fs::read(x)";
        check(impure_words(&file("crates/ids/src/lib.rs", text)), &["ids/src/lib.rs:1: a pure crate has no 'Inst"]);
        check(impure_words(&file("crates/app/src/lib.rs", text)), &[]);
        check(impure_words(&file("crates/ids/src/x/tests.rs", text)), &[]);
        check(impure_words(&file("crates/ids/src/x_test/a.rs", text)), &["x_test/a.rs:1: a pure crate has no 'Inst"]);
    }

    #[test]
    fn the_way_to_an_adapter_is_told() {
        let mut graph = Graph::of(&[("f", &["app"]), ("app", &["store-sqlite"]), ("store-sqlite", &[])]);
        check(functions(&graph), &[]);
        graph = graph.with_folder("f", "functions/f");
        check(functions(&graph), &["f → app → store-sqlite"]);
    }

    #[test]
    fn the_simulation_stands_on_the_ports() {
        let graph = Graph::of(&[("sim", &["app", "store-sqlite"]), ("app", &[]), ("store-sqlite", &["sim"])]);
        check(simulation(&graph), &["sim → store-sqlite", "store-sqlite: only local may depend on sim"]);
        check(simulation(&Graph::of(&[("local", &["sim"]), ("sim", &["app"]), ("app", &[])])), &[]);
    }

    #[test]
    fn local_stands_on_top_and_off_the_cloud() {
        let graph = Graph::of(&[("local", &["aws-lc-rs1"]), ("x", &["local"]), ("aws-lc-rs@1", &[])]);
        check(local(&graph), &["x: nothing may depend on local"]);
        let graph = Graph::of(&[("local", &["aws-config1"]), ("aws-config@1", &[])]);
        check(local(&graph), &["local → aws-config"]);
    }

    #[test]
    fn the_cloud_is_for_its_adapters_and_the_runtime() {
        let graph = Graph::of(&[
            ("store-dynamodb", &["aws-client", "aws-sdk-dynamodb1"]),
            ("aws-client", &["aws-types1"]),
            ("runtime-lambda", &["store-dynamodb"]),
            ("app", &["store-dynamodb"]),
            ("aws-sdk-dynamodb@1", &[]),
            ("aws-types@1", &[]),
        ]);
        check(cloud(&graph), &["app → store-dynamodb → aws-client"]);
    }

    #[test]
    fn no_compiler_is_deployed() {
        let good = "conversation-turn v0.1.0 (/x)\nruntime-lambda v0.1.0 (/y)\ncranelift-entity v0.135.8\n";
        check(compilers(good), &[]);
        check(compilers(&format!("{good}cranelift-codegen v0.135.8\n")), &["deployed with cranelift-codegen"]);
        check(compilers(""), &["shows no runtime-lambda"]);
    }

    #[test]
    fn functions_reach_no_adapter_of_any_port() {
        for adapter in ["timers-aws", "sockets-apigw", "blobs-s3", "secrets-ssm", "queue-sqs", "outbound-http"] {
            let graph = Graph::of(&[("f", &[adapter]), (adapter, &[])]).with_folder("f", "functions/f");
            check(functions(&graph), &[&format!("f → {adapter}")]);
        }
    }

    #[test]
    fn a_second_major_wants_a_reason_and_a_reason_a_second_major() {
        let graph = Graph::of(&[("rand@0.9.1", &[]), ("rand@0.10.0", &[]), ("sha2@1.0.0", &[]), ("sha2@1.2.0", &[])]);
        let deny = |skip: &[&str]| Deny { skip: skip.iter().map(|s| (*s).to_owned()).collect(), ..Deny::default() };
        check(duplicates(&graph, &deny(&[])), &["rand: comes as 0.10 and 0.9"]);
        check(duplicates(&graph, &deny(&["rand@0.9"])), &[]);
        check(duplicates(&graph, &deny(&["rand@0.9", "sha2@1"])), &["sha2@1 is no duplicate"]);
    }

    #[test]
    fn majors() {
        for (version, wanted) in [("1.2.3", "1"), ("0.9.5", "0.9"), ("2.0.0-rc.1", "2"), ("0.10.3+zstd", "0.10")] {
            assert_eq!(major(version), wanted);
        }
    }

    #[test]
    fn licence_expressions() {
        let allowed = ["MIT", "ISC"].map(str::to_owned);
        for (expression, fits) in [
            ("MIT OR Apache-2.0", true),
            ("MIT/Apache-2.0", true),
            ("MIT AND ISC", true),
            ("MIT AND GPL-3.0", false),
            ("(MIT OR GPL-3.0) AND ISC", true),
            ("(MIT OR GPL-3.0) AND GPL-3.0", false),
            ("GPL-3.0 AND (GPL-3.0 OR MIT)", false),
            ("GPL-3.0 OR (ISC AND MIT)", true),
            ("GPL-3.0", false),
            ("", false),
        ] {
            assert_eq!(licence_fits(expression, &allowed), fits, "{expression}");
        }
    }

    #[test]
    fn deny_toml_is_read_by_tables() {
        let text = "[licenses]\nallow = [\n  \"MIT\",\n]\n[bans]\nskip = [\n  { crate = \"rand@0.9\", reason = \"x\" },\n\
            { crate = \"no@1\" },\n]\n";
        assert_eq!(Deny::read(text), Deny { skip: vec!["rand@0.9".into()], licences: vec!["MIT".into()] });
    }
}

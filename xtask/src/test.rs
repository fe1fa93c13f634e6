//! `cargo xtask test`: everything that CI asks, in stages.

use std::process::Command;

use crate::args::{Args, Failure};
use crate::ministack::{Ministack, Wanted};
use crate::npm::{self, E2E};
use crate::stage::{Counted, Stages, uncounted};
use crate::tally::Tally;
use crate::workspace::{Profile, Workspace};
use crate::{build, cloud, codegen, install, process, purity, shared_target, template, tidy};

pub const HELP: &str = "\
Usage: cargo xtask test [--fast]

Installs what the tests need and runs them all, in stages: house rules, templates, dependency edges, generated files, the
sandboxed engine, types, builds and unit tests of the front ends, tests of all crates, 200 seeds of the simulation,
tests of the AWS adapters and of the deployed templates on an emulated AWS, clippy, browser tests. A failed stage does
not stop the others; the end lists all, and the last line is 'N passed, N failed'. What cannot be run, as without Python or a
network, fails and says what is missing.
About 40 minutes on two cores the first time, 15 when everything is built.

Options:
  --fast   for the inner loop: without generated files, the simulation, the emulated AWS (its tests count as skipped),
           clippy and the browser
  --help   this text

With CI set and CARGO_TARGET_DIR not, compiled crates go to ~/.cache/tsunagi/target, where the next clone finds them.
";

pub fn run(workspace: &Workspace, mut args: Args) -> Result<(), Failure> {
    let fast = args.flag("--fast");
    args.finish()?;
    let shared = shared_target::open(workspace)?;
    let workspace = shared.as_ref().unwrap_or(workspace);

    let mut stages = Stages::default();
    stages.run("install", &[], || {
        uncounted(|| install::wasm_target(workspace).and_then(|()| install::npm_packages(workspace)))
    });
    stages.run("tidy", &[], || uncounted(|| tidy::check(workspace)));
    stages.run("template", &[], || uncounted(|| template::check(workspace)));
    stages.run("purity", &["install"], || uncounted(|| purity::check(workspace)));
    if !fast {
        stages.run("codegen", &["install"], || uncounted(|| codegen::check(workspace)));
    }
    stages.run("guest", &["install"], || uncounted(|| build::guest(workspace, Profile::Dev)));
    stages.run("types", &["install"], || scripts(workspace, "typecheck"));
    stages.run("pages", &["install", "guest"], || uncounted(|| build::front_ends(workspace)));
    stages.run("units", &["install"], || scripts(workspace, "test"));
    stages.run("crates", &["guest", "pages"], || {
        // Their own stage runs those, so they are not skipped.
        let elsewhere: &[&str] = if fast { &[] } else { &["--", "--skip", ON_AWS, "--skip", cloud::ON_CLOUD] };
        let mut test = workspace.cargo(&["test", "--no-fail-fast"]);
        counted(test.env("TSUNAGI_GUEST", workspace.wasm()).args(build::ALL_CRATES).args(elsewhere))
    });
    if !fast {
        stages.run("sim", &["guest", "pages"], || uncounted(|| simulate(workspace)));
        stages.run("adapters", &["guest", "pages"], || on_aws(workspace));
        stages.run("cloud", &["guest", "pages", "template"], || cloud::test(workspace, None));
        stages.run("clippy", &["guest", "pages"], || {
            uncounted(|| {
                let lambdas = build::lambdas(workspace)?;
                let mut clippy = workspace.cargo(&["clippy", "--all-targets", "--features", &lambdas]);
                process::run(clippy.args(build::ALL_CRATES).args(["--", "-D", "warnings"]))
            })
        });
        browser_stages(workspace, &mut stages);
    }
    stages.finish()
}

/// Seeds of the simulation that every change has to pass.
const SEEDS: &str = "200";

fn simulate(workspace: &Workspace) -> Result<(), Failure> {
    let server = build::server(workspace, Profile::Dev)?;
    process::run(Command::new(server).args(["sim", "--seeds", SEEDS, "--events", "200"]))
}

/// Tests of this module name want an emulated AWS, and are ignored without one.
const ON_AWS: &str = "on_aws::";

/// The tests of the AWS adapters, with MiniStack for the length of the stage.
fn on_aws(workspace: &Workspace) -> Counted {
    let cloud = Ministack::start(workspace, Wanted::default()).map_err(|failure| (Tally::default(), failure))?;
    println!("MiniStack answers at {}", cloud.endpoint());
    let mut test = workspace.cargo(&["test", "--no-fail-fast", "--test", "*"]);
    test.args(build::ALL_CRATES).args(["--", "--ignored", ON_AWS]);
    cloud.tell(&mut test);
    counted(&mut test)
}

/// Tests in a real browser; a stage is here only when its tests are.
fn browser_stages(workspace: &Workspace, stages: &mut Stages) {
    let packages = npm::packages(workspace);
    if packages.iter().any(|package| package.has_script("test:browser")) {
        stages.run("browser", &["pages"], || {
            install::browser(workspace).map_err(|failure| (Tally::default(), failure))?;
            scripts(workspace, "test:browser")
        });
    }
    if packages.iter().any(|package| package.folder == E2E && package.has_script("test")) {
        stages.run("e2e", &["guest", "pages"], || {
            let prepared = install::browser(workspace).and_then(|()| build::server(workspace, Profile::Dev));
            let server = prepared.map_err(|failure| (Tally::default(), failure))?;
            let mut test = workspace.npm(&["run", "test", "-w", E2E]);
            counted(test.env("TSUNAGI_BIN", server).env("CHROMIUM", install::CHROMIUM))
        });
    }
}

/// Runs a script of every npm workspace that has it, the browser tests of the whole system apart.
fn scripts(workspace: &Workspace, script: &str) -> Counted {
    let mut all = Tally::default();
    let mut failed = Vec::new();
    for package in npm::packages(workspace) {
        let apart = package.folder == E2E && script == "test";
        if apart || !package.has_script(script) {
            continue;
        }
        println!("-- {}", package.folder);
        match counted(&mut workspace.npm(&["run", "--silent", script, "-w", &package.folder])) {
            Ok(tally) => all.add(tally),
            Err((tally, _)) => {
                all.add(tally);
                failed.push(package.folder);
            }
        }
    }
    if failed.is_empty() { Ok(all) } else { Err((all, Failure::failed(format!("in {}", failed.join(", "))))) }
}

/// Shows a test runner's output, without the thousands of lines that say "ok", and counts.
pub fn counted(command: &mut Command) -> Counted {
    let mut tally = Tally::default();
    let outcome = process::watch(command.env("NO_COLOR", "1"), &mut |line| {
        tally.read(line);
        if !is_noise(line) {
            println!("{line}");
        }
    });
    outcome.map(|()| tally).map_err(|failure| (tally, failure))
}

fn is_noise(line: &str) -> bool {
    ["running 0 tests", "   Doc-tests ", "test result: ok. 0 passed; 0 failed; 0 ignored;"]
        .iter()
        .any(|start| line.starts_with(start))
        || line.is_empty()
        || line.starts_with("test ") && line.ends_with(" ... ok")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_good_news_is_noise() {
        assert!(is_noise("test stamp::tests::how ... ok"));
        assert!(!is_noise("test stamp::tests::how ... FAILED"));
        assert!(is_noise("test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out"));
        assert!(!is_noise("test result: ok. 0 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out"));
        assert!(!is_noise("test result: ok. 1 passed; 0 failed"));
        assert!(!is_noise("running 3 tests"));
    }
}

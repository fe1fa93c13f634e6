//! Builds what the server embeds, and the server. A step whose sources did not change calls no tool at all.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::args::Failure;
use crate::npm::{self, FRONT_ENDS};
use crate::process;
use crate::stamp::Stamp;
use crate::workspace::{Profile, WASM_TARGET, Workspace};

/// What every crate's build depends on.
const CARGO_FILES: &[&str] = &["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo/config.toml"];
/// What every front end's build depends on.
const NPM_FILES: &[&str] = &["package.json", "package-lock.json", "tsconfig.base.json"];

/// How everything that is built without optimisation names its crates: with the same features everywhere, the
/// dependencies are built once.
pub const ALL_CRATES: &[&str] = &["--workspace", "--features", "flow-host/compiler"];

/// The features by which functions become Lambdas: `webhook-line/lambda,…`.
pub fn lambdas(workspace: &Workspace) -> Result<String, Failure> {
    let folder = workspace.path("functions");
    let failed = |error: std::io::Error| Failure::failed(format!("reading {}: {error}", folder.display()));
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.path().join("src/main.rs").is_file() {
            names.push(format!("{}/lambda", entry.file_name().to_string_lossy()));
        }
    }
    names.sort();
    Ok(names.join(","))
}

/// Builds an example as tests build it.
pub fn example(workspace: &Workspace, name: &str) -> Result<PathBuf, Failure> {
    process::run(workspace.cargo(&["build", "--quiet", "--example", name]).args(ALL_CRATES))?;
    Ok(workspace.example(Profile::Dev, name))
}

/// The WebAssembly that rustc writes beyond the first version, and what is no use at run time left out.
const GUEST_OPTIONS: &[&str] = &[
    "-Oz",
    "--strip-debug",
    "--strip-producers",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The flow engine as WebAssembly, and compiled for this processor.
pub fn guest(workspace: &Workspace, profile: Profile) -> Result<(), Failure> {
    engine(workspace)?;
    let mut program = None;
    if !small(workspace).is_fresh(&[workspace.wasm()]) {
        // The one is a program of one thread, the other keeps all cores busy.
        let ((), built) = both(|| optimise(workspace), || compiler(workspace, profile))?;
        program = Some(built);
    }
    precompile(workspace, profile, program)
}

/// The flow engine as WebAssembly, made small.
pub fn wasm(workspace: &Workspace) -> Result<(), Failure> {
    engine(workspace)?;
    optimise(workspace)
}

/// The flow engine as rustc writes it. Needs no package of npm.
pub fn engine(workspace: &Workspace) -> Result<(), Failure> {
    let stamp = Stamp::of(workspace, "guest", "", &cargo_sources(workspace, &["crates"]));
    let unoptimised = unoptimised(workspace);
    if stamp.is_fresh(std::slice::from_ref(&unoptimised)) {
        return Ok(());
    }
    let step = begin("Building the flow engine for the sandbox", "about a minute the first time");
    process::run(&mut workspace.cargo(&["build", "-p", "flow-wasm", "--profile", "guest", "--target", WASM_TARGET]))?;
    // A copy whose time changes only with its bytes: most changes below `crates` leave the guest as it is.
    copy_if_changed(&workspace.target.join(WASM_TARGET).join("guest/flow_wasm.wasm"), &unoptimised)?;
    stamp.set();
    step.done();
    Ok(())
}

fn unoptimised(workspace: &Workspace) -> PathBuf {
    workspace.path("target/guest-unoptimised/flow_wasm.wasm")
}

fn small(workspace: &Workspace) -> Stamp {
    let sources = [unoptimised(workspace), workspace.path("node_modules/binaryen/package.json")];
    Stamp::of(workspace, "guest-optimised", &GUEST_OPTIONS.join(" "), &sources)
}

/// Binaryen takes out an eighth of what rustc wrote.
fn optimise(workspace: &Workspace) -> Result<(), Failure> {
    let stamp = small(workspace);
    if stamp.is_fresh(&[workspace.wasm()]) {
        return Ok(());
    }
    let step = begin("Making it small", "half a minute when it changed");
    let optimised = workspace.path("target/guest-unoptimised/optimised.wasm");
    let mut command = workspace.command("node", &["node_modules/binaryen/bin/wasm-opt"]);
    command.args(GUEST_OPTIONS).arg(unoptimised(workspace)).arg("--output").arg(&optimised);
    process::run(&mut command)?;
    copy_if_changed(&optimised, &workspace.wasm())?;
    stamp.set();
    step.done();
    Ok(())
}

fn precompile(workspace: &Workspace, profile: Profile, program: Option<PathBuf>) -> Result<(), Failure> {
    let mut sources = cargo_sources(workspace, &["crates/flow-host", "crates/limits"]);
    sources.push(workspace.wasm());
    let stamp = Stamp::of(workspace, "precompiled", "", &sources);
    if stamp.is_fresh(&[workspace.precompiled()]) {
        return Ok(());
    }
    let program = program.map_or_else(|| compiler(workspace, profile), Ok)?;
    process::run(workspace.command(&program.to_string_lossy(), &[]).args([workspace.wasm(), workspace.precompiled()]))?;
    stamp.set();
    Ok(())
}

/// The program that compiles the flow engine for this processor.
fn compiler(workspace: &Workspace, profile: Profile) -> Result<PathBuf, Failure> {
    let step = begin("Building what compiles it for this processor", "2 to 4 minutes the first time");
    let program = match profile {
        Profile::Dev => example(workspace, "precompile")?,
        Profile::Release => {
            // Runs once, so a build without optimisation is the quicker way: two minutes for five.
            let which = ["build", "--profile", "tool", "-p", "flow-host", "--features", "compiler"];
            process::run(workspace.cargo(&which).args(["--example", "precompile"]))?;
            workspace.tool("precompile")
        }
    };
    step.done();
    Ok(program)
}

/// The flow engine compiled for machines of another kind, such as `aarch64-unknown-linux-gnu`.
pub fn precompiled_for(workspace: &Workspace, triple: &str) -> Result<PathBuf, Failure> {
    let compiled = workspace.path("target/guest").join(format!("flow_wasm.{triple}.cwasm"));
    let mut sources = cargo_sources(workspace, &["crates/flow-host", "crates/limits"]);
    sources.push(workspace.wasm());
    let stamp = Stamp::of(workspace, &format!("precompiled-{triple}"), "", &sources);
    if stamp.is_fresh(std::slice::from_ref(&compiled)) {
        return Ok(compiled);
    }
    let step = begin(&format!("Compiling the flow engine for {triple}"), "2 to 5 minutes the first time");
    let which = ["run", "--quiet", "--profile", "tool", "-p", "flow-host", "--features", "cross"];
    let mut compile = workspace.cargo(&which);
    compile.args(["--example", "precompile", "--"]).args([&workspace.wasm(), &compiled]);
    process::run(compile.arg(triple))?;
    stamp.set();
    step.done();
    Ok(compiled)
}

/// Every front end that is out of date.
pub fn front_ends(workspace: &Workspace) -> Result<(), Failure> {
    let packages = npm::packages(workspace);
    for folder in FRONT_ENDS {
        if !packages.iter().any(|package| package.folder == *folder && package.has_script("build")) {
            return Err(Failure::failed(format!("{folder}/package.json with a script 'build' is missing")));
        }
        let mut sources = npm::sources(workspace, &packages, folder);
        sources.extend(NPM_FILES.iter().map(|file| workspace.path(file)));
        let stamp = Stamp::of(workspace, &format!("{folder}.dist"), "", &sources);
        if stamp.is_fresh(&[workspace.path(folder).join("dist")]) {
            continue;
        }
        let step = begin(&format!("Building {folder}"), "about 10 s");
        process::quietly(&mut workspace.npm(&["run", "--silent", "build", "-w", folder]))?;
        stamp.set();
        step.done();
    }
    Ok(())
}

/// The binary `tsunagi`, which embeds all of the above.
pub fn server(workspace: &Workspace, profile: Profile) -> Result<PathBuf, Failure> {
    if !workspace.has("crates/local/Cargo.toml") {
        return Err(Failure::failed("crates/local, the server's crate, is missing"));
    }
    let binary = workspace.server(profile);
    let mut sources = cargo_sources(workspace, &["crates", "functions", "flows"]);
    sources.extend([workspace.wasm(), workspace.precompiled()]);
    sources.extend(FRONT_ENDS.iter().map(|folder| workspace.path(folder).join("dist")));
    let how = binary.to_string_lossy();
    let stamp = Stamp::of(workspace, &format!("server.{}", profile.folder()), &how, &sources);
    if stamp.is_fresh(std::slice::from_ref(&binary)) {
        return Ok(binary);
    }
    let step = begin("Building the server", "3 to 6 minutes the first time, then less than one");
    let mut build = workspace.cargo(&["build", "--bin", "tsunagi"]);
    match profile {
        // An example beside it makes cargo count the features that only tests ask for, as everywhere in tests.
        Profile::Dev => build.args(["--example", "precompile"]).args(ALL_CRATES),
        Profile::Release => build.args(["--release", "-p", "local"]),
    };
    process::run(&mut build)?;
    stamp.set();
    step.done();
    Ok(binary)
}

fn cargo_sources(workspace: &Workspace, folders: &[&str]) -> Vec<PathBuf> {
    CARGO_FILES.iter().chain(folders).map(|path| workspace.path(path)).collect()
}

/// Leaves the time of an equal file alone, so that nothing after it is built again.
fn copy_if_changed(from: &Path, to: &Path) -> Result<(), Failure> {
    let copy = || -> std::io::Result<()> {
        let bytes = fs::read(from)?;
        if fs::read(to).is_ok_and(|there| there == bytes) {
            return Ok(());
        }
        fs::create_dir_all(to.parent().unwrap_or(to))?;
        fs::write(to, bytes)
    };
    copy().map_err(|error| Failure::failed(format!("copying {} to {}: {error}", from.display(), to.display())))
}

/// Copies a file unless the copy is of the same size and not older.
pub fn copy_newer(from: &Path, to: &Path) -> std::io::Result<()> {
    let (old, new) = (fs::metadata(from)?, fs::metadata(to));
    let same =
        |new: fs::Metadata| Ok::<_, std::io::Error>(new.len() == old.len() && new.modified()? >= old.modified()?);
    if new.and_then(same).unwrap_or(false) { Ok(()) } else { fs::copy(from, to).map(drop) }
}

/// A step of a build that people wait for.
pub struct Step {
    what: String,
    began: Instant,
}

pub fn begin(what: &str, how_long: &str) -> Step {
    eprintln!("{what} ({how_long}) …");
    Step { what: what.to_owned(), began: Instant::now() }
}

impl Step {
    pub fn done(self) {
        eprintln!("{}: done in {:.0} s", self.what, self.began.elapsed().as_secs_f64());
    }
}

/// Does two things at once that do not need each other.
pub fn both<A: Send, B>(
    one: impl FnOnce() -> Result<A, Failure> + Send,
    other: impl FnOnce() -> Result<B, Failure>,
) -> Result<(A, B), Failure> {
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        let one = one.join().unwrap_or_else(|_| Err(Failure::failed("a step of the build ended without a word")));
        Ok((one?, other?))
    })
}

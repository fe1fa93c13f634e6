//! The functions as they are deployed: optimised, without a compiler in them, for the processors that Lambda has.

use std::env;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::args::Failure;
use crate::build;
use crate::bundle::{self, Architecture};
use crate::install;
use crate::process;
use crate::python::Environment;
use crate::workspace::{Profile, Workspace};

const CROSS: Environment = Environment {
    folder: "venv-cargo-lambda-1.9.2",
    packages: &["cargo-lambda==1.9.2", "ziglang==0.17.1"],
    what: "building functions for Lambda",
};

/// The profile of `Cargo.toml`.
const PROFILE: &str = "function";

/// A function that does nothing, beside which the others are measured.
const HELLO: &str = "hello";

/// Builds and bundles every function for Lambda. Returns the folder that has a folder for each.
pub fn build(workspace: &Workspace, architecture: Architecture) -> Result<PathBuf, Failure> {
    let bundles = folder(workspace, architecture.name());
    // `sam build` asks for all functions at once, and the first who comes builds for all.
    let _turn = lock(&bundles)?;
    let tools = CROSS.install(workspace)?;
    install::target(workspace, architecture.triple(), "Lambda's processors need")?;
    install_for_guest(workspace)?;
    build::wasm(workspace)?;
    let engine = build::precompiled_for(workspace, architecture.triple())?;
    check_machine(&engine, architecture)?;
    let functions = bundle::functions(workspace)?;
    let built = cross(workspace, &tools, architecture, &functions)?;
    for (name, main) in &functions {
        let binary = built.join(name).join("bootstrap");
        check_machine(&binary, architecture)?;
        bundle::bundle(&binary, main, &engine, &bundles.join(name))?;
    }
    Ok(bundles)
}

/// The same for this machine, by its own compiler and with its own C library, and a hello beside them.
pub fn build_here(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let bundles = folder(workspace, "here");
    let _turn = lock(&bundles)?;
    install_for_guest(workspace)?;
    build::guest(workspace, Profile::Release)?;
    let functions = bundle::functions(workspace)?;
    let step = begin(functions.len(), "this machine");
    let mut command = workspace.cargo(&["build", "--quiet"]);
    process::run(of(&mut command, &functions).args(["--features", &build::lambdas(workspace)?]))?;
    // Alone, so that it has nothing in it that others ask for.
    let hello = vec![(HELLO.to_owned(), String::new())];
    process::run(of(&mut workspace.cargo(&["build", "--quiet"]), &hello))?;
    step.done();
    for (name, main) in functions.iter().chain(&hello) {
        let binary = workspace.target.join(PROFILE).join(name);
        bundle::bundle(&binary, main, &workspace.precompiled(), &bundles.join(name))?;
    }
    Ok(bundles)
}

fn install_for_guest(workspace: &Workspace) -> Result<(), Failure> {
    install::wasm_target(workspace)?;
    install::npm_packages(workspace)
}

/// Programs as they are deployed.
fn of<'c>(command: &'c mut Command, programs: &[(String, String)]) -> &'c mut Command {
    // Half a second of every cold start would go into entropy that Lambda's kernel has already.
    command.env("AWS_LC_SYS_NO_JITTER_ENTROPY", "1").args(["--profile", PROFILE]);
    for (name, _) in programs {
        command.args(["-p", name, "--bin", name]);
    }
    command
}

fn begin(count: usize, where_to: &str) -> build::Step {
    build::begin(&format!("Building {count} functions for {where_to}"), "10 to 20 minutes the first time")
}

fn folder(workspace: &Workspace, name: &str) -> PathBuf {
    workspace.path("target/lambda").join(name)
}

/// The only one to build until what is returned is dropped.
fn lock(bundles: &Path) -> Result<File, Failure> {
    let path = bundles.join("lock");
    let taken = fs::create_dir_all(bundles).and_then(|()| {
        let file = File::create(&path)?;
        file.lock()?;
        Ok(file)
    });
    taken.map_err(|error| Failure::failed(format!("waiting for {}: {error}", path.display())))
}

/// Builds by cargo-lambda and zig, for machines with an old C library too. Returns the folder that has a folder for each.
fn cross(
    workspace: &Workspace,
    tools: &Path,
    architecture: Architecture,
    functions: &[(String, String)],
) -> Result<PathBuf, Failure> {
    let step = begin(functions.len(), &format!("Lambda on {}", architecture.name()));
    let built = workspace.target.join("cargo-lambda").join(architecture.name());
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([tools.to_owned()].into_iter().chain(env::split_paths(&path)))
        .map_err(|error| Failure::failed(format!("adding to PATH: {error}")))?;
    let mut command = workspace.cargo(&["lambda", "build", "--quiet"]);
    command.args(["--target", architecture.triple(), "--lambda-dir"]).arg(&built);
    command.args(["--features", &build::lambdas(workspace)?]).env("PATH", path);
    process::run(of(&mut command, functions))?;
    step.done();
    Ok(built)
}

/// That a file holds machine code for this architecture: a bundle of the wrong one is found out only when it runs.
fn check_machine(file: &Path, architecture: Architecture) -> Result<(), Failure> {
    let mut head = [0; 20];
    let read = File::open(file).and_then(|mut file| file.read_exact(&mut head));
    read.map_err(|error| Failure::failed(format!("reading {}: {error}", file.display())))?;
    match machine(&head) {
        Some(found) if found == architecture => Ok(()),
        _ => Err(Failure::failed(format!("{} holds no code for {}", file.display(), architecture.name()))),
    }
}

/// Whom an ELF file is for, by its header.
fn machine(head: &[u8; 20]) -> Option<Architecture> {
    match (head.starts_with(b"\x7fELF"), u16::from_le_bytes([head[18], head[19]])) {
        (true, 183) => Some(Architecture::Arm64),
        (true, 62) => Some(Architecture::X86),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_for_the_machine_that_its_header_names() {
        let head = |start: &[u8], code: u8| {
            let mut head = [0; 20];
            head[..start.len()].copy_from_slice(start);
            head[18] = code;
            machine(&head)
        };
        assert_eq!(head(b"\x7fELF", 183), Some(Architecture::Arm64));
        assert_eq!(head(b"\x7fELF", 62), Some(Architecture::X86));
        assert_eq!(head(b"\x7fELF", 243), None);
        assert_eq!(head(b"\0asm", 183), None);
    }
}

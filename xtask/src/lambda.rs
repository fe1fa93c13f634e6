//! The functions as they are deployed: optimised, without a compiler in them, for the processors that Lambda has.

use std::env;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

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
pub const HELLO: &str = "hello";

/// Builds and bundles every function. Returns the folder that has a folder for each.
pub fn build(workspace: &Workspace, architecture: Architecture) -> Result<PathBuf, Failure> {
    let bundles = folder(workspace, architecture);
    // `sam build` asks for all functions at once, and the first who comes builds for all.
    let _turn = lock(&bundles)?;
    let tools = CROSS.install(workspace)?;
    install::target(workspace, architecture.triple(), "Lambda's processors need")?;
    install::wasm_target(workspace)?;
    install::npm_packages(workspace)?;
    build::guest(workspace, Profile::Release)?;
    let engine = build::precompiled_for(workspace, architecture.triple())?;
    check_machine(&engine, architecture)?;
    let functions = bundle::functions(workspace)?;
    let names: Vec<&str> = functions.iter().map(|(name, _)| name.as_str()).collect();
    let built = cross(workspace, &tools, architecture, &names, Some(&build::lambdas(workspace)?))?;
    for (name, main) in &functions {
        let binary = built.join(name).join("bootstrap");
        check_machine(&binary, architecture)?;
        bundle::bundle(&binary, main, &engine, &bundles.join(name))?;
    }
    Ok(bundles)
}

/// Builds the hello alone, so that it has nothing in it that others ask for.
pub fn hello(workspace: &Workspace, architecture: Architecture) -> Result<(), Failure> {
    let bundles = folder(workspace, architecture);
    let _turn = lock(&bundles)?;
    let built = cross(workspace, &CROSS.install(workspace)?, architecture, &[HELLO], None)?;
    bundle::bundle(&built.join(HELLO).join("bootstrap"), "", Path::new(""), &bundles.join(HELLO))
}

fn folder(workspace: &Workspace, architecture: Architecture) -> PathBuf {
    workspace.path("target/lambda").join(architecture.name())
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

/// Builds binaries by cargo-lambda and zig, for machines with an old C library too. Returns the folder that has a folder
/// for each.
fn cross(
    workspace: &Workspace,
    tools: &Path,
    architecture: Architecture,
    names: &[&str],
    features: Option<&str>,
) -> Result<PathBuf, Failure> {
    let clock = build::begin(
        &format!("Building {} for Lambda on {}", named(names), architecture.name()),
        "many minutes the first time",
    );
    let built = workspace.target.join("cargo-lambda").join(architecture.name());
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([tools.to_owned()].into_iter().chain(env::split_paths(&path)))
        .map_err(|error| Failure::failed(format!("adding to PATH: {error}")))?;
    let mut command = workspace.cargo(&["lambda", "build", "--quiet", "--profile", PROFILE]);
    command.args(["--target", architecture.triple(), "--lambda-dir"]).arg(&built);
    if let Some(features) = features {
        command.args(["--features", features]);
    }
    for name in names {
        command.args(["-p", name, "--bin", name]);
    }
    // Half a second of every cold start would go into entropy that Lambda's kernel has already.
    command.env("PATH", path).env("AWS_LC_SYS_NO_JITTER_ENTROPY", "1");
    process::run(&mut command)?;
    build::end(clock);
    Ok(built)
}

fn named(names: &[&str]) -> String {
    match names {
        [name] => (*name).to_owned(),
        names => format!("{} functions", names.len()),
    }
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

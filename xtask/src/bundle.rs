//! `cargo xtask sam-build`: the functions as Lambda takes them, each a folder with its binary and what it reads.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::args::{Args, Failure};
use crate::build;
use crate::codegen;
use crate::files;
use crate::install;
use crate::lambda;
use crate::process;
use crate::workspace::{Profile, Workspace};
use crate::zips;

pub const HELP: &str = "\
Usage: cargo xtask sam-build [--architecture arm64|x86_64]
       cargo xtask sam-build --function NAME --into DIR
       cargo xtask sam-build --pages

Builds every function for AWS Lambda into target/lambda/<architecture>/<function>: its binary as 'bootstrap', and the
compiled flow engine beside those that run flows. Zips them, lists the sizes, and fails when conversation-turn is larger
than 8 MB. Installs cargo-lambda and zig by pip the first time; needs no Docker. 'sam build' calls the second form for each
function of the templates, so it is enough to run that.

Options:
  --architecture NAME  arm64 (the default; also TSUNAGI_ARCHITECTURE) or x86_64
  --function NAME      one function, by its name in the templates, such as ConversationTurn
  --into DIR           where it is copied
  --pages              instead: builds the front ends into target/lambda/pages, laid out as the bucket serves them
  --help               this text

With TSUNAGI_BUNDLES set to a folder of built functions nothing is built, and --into copies from there.
";

/// Functions whose `main.rs` names the sandbox get the compiled flow engine.
const SANDBOX: &str = ".sandbox()";
const ENGINE: &str = "flow_wasm.cwasm";

/// The processors that Lambda has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Architecture {
    Arm64,
    X86,
}

impl Architecture {
    pub fn named(name: &str) -> Result<Self, Failure> {
        match name {
            "arm64" => Ok(Self::Arm64),
            "x86_64" => Ok(Self::X86),
            other => Err(Failure::Usage(format!("there is no architecture '{other}': arm64 or x86_64"))),
        }
    }

    /// This machine's.
    pub fn here() -> Self {
        if env::consts::ARCH == "aarch64" { Self::Arm64 } else { Self::X86 }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86 => "x86_64",
        }
    }

    pub fn triple(self) -> &'static str {
        match self {
            Self::Arm64 => "aarch64-unknown-linux-gnu",
            Self::X86 => "x86_64-unknown-linux-gnu",
        }
    }
}

pub fn run(workspace: &Workspace, mut args: Args) -> Result<(), Failure> {
    let pages = args.flag("--pages");
    let (function, into) = (args.value("--function")?, args.value("--into")?);
    let architecture = args.value("--architecture")?.or_else(|| env::var("TSUNAGI_ARCHITECTURE").ok());
    args.finish()?;
    let architecture = Architecture::named(architecture.as_deref().unwrap_or("arm64"))?;
    match (function, into) {
        _ if pages => build_pages(workspace),
        (Some(function), Some(into)) => one(workspace, architecture, &function, Path::new(&into)),
        (None, None) => zips::list(workspace, &lambda::build(workspace, architecture)?),
        _ => Err(Failure::Usage("--function and --into belong together".to_owned())),
    }
}

fn one(workspace: &Workspace, architecture: Architecture, function: &str, into: &Path) -> Result<(), Failure> {
    let bundles = match env::var_os("TSUNAGI_BUNDLES") {
        Some(folder) => PathBuf::from(folder),
        None => lambda::build(workspace, architecture)?,
    };
    let folder = folder_of(function);
    copy_folder(&bundles.join(&folder), into)
        .map_err(|error| Failure::failed(format!("copying the bundle of {folder}: {error}")))
}

/// `ConversationTurn` is built in `functions/conversation-turn`.
pub fn folder_of(function: &str) -> String {
    let mut folder = String::new();
    for character in function.chars() {
        if character.is_ascii_uppercase() && !folder.is_empty() {
            folder.push('-');
        }
        folder.push(character.to_ascii_lowercase());
    }
    folder
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

/// The functions that are Lambdas: folders of `functions/` with a `main.rs`, and its text.
pub fn functions(workspace: &Workspace) -> Result<Vec<(String, String)>, Failure> {
    let mains = files::folders(workspace, "functions").into_iter().filter_map(|folder| {
        let text = fs::read_to_string(workspace.path(&folder).join("src/main.rs")).ok()?;
        Some((folder.trim_start_matches("functions/").to_owned(), text))
    });
    Ok(mains.collect())
}

/// For this machine: the way tests build, so that dependencies are those of the tests.
pub fn build_here(workspace: &Workspace) -> Result<PathBuf, Failure> {
    build::guest(workspace, Profile::Dev)?;
    let functions = functions(workspace)?;
    let mut command = workspace.cargo(&["build", "--quiet", "--example", "precompile"]);
    command.args(build::ALL_CRATES).args(["--features", &build::lambdas(workspace)?]);
    for (name, _) in &functions {
        command.args(["--bin", name]);
    }
    process::run(&mut command)?;
    let bundles = workspace.path("target/cloud/bundles");
    for (name, main) in &functions {
        let binary = workspace.target.join(Profile::Dev.folder()).join(name);
        bundle(&stripped(workspace, &binary)?, main, &workspace.precompiled(), &bundles.join(name))?;
    }
    Ok(bundles)
}

/// The binary without what only debuggers read, which is more than half of it and would be zipped and unzipped.
fn stripped(workspace: &Workspace, binary: &Path) -> Result<PathBuf, Failure> {
    let stripped = binary.with_extension("stripped");
    let is_newer = || Ok::<_, std::io::Error>(fs::metadata(&stripped)?.modified()? > fs::metadata(binary)?.modified()?);
    if !is_newer().unwrap_or(false) {
        process::run(workspace.command("strip", &["-o"]).arg(&stripped).arg(binary))?;
    }
    Ok(stripped)
}

/// A folder with the binary and, where its `main.rs` asks for it, the flow engine.
pub fn bundle(binary: &Path, main: &str, engine: &Path, folder: &Path) -> Result<(), Failure> {
    let copied = fs::create_dir_all(folder).and_then(|()| {
        build::copy_newer(binary, &folder.join("bootstrap"))?;
        if main.contains(SANDBOX) { build::copy_newer(engine, &folder.join(ENGINE)) } else { Ok(()) }
    });
    copied.map_err(|error| Failure::failed(format!("bundling {}: {error}", binary.display())))
}

/// The front ends as local mode serves them: a folder each, and what stands at the root.
fn build_pages(workspace: &Workspace) -> Result<(), Failure> {
    install::wasm_target(workspace)?;
    install::npm_packages(workspace)?;
    build::wasm(workspace)?;
    build::front_ends(workspace)?;
    let pages = workspace.path("target/lambda/pages");
    let _ = fs::remove_dir_all(&pages);
    let copied = [("home/dist", ""), ("flow-builder/dist", "builder"), ("agent-desktop/dist", "desk")]
        .into_iter()
        .try_for_each(|(from, to)| copy_tree(&workspace.path(from), &pages.join(to)))
        .and_then(|()| fs::copy(workspace.path("chat-widget/dist/widget.js"), pages.join("widget.js")).map(drop))
        .and_then(|()| fs::copy(workspace.wasm(), pages.join("assets/flow.wasm")).map(drop))
        .and_then(|()| fs::create_dir_all(pages.join("api")))
        .and_then(|()| fs::copy(workspace.path(codegen::OPENAPI), pages.join("api/openapi.json")).map(drop));
    copied.map_err(|error| Failure::failed(format!("laying out the front ends: {error}")))?;
    println!("{}", pages.display());
    Ok(())
}

fn copy_tree(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_built_in_the_folder_of_its_name() {
        for (function, folder) in [("ConversationTurn", "conversation-turn"), ("HttpCall", "http-call")] {
            assert_eq!(folder_of(function), folder);
        }
    }
}

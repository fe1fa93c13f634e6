//! Installs what is missing on this machine. Each step looks first, so that a machine that has everything pays
//! milliseconds.

use std::path::Path;

use crate::args::Failure;
use crate::npm;
use crate::process;
use crate::workspace::{WASM_TARGET, Workspace};

pub const CHROMIUM: &str = "/usr/bin/chromium";
const FONTS: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/// The part of Rust's standard library that the guest needs.
pub fn wasm_target(workspace: &Workspace) -> Result<(), Failure> {
    target(workspace, WASM_TARGET, "the flow engine needs")
}

/// Rust's standard library for machines of another kind.
pub fn target(workspace: &Workspace, triple: &str, who_needs: &str) -> Result<(), Failure> {
    let mut ask = workspace.command("rustc", &["--print", "target-libdir", "--target", triple]);
    let folder = process::capture(&mut ask)?;
    if Path::new(String::from_utf8_lossy(&folder).trim()).is_dir() {
        return Ok(());
    }
    eprintln!("Installing Rust's {triple} (some seconds) …");
    process::run(&mut workspace.command("rustup", &["target", "add", triple])).map_err(|failure| {
        Failure::failed(format!("{who_needs} Rust's {triple}, and rustup could not add it: {failure:?}"))
    })
}

/// The front ends' packages.
pub fn npm_packages(workspace: &Workspace) -> Result<(), Failure> {
    let missing = npm::not_installed(workspace);
    let Some(first) = missing.first() else {
        return Ok(());
    };
    eprintln!("Installing npm packages: {} differ from package-lock.json, as {first} (about 30 s) …", missing.len());
    process::run(&mut workspace.npm(&["ci", "--no-audit", "--no-fund"]))
}

/// A browser and Japanese letters for tests in a real page.
pub fn browser(workspace: &Workspace) -> Result<(), Failure> {
    let wanted = [("chromium", CHROMIUM), ("fonts-noto-cjk", FONTS)];
    let missing: Vec<&str> =
        wanted.iter().filter(|(_, file)| !Path::new(file).exists()).map(|(name, _)| *name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("Installing Debian's {} (a minute or two) …", missing.join(" and "));
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(&missing);
    for words in [&["update"][..], &install] {
        process::run(workspace.command("apt-get", words).env("DEBIAN_FRONTEND", "noninteractive")).map_err(|_| {
            let names = missing.join(" ");
            Failure::failed(format!(
                "browser tests need {CHROMIUM} and Noto's CJK fonts. Install them as root ('apt-get update && apt-get \
                 install {names}') or run 'cargo xtask test --fast', which leaves these tests out"
            ))
        })?;
    }
    Ok(())
}

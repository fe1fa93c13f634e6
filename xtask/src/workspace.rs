//! Where things are.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// How our own code is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Release,
    Dev,
}

impl Profile {
    pub fn folder(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "debug",
        }
    }
}

pub struct Workspace {
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
}

impl Workspace {
    pub fn find() -> Self {
        // Cargo sets the variable for what it runs; the compiled-in path serves those who start the binary itself.
        let here = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = here.parent().map_or_else(|| here.clone(), Path::to_path_buf);
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => env::current_dir().unwrap_or_default().join(folder),
            None => root.join("target"),
        };
        Self { root, target }
    }

    pub fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// Whether a file or folder of the workspace exists.
    pub fn has(&self, relative: &str) -> bool {
        self.path(relative).exists()
    }

    pub fn wasm(&self) -> PathBuf {
        self.path("target/guest/flow_wasm.wasm")
    }

    pub fn precompiled(&self) -> PathBuf {
        self.path("target/guest/flow_wasm.cwasm")
    }

    pub fn server(&self, profile: Profile) -> PathBuf {
        self.target.join(profile.folder()).join(format!("tsunagi{}", env::consts::EXE_SUFFIX))
    }

    pub fn example(&self, profile: Profile, name: &str) -> PathBuf {
        self.target.join(profile.folder()).join("examples").join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// An example of the profile `tool`.
    pub fn tool(&self, name: &str) -> PathBuf {
        self.target.join("tool/examples").join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// Cargo in this workspace.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(&env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()), arguments);
        command.env("CARGO_TARGET_DIR", &self.target);
        // CI builds each state of the code once: what makes the next build quick would only fill the disk.
        if env::var_os("CI").is_some() && env::var_os("CARGO_INCREMENTAL").is_none() {
            command.env("CARGO_INCREMENTAL", "0");
        }
        command
    }

    pub fn npm(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(if cfg!(windows) { "npm.cmd" } else { "npm" }, arguments);
        // The front ends' generators call cargo.
        command.env("CARGO_TARGET_DIR", &self.target);
        command
    }

    pub fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.root);
        command
    }
}

//! Python tools, each list of packages in a virtual environment of its own that all clones of this project share.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::args::Failure;
use crate::process;
use crate::workspace::Workspace;

/// What turns SAM's templates into CloudFormation's, for all who do.
pub const SAM_TRANSLATOR: &str = "aws-sam-translator==1.115.0";

/// Another list is another folder, so an old one is never half right.
pub struct Environment {
    pub folder: &'static str,
    pub packages: &'static [&'static str],
    /// What it is for.
    pub what: &'static str,
}

impl Environment {
    /// The folder of its programs, installed when it is missing.
    pub fn install(&self, workspace: &Workspace) -> Result<PathBuf, Failure> {
        let home = env::var_os("HOME").ok_or_else(|| Failure::failed("HOME is not set, so there is no ~/.cache"))?;
        let folder = Path::new(&home).join(".cache/tsunagi").join(self.folder);
        let (programs, complete) = (folder.join("bin"), folder.join("complete"));
        if complete.exists() && programs.join("python").exists() {
            return Ok(programs);
        }
        let system = system(workspace, self.what)?;
        eprintln!("Installing {} for {} (about a minute) …", self.packages.join(", "), self.what);
        let _ = fs::remove_dir_all(&folder);
        let target = folder.to_string_lossy();
        process::quietly(&mut workspace.command(&system, &["-m", "venv", &target])).map_err(|_| {
            Failure::failed(format!(
                "'{system} -m venv {target}' failed. On Debian, install it as root: apt-get install python3-venv"
            ))
        })?;
        let python = programs.join("python");
        let mut pip =
            workspace.command(&python.to_string_lossy(), &["-m", "pip", "install", "--disable-pip-version-check"]);
        process::quietly(pip.args(self.packages)).map_err(|_| Failure::failed(self.not_installed()))?;
        fs::write(&complete, "")
            .map_err(|error| Failure::failed(format!("writing {}: {error}", complete.display())))?;
        Ok(programs)
    }

    fn not_installed(&self) -> String {
        let (what, packages) = (self.what, self.packages.join(", "));
        format!(
            "{what} needs {packages}, which pip could not install; above it says why. Without a network connect this \
             machine once and run this again: what is installed stays in ~/.cache/tsunagi"
        )
    }
}

/// The system's own Python, for what its standard library does.
pub fn system(workspace: &Workspace, what: &str) -> Result<String, Failure> {
    let fits = "import sys; sys.exit(sys.version_info < (3, 10))";
    for name in ["python3", "python"] {
        let mut ask = workspace.command(name, &["-c", fits]);
        if ask.stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
            return Ok(name.to_owned());
        }
    }
    Err(Failure::failed(no_python(what)))
}

fn no_python(what: &str) -> String {
    format!("{what} needs Python 3.10 or newer, and there is none here: install python3 and python3-venv")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said_with_what_to_do() {
        let said = no_python("the emulated AWS");
        assert!(said.starts_with("the emulated AWS needs Python 3.10") && said.contains("install python3"), "{said}");
        let tool = Environment { folder: "venv-t", packages: &["t==1"], what: "building" };
        let said = tool.not_installed();
        assert!(said.starts_with("building needs t==1") && said.contains("Without a network"), "{said}");
    }
}

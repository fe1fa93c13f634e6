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
        let system = self.system_python(workspace)?;
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
        process::quietly(pip.args(self.packages)).map_err(|_| {
            let packages = self.packages.join(", ");
            Failure::failed(format!(
                "pip could not install {packages}: is there a network? It is needed once, for {}",
                self.what
            ))
        })?;
        fs::write(&complete, "")
            .map_err(|error| Failure::failed(format!("writing {}: {error}", complete.display())))?;
        Ok(programs)
    }

    fn system_python(&self, workspace: &Workspace) -> Result<String, Failure> {
        let fits = "import sys; sys.exit(sys.version_info < (3, 10))";
        for name in ["python3", "python"] {
            let mut ask = workspace.command(name, &["-c", fits]);
            if ask.stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
                return Ok(name.to_owned());
            }
        }
        Err(Failure::failed(format!(
            "there is no Python 3.10 or newer here. {} needs it: install python3 and python3-venv",
            self.what
        )))
    }
}

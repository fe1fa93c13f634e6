//! AWS's SAM, which checks, builds and deploys the templates.

use std::path::PathBuf;
use std::process::Command;

use crate::args::Failure;
use crate::python::{Environment, SAM_TRANSLATOR};
use crate::workspace::Workspace;

const SAM: Environment = Environment {
    folder: "venv-sam-1.170.0",
    packages: &["aws-sam-cli==1.170.0", SAM_TRANSLATOR, "cfn-lint==1.58.0"],
    what: "checking and deploying the templates",
};

pub struct Sam {
    program: PathBuf,
}

impl Sam {
    pub fn installed(workspace: &Workspace) -> Result<Self, Failure> {
        Ok(Self { program: SAM.install(workspace)?.join("sam") })
    }

    /// A command in the workspace's root that asks nobody anything and tells nobody.
    pub fn command(&self, workspace: &Workspace, arguments: &[&str]) -> Command {
        let mut command = workspace.command(&self.program.to_string_lossy(), arguments);
        command.env("SAM_CLI_TELEMETRY", "0").env("AWS_DEFAULT_REGION", "us-east-1");
        command
    }
}

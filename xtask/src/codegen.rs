//! `cargo xtask codegen`: files that are written by programs and checked in.

use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::args::{Args, Failure};
use crate::workspace::Workspace;
use crate::{build, install, process};

pub const HELP: &str = "\
Usage: cargo xtask codegen [--check]

Writes the OpenAPI document, the flow language's schema and catalogue, and the TypeScript types made from them.
About 30 s once the crates are built.

Options:
  --check   change nothing; fail when a file is not what would be written
  --help    this text
";

pub const OPENAPI: &str = "packages/api-client/openapi.json";

/// Everything that `generate` writes.
const GENERATED: &[&str] = &[
    OPENAPI,
    "packages/api-client/src/schema.d.ts",
    "packages/flow-types/schema.json",
    "packages/flow-types/catalog.json",
    "packages/flow-types/src/document.ts",
];

pub fn run(workspace: &Workspace, mut args: Args) -> Result<(), Failure> {
    let only_check = args.flag("--check");
    args.finish()?;
    install::npm_packages(workspace)?;
    if only_check { check(workspace) } else { generate(workspace) }
}

fn generate(workspace: &Workspace) -> Result<(), Failure> {
    let program = build::example(workspace, "openapi")?;
    let openapi = process::capture(&mut workspace.command(&program.to_string_lossy(), &[]))?;
    fs::write(workspace.path(OPENAPI), openapi)
        .map_err(|error| Failure::failed(format!("writing {OPENAPI}: {error}")))?;
    process::run(&mut workspace.npm(&["run", "--silent", "codegen", "--workspaces", "--if-present"]))
}

/// Generates in place, because the generators know no other place, compares and puts everything back.
pub fn check(workspace: &Workspace) -> Result<(), Failure> {
    let kept: Vec<Kept> = GENERATED.iter().map(|path| Kept::read(workspace, path)).collect();
    generate(workspace)?;
    let differing: Vec<&str> = kept.iter().filter(|kept| kept.differs()).map(|kept| kept.name).collect();
    if differing.is_empty() {
        return Ok(());
    }
    Err(Failure::failed(format!("{} not up to date: run 'cargo xtask codegen' and commit", differing.join(", "))))
}

/// A file as it was, put back when dropped with its time, so that nothing built from it looks old.
struct Kept {
    name: &'static str,
    path: PathBuf,
    before: Option<(Vec<u8>, SystemTime)>,
}

impl Kept {
    fn read(workspace: &Workspace, name: &'static str) -> Self {
        let path = workspace.path(name);
        let time = fs::metadata(&path).and_then(|about| about.modified());
        Self { name, before: fs::read(&path).and_then(|bytes| Ok((bytes, time?))).ok(), path }
    }

    fn differs(&self) -> bool {
        fs::read(&self.path).ok().as_ref() != self.before.as_ref().map(|(bytes, _)| bytes)
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        // What cannot be put back shows in `git diff`.
        match &self.before {
            Some((bytes, time)) => {
                let _ = fs::write(&self.path, bytes);
                let _ = fs::File::options().append(true).open(&self.path).and_then(|file| file.set_modified(*time));
            }
            None => drop(fs::remove_file(&self.path)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_file_comes_back_with_its_time() {
        let root = std::env::temp_dir().join(format!("xtask-codegen-{}", std::process::id()));
        fs::create_dir_all(&root).expect("a folder");
        let workspace = Workspace { target: root.join("target"), root: root.clone() };
        fs::write(root.join("old"), "before").expect("a file");
        let time = fs::metadata(root.join("old")).and_then(|about| about.modified()).expect("a time");
        let (old, new) = (Kept::read(&workspace, "old"), Kept::read(&workspace, "new"));
        assert!(!old.differs() && !new.differs());
        fs::write(root.join("old"), "after").expect("a file");
        fs::write(root.join("new"), "after").expect("a file");
        assert!(old.differs() && new.differs());
        drop((old, new));
        assert_eq!(fs::read(root.join("old")).expect("it is back"), b"before");
        assert_eq!(fs::metadata(root.join("old")).and_then(|about| about.modified()).expect("a time"), time);
        assert!(!root.join("new").exists());
        fs::remove_dir_all(&root).expect("the folder was ours");
    }
}

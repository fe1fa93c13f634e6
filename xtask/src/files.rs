//! The workspace's files.

use std::fs;
use std::path::Path;

use crate::args::Failure;
use crate::process;
use crate::workspace::Workspace;

/// A file that is checked in or about to be, with its text.
pub struct File {
    /// From the root, with `/`.
    pub path: String,
    pub text: String,
}

/// Every file that git tracks or would add, from the root, with `/`.
pub fn tracked(workspace: &Workspace) -> Result<Vec<String>, Failure> {
    let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let list = process::capture(&mut workspace.command("git", &list))?;
    Ok(String::from_utf8_lossy(&list).split_terminator('\0').map(str::to_owned).collect())
}

/// Those of them that are texts.
pub fn texts(workspace: &Workspace) -> Result<Vec<File>, Failure> {
    // Files that were just removed, and binary ones, have no text.
    let read = |path: String| Some(File { text: fs::read_to_string(workspace.path(&path)).ok()?, path });
    Ok(tracked(workspace)?.into_iter().filter_map(read).collect())
}

/// The folders right below `parent`, from the root, sorted.
pub fn folders(workspace: &Workspace, parent: &str) -> Vec<String> {
    let entries = fs::read_dir(workspace.path(parent)).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| format!("{parent}/{}", entry.file_name().to_string_lossy()))
        .collect();
    names.sort();
    names
}

/// What a folder holds, in bytes.
pub fn size_bytes(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(about) if about.is_dir() => size_bytes(&entry.path()),
            Ok(about) => about.len(),
            Err(_) => 0,
        })
        .sum()
}

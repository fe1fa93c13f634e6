//! Whether something built is still up to date, without asking the tool that built it.
//!
//! A stamp is a fingerprint of the sources' names, sizes and times, kept in `target/stamps` after a build. Equal
//! fingerprints mean that nobody touched, added or removed a file. The list of sources may be too long, which
//! costs a call of a tool that finds nothing to do, but never too short.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::workspace::Workspace;

/// Folders below a source folder that hold nothing anybody wrote.
const BUILT: &[&str] = &["node_modules", "dist", "target", ".git", "test-results", "playwright-report"];

pub struct Stamp {
    file: PathBuf,
    fingerprint: String,
}

impl Stamp {
    /// The stamp of `name` as its sources are now: take it before building, so that an edit during the build counts.
    /// `how` is what else the result depends on.
    pub fn of(workspace: &Workspace, name: &str, how: &str, sources: &[PathBuf]) -> Self {
        let mut hash = Hash::new();
        hash.add(how.as_bytes());
        for source in sources {
            add(&mut hash, source);
        }
        Self { file: workspace.path("target/stamps").join(name), fingerprint: hash.to_string() }
    }

    /// True when nothing changed since `set` and every result is still there.
    pub fn is_fresh(&self, results: &[PathBuf]) -> bool {
        results.iter().all(|result| result.exists())
            && fs::read_to_string(&self.file).is_ok_and(|kept| kept == self.fingerprint)
    }

    /// Remembers the fingerprint. A stamp that cannot be written only costs the next build its short cut.
    pub fn set(&self) {
        if let Some(folder) = self.file.parent() {
            let _ = fs::create_dir_all(folder);
        }
        let _ = fs::write(&self.file, &self.fingerprint);
    }
}

fn add(hash: &mut Hash, path: &Path) {
    let Ok(about) = fs::metadata(path) else {
        return hash.add(b"missing");
    };
    hash.add(path.as_os_str().as_encoded_bytes());
    if !about.is_dir() {
        let changed = about.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
        hash.add(&about.len().to_le_bytes());
        return hash.add(&changed.as_nanos().to_le_bytes());
    }
    let mut entries: Vec<PathBuf> = fs::read_dir(path).into_iter().flatten().flatten().map(|e| e.path()).collect();
    entries.sort();
    for entry in entries {
        let name = entry.file_name().and_then(|name| name.to_str());
        if !name.is_some_and(|name| BUILT.contains(&name)) {
            add(hash, &entry);
        }
    }
}

/// FNV-1a: short, and the same in every release of Rust.
pub struct Hash(u64);

impl Hash {
    /// As text.
    pub fn of(bytes: &[u8]) -> String {
        let mut hash = Self::new();
        hash.add(bytes);
        hash.to_string()
    }

    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        // The length keeps "ab" + "c" apart from "a" + "bc".
        for byte in (bytes.len() as u64).to_le_bytes().iter().chain(bytes) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(Workspace);

    impl Folder {
        fn new(name: &str) -> Self {
            let root = std::env::temp_dir().join(format!("xtask-stamp-{}-{name}", std::process::id()));
            let folder = Self(Workspace { target: root.join("target"), root });
            folder.write("src/a.rs", "a");
            folder.write("out", "built");
            folder
        }

        fn write(&self, file: &str, text: &str) {
            let file = self.0.path(file);
            fs::create_dir_all(file.parent().expect("files stand in folders")).expect("a folder");
            fs::write(file, text).expect("a file");
        }

        fn stamp(&self, how: &str) -> Stamp {
            Stamp::of(&self.0, "thing", how, &[self.0.path("src")])
        }

        fn is_fresh(&self, how: &str) -> bool {
            self.stamp(how).is_fresh(&[self.0.path("out")])
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0.root);
        }
    }

    fn check(name: &str, change: impl FnOnce(&Folder), fresh: bool) {
        let folder = Folder::new(name);
        folder.write("src/deep/b.rs", "b");
        assert!(!folder.is_fresh(""), "never built");
        folder.stamp("").set();
        assert!(folder.is_fresh(""), "just built");
        change(&folder);
        assert_eq!(folder.is_fresh(""), fresh, "{name}");
    }

    #[test]
    fn a_change_an_addition_and_a_removal_count() {
        check("change", |folder| folder.write("src/deep/b.rs", "longer"), false);
        check("addition", |folder| folder.write("src/c.rs", ""), false);
        check("removal", |folder| fs::remove_file(folder.0.path("src/deep/b.rs")).expect("it was there"), false);
        check("result", |folder| fs::remove_file(folder.0.path("out")).expect("it was there"), false);
    }

    #[test]
    fn what_tools_write_does_not_count() {
        check("dist", |folder| folder.write("src/dist/index.html", "x"), true);
        check("modules", |folder| folder.write("src/node_modules/x/index.js", "x"), true);
    }

    #[test]
    fn another_way_of_building_counts() {
        let folder = Folder::new("how");
        folder.stamp("release").set();
        assert!(folder.is_fresh("release") && !folder.is_fresh("debug"));
    }
}

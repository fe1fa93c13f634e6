//! The target folder that fresh clones share in CI, so that each compiles only what changed since the one before it.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::args::Failure;
use crate::files;
use crate::stamp::Hash;
use crate::workspace::Workspace;

/// A folder that grew beyond this holds the remains of many old versions.
const MOST_BYTES: u64 = 20 * 1024 * 1024 * 1024;

/// What cargo compiles of ours.
const SOURCES: &[&str] = &["crates/", "functions/", "flows/", "tests/", "xtask/"];

/// The workspace with that target folder, when CI asks for no other.
pub fn open(workspace: &Workspace) -> Result<Option<Workspace>, Failure> {
    let unset = env::var_os("CI").is_some() && env::var_os("CARGO_TARGET_DIR").is_none();
    let Some(home) = env::var_os("HOME").filter(|_| unset) else { return Ok(None) };
    let target = PathBuf::from(home).join(".cache/tsunagi/target");
    let workspace = Workspace { root: workspace.root.clone(), target };
    if files::size_bytes(&workspace.target) > MOST_BYTES {
        println!("Emptying {}, which has outgrown its use", workspace.target.display());
        let _ = fs::remove_dir_all(&workspace.target);
    }
    date_sources(&workspace)?;
    Ok(Some(workspace))
}

/// Cargo takes a crate for fresh when its files are older than what was built of it; in a fresh clone all are new, and what
/// was built may come from another version. So a file gets the time at which its text was first seen here, as long as no
/// clone came with another in between, and else the present: whatever changed is newer than anything built. A clone in
/// another place has nothing but new files: tests know the place they were built in, and look for their data there.
fn date_sources(workspace: &Workspace) -> Result<(), Failure> {
    let list = workspace.target.join("tsunagi-sources");
    let before = fs::read_to_string(&list).unwrap_or_default();
    let place = workspace.root.display();
    let (last_place, before) = before.split_once('\n').unwrap_or_default();
    let before = if last_place == place.to_string() { before } else { "" };
    let before: BTreeMap<&str, (&str, u64)> = before.lines().filter_map(line).collect();
    let now_ns = nanoseconds(SystemTime::now());
    let mut after = format!("{place}\n");
    for path in files::tracked(workspace)?.iter().filter(|path| SOURCES.iter().any(|folder| path.starts_with(folder))) {
        let file = workspace.path(path);
        // A file that was just removed needs no time.
        let Ok(bytes) = fs::read(&file) else { continue };
        let hash = Hash::of(&bytes);
        let same = before.get(path.as_str()).filter(|(known, _)| *known == hash);
        let time_ns = same.map_or(now_ns, |(_, time_ns)| *time_ns);
        let time = UNIX_EPOCH + Duration::from_nanos(time_ns);
        let dated = fs::File::options().append(true).open(&file).and_then(|file| file.set_modified(time));
        dated.map_err(|error| Failure::failed(format!("setting the time of {}: {error}", file.display())))?;
        after.push_str(&format!("{hash} {time_ns} {path}\n"));
    }
    // Written before anything is built: a list that is lost makes all files new again.
    let written = fs::create_dir_all(&workspace.target).and_then(|()| fs::write(&list, after));
    written.map_err(|error| Failure::failed(format!("writing {}: {error}", list.display())))
}

fn line(text: &str) -> Option<(&str, (&str, u64))> {
    let mut parts = text.splitn(3, ' ');
    let (hash, time_ns) = (parts.next()?, parts.next()?.parse().ok()?);
    Some((parts.next()?, (hash, time_ns)))
}

fn nanoseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::process::Command;

    use super::*;

    struct Home(PathBuf);

    impl Home {
        fn new() -> Self {
            Self(env::temp_dir().join(format!("xtask-shared-target-{}", std::process::id())))
        }

        /// A clone in this place with these files, dated; gives their times.
        fn clone_in(&self, place: &str, files: &[(&str, &str)]) -> Vec<SystemTime> {
            let root = self.0.join(place);
            for (path, text) in files {
                let file = root.join(path);
                fs::create_dir_all(file.parent().expect("files stand in folders")).expect("a folder");
                fs::write(file, text).expect("a file");
            }
            let made = Command::new("git").args(["init", "--quiet"]).arg(&root).status().expect("git");
            assert!(made.success());
            date_sources(&Workspace { target: self.0.join("target"), root: root.clone() }).expect("dated");
            files.iter().map(|(path, _)| time(&root.join(path))).collect()
        }
    }

    fn time(file: &Path) -> SystemTime {
        fs::metadata(file).and_then(|about| about.modified()).expect("a time")
    }

    impl Drop for Home {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn only_what_changed_since_the_last_clone_is_new() {
        let home = Home::new();
        let files = ["crates/a/src/lib.rs", "crates/b/src/lib.rs"];
        let clone = |place: &str, texts: [&str; 2]| home.clone_in(place, &[(files[0], texts[0]), (files[1], texts[1])]);
        let first = clone("here", ["a", "b"]);
        let second = clone("here", ["a", "other"]);
        assert_eq!(second[0], first[0], "its text is what it was");
        assert!(second[1] > first[1], "its text is another");
        let third = clone("here", ["a", "b"]);
        assert_eq!(third[0], first[0]);
        assert!(third[1] > second[1], "what it once was is not what was built last");
        let elsewhere = clone("there", ["a", "b"]);
        assert!(elsewhere[0] > third[1], "what was built holds the other place");
    }
}

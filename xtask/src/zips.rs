//! The zips of a deployment, and how large they are.

use std::fs;
use std::path::Path;

use crate::args::Failure;
use crate::bundle;
use crate::files;
use crate::process;
use crate::python;
use crate::workspace::Workspace;

/// Every first message of a quiet hour waits for this zip to be fetched.
const LIMITED: &str = "conversation-turn";
const LIMIT_BYTES: u64 = 8_000_000;

/// Zips every bundle as a deployment does, and says how large it is.
pub fn list(workspace: &Workspace, bundles: &Path) -> Result<(), Failure> {
    let python = python::system(workspace, "zipping the functions")?;
    let mut problem = None;
    println!("zip, MB  unzipped");
    for (name, _) in bundle::functions(workspace)? {
        let folder = bundles.join(&name);
        let zip = bundles.join(format!("{name}.zip"));
        let failed = |error: std::io::Error| Failure::failed(format!("zipping {}: {error}", folder.display()));
        let mut command = workspace.command(&python, &["-m", "zipfile", "-c"]);
        command.arg(&zip);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            command.arg(entry.map_err(failed)?.path());
        }
        process::run(&mut command)?;
        let size_bytes = fs::metadata(&zip).map_err(failed)?.len();
        println!("{}  {}", line(size_bytes, files::size_bytes(&folder)), zip.display());
        problem = problem.or_else(|| too_large(&name, size_bytes));
    }
    problem.map_or(Ok(()), |problem| Err(Failure::failed(problem)))
}

fn line(zipped_bytes: u64, unzipped_bytes: u64) -> String {
    format!("{:>7.2} {:>9.2}", zipped_bytes as f64 / 1e6, unzipped_bytes as f64 / 1e6)
}

fn too_large(name: &str, zipped_bytes: u64) -> Option<String> {
    let (size, limit) = (zipped_bytes as f64 / 1e6, LIMIT_BYTES / 1_000_000);
    let is_too_large = name == LIMITED && zipped_bytes > LIMIT_BYTES;
    is_too_large.then(|| format!("the zip of {name} has {size:.2} MB, and may have {limit}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zip_that_messages_wait_for_has_a_limit() {
        assert_eq!(too_large("conversation-turn", 8_000_000), None);
        let told = too_large("conversation-turn", 8_010_000);
        assert_eq!(told.as_deref(), Some("the zip of conversation-turn has 8.01 MB, and may have 8"));
        assert_eq!(too_large("flows-api", 80_000_000), None);
        assert_eq!(line(1_234_567, 23_456_789), "   1.23     23.46");
    }
}

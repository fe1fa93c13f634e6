//! A copy of the whole database, taken while it is in use.

use std::ffi::c_int;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::error::BackupError;
use crate::handle::SqliteStore;
use crate::secret_key::sync_folder_of;

/// Pause before trying again when the database is locked for a moment.
const RETRY: Duration = Duration::from_millis(10);

impl SqliteStore {
    /// Writes the database as of now to the new file `to`. Writers and readers go on meanwhile. The secret
    /// key is left out on purpose: keep it elsewhere, since without it the copy shows no secret.
    pub async fn backup(&self, to: &Path) -> Result<(), BackupError> {
        let store = self.clone();
        let path = to.to_owned();
        tokio::task::spawn_blocking(move || copy(&store, &path))
            .await
            .unwrap_or_else(|_| Err(BackupError::Interrupted(to.to_owned())))
    }
}

fn copy(store: &SqliteStore, to: &Path) -> Result<(), BackupError> {
    if to.exists() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let mut draft = to.as_os_str().to_owned();
    draft.push(".draft");
    let draft = PathBuf::from(draft);
    let file_failed = |source| BackupError::File { path: to.to_owned(), source };

    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, crate::connections::PRIVATE);
    options.open(&draft).map_err(file_failed)?;

    store
        .read(|db| {
            let mut target = Connection::open(&draft)?;
            // All pages in one step: a read transaction holds nobody up in WAL mode, while a backup in
            // several steps starts over at each commit.
            Backup::new(db, &mut target)?.run_to_completion(c_int::MAX, RETRY, None)?;
            // The copy should be one file, and not wait for a log that was never there.
            target.pragma_update(None, "journal_mode", "DELETE")?;
            target.close().map_err(|(_, error)| error)
        })
        .map_err(|source| BackupError::Copy { path: to.to_owned(), source })?;

    File::open(&draft).and_then(|file| file.sync_all()).map_err(file_failed)?;
    std::fs::rename(&draft, to).map_err(file_failed)?;
    sync_folder_of(to).map_err(file_failed)
}

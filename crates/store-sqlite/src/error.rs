//! What can go wrong outside the ports' own errors.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("could not {attempted} in the database `{path}`")]
    Database { path: PathBuf, attempted: &'static str, source: rusqlite::Error },
    #[error("could not {attempted} `{path}`")]
    File { path: PathBuf, attempted: &'static str, source: std::io::Error },
    /// A downgrade would read rows that it does not understand.
    #[error(
        "the database was last used by a newer release (schema {found}, this one knows {known}): \
         install that release, or restore a backup from before the upgrade"
    )]
    Newer { found: i64, known: i64 },
    #[error(
        "`{path}` is not a secret key: it should hold {expected} bytes and has {found}; restore it from where you keep it"
    )]
    BadKey { path: PathBuf, expected: usize, found: usize },
    #[error("the system gave no random bytes for the secret key: {0}")]
    NoRandomness(String),
    #[error("could not start the writer's thread")]
    Thread { source: std::io::Error },
}

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("`{0}` exists already: a backup never overwrites one")]
    Exists(PathBuf),
    #[error("could not copy the database to `{path}`")]
    Copy { path: PathBuf, source: rusqlite::Error },
    #[error("could not write the backup `{path}`")]
    File { path: PathBuf, source: std::io::Error },
    #[error("the backup to `{0}` was broken off")]
    Interrupted(PathBuf),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expired rows could not be removed: {0}")]
pub struct ExpireError(pub(crate) String);

//! One process consumes at a time: who is out with which message is known to that process alone.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use ports::QueueError;

/// The file whose lock makes a process the consumer. The system gives the lock back when the process ends,
/// however it ends.
pub(crate) struct LockPath(PathBuf);

/// Held while the store is open.
pub(crate) struct ConsumerLock {
    _file: Option<File>,
}

impl LockPath {
    pub(crate) fn beside(database: &Path) -> Self {
        let mut path = database.as_os_str().to_owned();
        path.push("-consumer");
        Self(path.into())
    }
}

impl ConsumerLock {
    pub(crate) fn take(path: Option<&LockPath>) -> Result<Self, QueueError> {
        let Some(LockPath(path)) = path else {
            return Ok(Self { _file: None });
        };
        let failed =
            |error: std::io::Error| QueueError::Unavailable(format!("could not lock `{}`: {error}", path.display()));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, crate::connections::PRIVATE);
        let file = options.open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(QueueError::Unavailable(format!(
                "another process consumes the queues of this database (it holds `{}`)",
                path.display()
            ))),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

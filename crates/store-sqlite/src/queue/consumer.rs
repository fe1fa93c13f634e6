//! One process consumes at a time: who is out with which message is known to that process alone.
//!
//! The file that it locks holds a word: a number that every other process changes after each of its commits, before it
//! answers. So the consumer, which keeps in memory what it has read, learns with one system call that it has to forget it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use ports::QueueError;

/// The file whose lock makes a process the consumer. The system gives the lock back when the process ends,
/// however it ends.
pub(crate) struct LockPath(PathBuf);

/// What every other process changes when it has written.
pub(crate) type Word = [u8; 8];

/// Held while the store is open.
pub(crate) struct ConsumerLock {
    /// None beside a database in memory, which has no other processes.
    file: Option<File>,
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
            return Ok(Self { file: None });
        };
        let failed =
            |error: std::io::Error| QueueError::Unavailable(format!("could not lock `{}`: {error}", path.display()));
        let file = open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(QueueError::Unavailable(format!(
                "another process consumes the queues of this database (it holds `{}`)",
                path.display()
            ))),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// The word as it stands; `None` where it cannot be read.
    pub(crate) fn word(&self) -> Option<Word> {
        match &self.file {
            None => Some(Word::default()),
            Some(file) => read_word(file).ok(),
        }
    }
}

/// Another process's hand on the word.
pub(crate) struct Speaker(File);

impl Speaker {
    pub(crate) fn open(path: &LockPath) -> std::io::Result<Self> {
        open(&path.0).map(Self)
    }

    /// Says that something was written: any word that was not there before.
    pub(crate) fn speak(&self) -> std::io::Result<()> {
        let mut word = Word::default();
        getrandom::fill(&mut word).map_err(std::io::Error::other)?;
        write_word(&self.0, word)
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, crate::connections::PRIVATE);
    options.open(path)
}

#[cfg(unix)]
fn read_word(file: &File) -> std::io::Result<Word> {
    let mut word = Word::default();
    // Nobody has spoken while the file is empty.
    std::os::unix::fs::FileExt::read_at(file, &mut word, 0)?;
    Ok(word)
}

#[cfg(unix)]
fn write_word(file: &File, word: Word) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, &word, 0)
}

/// Elsewhere a lock keeps others from the file, so nothing is kept in memory.
#[cfg(not(unix))]
fn read_word(_: &File) -> std::io::Result<Word> {
    Err(std::io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn write_word(_: &File, _: Word) -> std::io::Result<()> {
    Ok(())
}

//! The key that secrets are sealed under: 32 random bytes in `secret.key` beside the database, so that a
//! copy of the database alone shows no secret.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use chacha20poly1305::Key;

use crate::error::OpenError;

const KEY_BYTES: usize = 32;

pub(crate) fn random() -> Result<Key, OpenError> {
    let mut key = Key::default();
    getrandom::fill(&mut key).map_err(no_randomness)?;
    Ok(key)
}

pub(crate) fn no_randomness(error: getrandom::Error) -> OpenError {
    OpenError::NoRandomness(error.to_string())
}

pub(crate) fn load_or_create(database: &Path) -> Result<Key, OpenError> {
    let path = database.with_file_name("secret.key");
    match load(&path)? {
        Some(key) => Ok(key),
        None => create(&path),
    }
}

fn load(path: &Path) -> Result<Option<Key>, OpenError> {
    match std::fs::read(path) {
        Ok(bytes) if bytes.len() == KEY_BYTES => Ok(Some(*Key::from_slice(&bytes))),
        Ok(bytes) => Err(OpenError::BadKey { path: path.to_owned(), expected: KEY_BYTES, found: bytes.len() }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(OpenError::File { path: path.to_owned(), attempted: "read", source }),
    }
}

/// Writes the key under another name and links it into place, which fails when somebody else was first:
/// nobody ever sees half a key.
fn create(path: &Path) -> Result<Key, OpenError> {
    let failed = |source| OpenError::File { path: path.to_owned(), attempted: "write", source };
    let key = random()?;
    // A random name, since process ids repeat across containers that share a folder.
    let draft = path.with_extension(format!("{:016x}.draft", getrandom::u64().map_err(no_randomness)?));
    write_private(&draft, &key).map_err(failed)?;
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft).map_err(failed)?;
    match linked {
        Ok(()) => {
            sync_folder_of(path).map_err(failed)?;
            Ok(key)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => load(path)?.ok_or_else(|| failed(error)),
        Err(source) => Err(failed(source)),
    }
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, crate::connections::PRIVATE);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A new name survives loss of power only once its folder is synced.
pub(crate) fn sync_folder_of(path: &Path) -> std::io::Result<()> {
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}

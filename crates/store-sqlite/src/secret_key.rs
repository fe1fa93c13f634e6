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
    getrandom::fill(&mut key).map_err(|error| OpenError::NoRandomness(error.to_string()))?;
    Ok(key)
}

pub(crate) fn load_or_create(database: &Path) -> Result<Key, OpenError> {
    let path = database.with_file_name("secret.key");
    match std::fs::read(&path) {
        Ok(bytes) if bytes.len() == KEY_BYTES => Ok(*Key::from_slice(&bytes)),
        Ok(bytes) => Err(OpenError::BadKey { path, expected: KEY_BYTES, found: bytes.len() }),
        Err(error) if error.kind() == ErrorKind::NotFound => create(&path),
        Err(source) => Err(OpenError::File { path, attempted: "read", source }),
    }
}

/// Writes the key under another name and links it into place, which fails when another process was first:
/// nobody ever sees half a key.
fn create(path: &Path) -> Result<Key, OpenError> {
    let key = random()?;
    let draft = path.with_extension(format!("{}.draft", std::process::id()));
    let failed = |source| OpenError::File { path: path.to_owned(), attempted: "write", source };
    write_private(&draft, &key).map_err(failed)?;
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft).map_err(failed)?;
    match linked {
        Ok(()) => {
            sync_folder_of(path).map_err(failed)?;
            Ok(key)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let bytes = std::fs::read(path).map_err(failed)?;
            if bytes.len() != KEY_BYTES {
                return Err(OpenError::BadKey { path: path.to_owned(), expected: KEY_BYTES, found: bytes.len() });
            }
            Ok(*Key::from_slice(&bytes))
        }
        Err(source) => Err(failed(source)),
    }
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
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

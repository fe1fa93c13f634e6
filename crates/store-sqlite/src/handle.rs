//! The handle that everything is reached through: opening, closing, and the way to reads and writes.

use std::fmt;
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use ports::Clock;
use rusqlite::Connection;

use crate::checkpoint::{CHECKPOINT_PAGES, Checkpoints, FAR_BEHIND_PAGES};
use crate::connections::{Readers, lock, open_writing};
use crate::error::OpenError;
use crate::kept::Items;
use crate::queue::{ConsumerLock, Queues, Speaker, Word};
use crate::secret_key;
use crate::secrets::Opened;
use crate::timers::TimerWatch;
use crate::writer::{Neighbours, Work, WriteFailure, Writer};
use crate::{connections, schema};

/// One database behind all the stateful ports. Clones share it; the last one dropped closes it.
#[derive(Clone)]
pub struct SqliteStore {
    inner: Arc<Inner>,
}

struct Inner {
    // Dropped first: it waits for the thread, which uses the rest.
    writer: Writer,
    readers: Readers,
    memory: Arc<Memory>,
    clock: Arc<dyn Clock>,
    cipher: XChaCha20Poly1305,
    path: Option<PathBuf>,
}

/// What is kept in memory beside the database, and kept in step by the writer.
struct Memory {
    queues: Arc<Queues>,
    timers: Arc<TimerWatch>,
    opened: Arc<Opened>,
    items: Arc<Items>,
    /// The other processes' word when what is kept was last forgotten for it.
    heard: Mutex<Option<Word>>,
    speaker: OnceLock<Option<Speaker>>,
}

impl Memory {
    /// Whether reads may be answered from memory. Only the consumer hears the others; what they wrote before this call is
    /// forgotten after it.
    fn is_fresh(&self) -> bool {
        let Some(word) = self.queues.consumer.get().and_then(ConsumerLock::word) else { return false };
        let mut heard = lock(&self.heard);
        if *heard != Some(word) {
            self.forget();
            *heard = Some(word);
        }
        true
    }

    fn forget(&self) {
        self.opened.forget();
        self.items.forget();
    }
}

impl Neighbours for Memory {
    fn we_wrote(&self) {
        if self.queues.consumer.initialized() {
            return;
        }
        let speaker = self.speaker.get_or_init(|| {
            let opened = Speaker::open(self.queues.lock_path.as_ref()?);
            opened.inspect_err(|error| tracing::warn!(%error, "the running server will notice changes late")).ok()
        });
        if let Some(speaker) = speaker
            && let Err(error) = speaker.speak()
        {
            tracing::warn!(%error, "the running server notices this change late");
        }
    }

    fn wrote(&self, db: &Connection) -> rusqlite::Result<()> {
        self.forget();
        self.queues.catch_up(db)?;
        self.timers.set(0);
        Ok(())
    }
}

impl SqliteStore {
    /// Opens or creates the database at `path` and `secret.key` beside it, both readable by their owner
    /// only. `clock` decides what is due, visible or a repetition; it is not asked about expiry, which comes
    /// with each commit.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        connections::count_no_memory();
        create_private(path)?;
        let mut db = open_writing(path).map_err(|source| OpenError::Database {
            path: path.to_owned(),
            attempted: "open",
            source,
        })?;
        schema::migrate(&mut db, path)?;
        let cipher = XChaCha20Poly1305::new(&secret_key::load_or_create(path)?);
        Self::start(Arc::new(Mutex::new(db)), Readers::file(path), cipher, Some(path.to_owned()), clock)
    }

    /// A database that is gone with its last handle, for tests.
    pub fn open_in_memory(clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        connections::count_no_memory();
        let path = Path::new(":memory:");
        let mut db = Connection::open_in_memory().map_err(|source| OpenError::Database {
            path: path.to_owned(),
            attempted: "open",
            source,
        })?;
        schema::migrate(&mut db, path)?;
        let cipher = XChaCha20Poly1305::new(&secret_key::random()?);
        let db = Arc::new(Mutex::new(db));
        Self::start(Arc::clone(&db), Readers::Shared(db), cipher, None, clock)
    }

    fn start(
        db: Arc<Mutex<Connection>>,
        readers: Readers,
        cipher: XChaCha20Poly1305,
        path: Option<PathBuf>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        let queues = Arc::new(Queues::new(path.as_deref())?);
        let memory = Arc::new(Memory {
            queues,
            timers: Arc::default(),
            opened: Arc::default(),
            items: Arc::default(),
            heard: Mutex::default(),
            speaker: OnceLock::new(),
        });
        let neighbours: Arc<dyn Neighbours> = Arc::clone(&memory) as Arc<dyn Neighbours>;
        let start = |path: &PathBuf| Checkpoints::start(&mut lock(&db), path, CHECKPOINT_PAGES, FAR_BEHIND_PAGES);
        let checkpoints = path.as_ref().map(start).transpose().map_err(|source| OpenError::Thread { source })?;
        let writer = Writer::start(db, neighbours, checkpoints).map_err(|source| OpenError::Thread { source })?;
        Ok(Self { inner: Arc::new(Inner { writer, readers, memory, clock, cipher, path }) })
    }

    /// Writes everything handed over before and stops writing: later writes fail, reads go on.
    pub async fn shutdown(&self) {
        self.inner.writer.stop().await;
    }

    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        self.inner.readers.read(work)
    }

    pub(crate) async fn write<W: Work>(&self, work: W) -> Result<W::Output, WriteFailure> {
        self.inner.writer.write(work).await
    }

    pub(crate) fn post<W: Work>(&self, work: W) -> Result<(), WriteFailure> {
        self.inner.writer.post(work)
    }

    pub(crate) fn now_ms(&self) -> u64 {
        self.inner.clock.now_ms()
    }

    pub(crate) fn queues(&self) -> &Arc<Queues> {
        &self.inner.memory.queues
    }

    pub(crate) fn timer_watch(&self) -> &Arc<TimerWatch> {
        &self.inner.memory.timers
    }

    /// Opened secrets, where they may be used.
    pub(crate) fn kept_secrets(&self) -> Option<&Opened> {
        self.inner.memory.is_fresh().then_some(&*self.inner.memory.opened)
    }

    pub(crate) fn opened(&self) -> &Arc<Opened> {
        &self.inner.memory.opened
    }

    /// Items that were read, where they may be used.
    pub(crate) fn kept_items(&self) -> Option<&Items> {
        self.inner.memory.is_fresh().then_some(&*self.inner.memory.items)
    }

    pub(crate) fn items(&self) -> &Arc<Items> {
        &self.inner.memory.items
    }

    pub(crate) fn cipher(&self) -> &XChaCha20Poly1305 {
        &self.inner.cipher
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").field("path", &self.inner.path).finish_non_exhaustive()
    }
}

/// SQLite gives its log files the permissions of the database, which holds what customers wrote. A database that exists
/// is not touched: closing any handle of it would end the locks that this process has on it.
pub(crate) fn create_private(path: &Path) -> Result<(), OpenError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, connections::PRIVATE);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(source) => Err(OpenError::File { path: path.to_owned(), attempted: "create", source }),
    }
}

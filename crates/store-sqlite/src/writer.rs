//! The one writer: a thread that puts everything that waits into one transaction and answers after the
//! commit. The disk is synced once per batch, so the rate of commits grows with concurrency.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode};
use tokio::sync::oneshot;

use crate::checkpoint::Checkpoints;
use crate::connections::lock;

/// Requests in one transaction. At 20 µs each this bounds what a single answer waits for to about 20 ms.
const BATCH: usize = 1_024;

/// A batch of half the last one's size is waited for, from this size on: those whom the last one answered are about to ask
/// again, and a sync of the disk costs the same for many as for few.
const WORTH_WAITING: usize = 16;

/// Longest wait for that.
const GATHER: Duration = Duration::from_millis(1);

/// How long the writer sleeps before it looks whether more have come.
const GATHER_SLICE: Duration = Duration::from_micros(250);

/// How often an idle writer looks whether another process wrote.
const POLL: Duration = Duration::from_millis(200);

/// One request to the writer.
pub(crate) trait Work: Send + 'static {
    type Output: Send + 'static;

    /// Reads and writes within the transaction of the batch. May run a second time, when another request of
    /// the batch failed and the batch was rolled back. A refusal is an output, not an error, and must have
    /// written nothing.
    fn run(&self, db: &Connection) -> rusqlite::Result<Self::Output>;

    /// Told after the commit, in commit order, on the writer's thread, before the caller hears: the place to
    /// bring memory in step with the database, since a caller may have stopped listening.
    fn settled(&self, _outcome: Result<&Self::Output, &WriteFailure>) {}
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WriteFailure {
    /// Another process held the database for too long. Nothing was written.
    #[error("another process is writing to the database")]
    Busy,
    /// Nothing was written.
    #[error("{0}")]
    Failed(String),
    /// The commit itself failed, or the writer went away with the request: it may or may not be on disk.
    #[error("the outcome is not known: {0}")]
    Unknown(String),
    /// Nothing was written.
    #[error("the store was shut down")]
    Closed,
}

/// Told of what happens between processes.
pub(crate) trait Neighbours: Send + Sync + 'static {
    /// Another process has changed the database.
    fn wrote(&self, db: &Connection) -> rusqlite::Result<()>;

    /// This one has, and nobody has heard of it yet.
    fn we_wrote(&self);
}

pub(crate) struct Writer {
    requests: Option<Sender<Message>>,
    thread: Option<JoinHandle<()>>,
}

enum Message {
    Request(Box<dyn Pending>),
    Stop(oneshot::Sender<()>),
}

impl Writer {
    pub(crate) fn start(
        db: Arc<Mutex<Connection>>,
        neighbours: Arc<dyn Neighbours>,
        checkpoints: Option<Checkpoints>,
    ) -> std::io::Result<Self> {
        let (requests, inbox) = channel();
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || Loop { db, checkpoints, neighbours, last_batch: 0, data_version: None }.run(&inbox))?;
        Ok(Self { requests: Some(requests), thread: Some(thread) })
    }

    /// Durable once it returns `Ok`. Dropping the future does not take the request back.
    pub(crate) async fn write<W: Work>(&self, work: W) -> Result<W::Output, WriteFailure> {
        let (reply, answer) = oneshot::channel();
        self.enqueue(work, Some(reply))?;
        answer.await.unwrap_or_else(|_| Err(WriteFailure::Unknown("the writer stopped".to_owned())))
    }

    /// Hands the request over without waiting for it.
    pub(crate) fn post<W: Work>(&self, work: W) -> Result<(), WriteFailure> {
        self.enqueue(work, None)
    }

    /// Returns when everything handed over before is written.
    pub(crate) async fn stop(&self) {
        let (reply, answer) = oneshot::channel();
        let sent = self.requests.as_ref().is_some_and(|requests| requests.send(Message::Stop(reply)).is_ok());
        if sent {
            // A writer that is gone already has written all it ever will.
            let _ = answer.await;
        }
    }

    fn enqueue<W: Work>(
        &self,
        work: W,
        reply: Option<oneshot::Sender<Result<W::Output, WriteFailure>>>,
    ) -> Result<(), WriteFailure> {
        let request = Box::new(Request { work, output: None, reply });
        let requests = self.requests.as_ref().ok_or(WriteFailure::Closed)?;
        requests.send(Message::Request(request)).map_err(|_| WriteFailure::Closed)
    }
}

impl Drop for Writer {
    /// Waits for the thread, so that whoever opens the file next finds it closed.
    fn drop(&mut self) {
        self.requests = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the writer's thread had panicked");
        }
    }
}

/// A [`Work`] with its type forgotten, so that one batch may hold all kinds.
trait Pending: Send {
    fn run(&mut self, db: &Connection) -> rusqlite::Result<()>;
    fn settle(self: Box<Self>, result: Result<(), WriteFailure>);
}

struct Request<W: Work> {
    work: W,
    output: Option<W::Output>,
    reply: Option<oneshot::Sender<Result<W::Output, WriteFailure>>>,
}

impl<W: Work> Pending for Request<W> {
    fn run(&mut self, db: &Connection) -> rusqlite::Result<()> {
        self.output = Some(self.work.run(db)?);
        Ok(())
    }

    fn settle(self: Box<Self>, result: Result<(), WriteFailure>) {
        let Self { work, output, reply } = *self;
        let never_ran = || WriteFailure::Failed("the request was not run".to_owned());
        let outcome = result.and_then(|()| output.ok_or_else(never_ran));
        work.settled(outcome.as_ref());
        if let Some(reply) = reply {
            // The caller may have stopped waiting.
            let _ = reply.send(outcome);
        }
    }
}

/// What broke a batch.
enum Broken {
    /// The transaction could not begin.
    Begin(rusqlite::Error),
    /// A request failed; all is rolled back.
    Request(rusqlite::Error),
    Commit(rusqlite::Error),
}

struct Loop {
    db: Arc<Mutex<Connection>>,
    /// None for a database in memory.
    checkpoints: Option<Checkpoints>,
    neighbours: Arc<dyn Neighbours>,
    /// Requests of the last batch.
    last_batch: usize,
    /// SQLite's counter of other connections' commits, as last seen; `None` asks for a look in any case.
    data_version: Option<i64>,
}

impl Loop {
    fn run(mut self, inbox: &Receiver<Message>) {
        loop {
            let stop = match inbox.recv_timeout(POLL) {
                Ok(first) => self.drain(first, inbox),
                Err(RecvTimeoutError::Timeout) => {
                    let db = Arc::clone(&self.db);
                    if let Err(error) = self.look_around(&lock(&db)) {
                        tracing::warn!(%error, "could not look for another process's writes");
                    }
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if let Some(reply) = stop {
                let checkpoint = lock(&self.db).execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
                if let Err(error) = checkpoint {
                    tracing::debug!(%error, "no checkpoint at shutdown; the next start reads the log");
                }
                // Closed before the answer, so that the files are at rest when the caller goes on.
                drop(self);
                let _ = reply.send(());
                return;
            }
        }
    }

    fn drain(&mut self, first: Message, inbox: &Receiver<Message>) -> Option<oneshot::Sender<()>> {
        let mut batch = Vec::new();
        let mut stop = take(first, &mut batch);
        let begun = Instant::now();
        let wanted = self.last_batch / 2;
        loop {
            while stop.is_none()
                && batch.len() < BATCH
                && let Ok(message) = inbox.try_recv()
            {
                stop = take(message, &mut batch);
            }
            let is_enough = wanted < WORTH_WAITING || batch.len() >= wanted;
            if is_enough || stop.is_some() || begun.elapsed() >= GATHER {
                break;
            }
            pause(GATHER_SLICE);
        }
        self.last_batch = batch.len();
        if !batch.is_empty() {
            self.process(batch);
            if let Some(checkpoints) = &self.checkpoints {
                checkpoints.finish(&lock(&self.db));
            }
        }
        stop
    }

    fn process(&mut self, mut batch: Vec<Box<dyn Pending>>) {
        let result = self.transact(&mut batch);
        let failure = match result {
            Ok(()) => None,
            Err(Broken::Request(_)) if batch.len() > 1 => {
                // One request broke the transaction of all: each now gets its own.
                for request in batch {
                    self.process(vec![request]);
                }
                return;
            }
            Err(Broken::Begin(error)) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                Some(WriteFailure::Busy)
            }
            Err(Broken::Begin(error) | Broken::Request(error)) => Some(WriteFailure::Failed(error.to_string())),
            Err(Broken::Commit(error)) => Some(WriteFailure::Unknown(error.to_string())),
        };
        if let Some(failure) = &failure {
            tracing::error!(error = %failure, requests = batch.len(), "a batch of writes failed");
        }
        for request in batch {
            request.settle(failure.clone().map_or(Ok(()), Err));
        }
    }

    fn transact(&mut self, batch: &mut [Box<dyn Pending>]) -> Result<(), Broken> {
        let shared = Arc::clone(&self.db);
        let db = lock(&shared);
        execute(&db, "BEGIN IMMEDIATE").map_err(Broken::Begin)?;
        let ran = self.look_around(&db).and_then(|()| batch.iter_mut().try_for_each(|request| request.run(&db)));
        if let Err(error) = ran {
            self.roll_back(&db);
            return Err(Broken::Request(error));
        }
        execute(&db, "COMMIT").map_err(|error| {
            self.roll_back(&db);
            // What was "not committed" may still be found in the log by a later reader.
            self.data_version = None;
            Broken::Commit(error)
        })?;
        self.neighbours.we_wrote();
        Ok(())
    }

    fn roll_back(&self, db: &Connection) {
        // Some errors end the transaction by themselves.
        if !db.is_autocommit()
            && let Err(error) = execute(db, "ROLLBACK")
        {
            tracing::error!(%error, "could not roll back");
        }
    }

    /// Lets memory catch up with what another process wrote since the last look.
    fn look_around(&mut self, db: &Connection) -> rusqlite::Result<()> {
        let version = db.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?;
        if self.data_version != Some(version) {
            self.neighbours.wrote(db)?;
            self.data_version = Some(version);
        }
        Ok(())
    }
}

/// Adds a request to the batch, or hands out whom to tell of the end.
fn take(message: Message, batch: &mut Vec<Box<dyn Pending>>) -> Option<oneshot::Sender<()>> {
    match message {
        Message::Request(request) => batch.push(request),
        Message::Stop(reply) => return Some(reply),
    }
    None
}

#[expect(clippy::disallowed_methods, reason = "to wait on the channel would wake this thread for every request")]
fn pause(time: Duration) {
    std::thread::sleep(time);
}

fn execute(db: &Connection, sql: &str) -> rusqlite::Result<()> {
    db.prepare_cached(sql)?.execute([]).map(drop)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    struct Alone;

    impl Neighbours for Alone {
        fn wrote(&self, _: &Connection) -> rusqlite::Result<()> {
            Ok(())
        }

        fn we_wrote(&self) {}
    }

    /// Runs SQL, the first time after waiting for a word when it has a gate.
    struct Sql(&'static str, Mutex<Option<mpsc::Receiver<()>>>);

    impl Work for Sql {
        type Output = usize;

        fn run(&self, db: &Connection) -> rusqlite::Result<usize> {
            if let Some(gate) = lock(&self.1).take() {
                gate.recv().expect("the gate opens");
            }
            db.execute(self.0, [])
        }
    }

    #[tokio::test]
    async fn sq2_a_request_that_fails_leaves_its_batch_alone() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE t (a INTEGER PRIMARY KEY)").unwrap();
        let db = Arc::new(Mutex::new(db));
        let writer = Writer::start(Arc::clone(&db), Arc::new(Alone), None).unwrap();

        // While the first waits at the gate, the others become one batch.
        let (open, gate) = mpsc::channel();
        let first = writer.write(Sql("INSERT INTO t VALUES (1)", Mutex::new(Some(gate))));
        let good = writer.write(Sql("INSERT INTO t VALUES (2)", Mutex::default()));
        let bad = writer.write(Sql("INSERT INTO t VALUES (1)", Mutex::default()));
        let after = writer.write(Sql("INSERT INTO t VALUES (3)", Mutex::default()));
        let gatekeeper = async { open.send(()).unwrap() };
        let (first, good, bad, after, ()) = tokio::join!(first, good, bad, after, gatekeeper);

        assert_eq!((first, good, after), (Ok(1), Ok(1), Ok(1)));
        assert!(matches!(bad, Err(WriteFailure::Failed(_))), "{bad:?}");
        let rows: i64 = lock(&db).query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 3);
    }
}

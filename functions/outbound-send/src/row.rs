//! The row of a send in the outbox, as one consumer holds it: who writes it has to know its version. It also counts how often
//! the send was begun and no answer and no error came of it, so that one whose code panics, or whose process dies on it, ends
//! some time.

use app::batch::Retry;
use app::records::{OutboxRecord, SendJob, put};
use ports::{Commit, CommitOutcome, Condition};

use crate::Sender;

pub(crate) struct Row<'a> {
    pub(crate) sender: Sender<'a>,
    /// What stands in it.
    pub(crate) job: SendJob,
    pub(crate) version: u64,
    /// Of the message that led here.
    pub(crate) receives: u32,
    /// This beginning is in `job.begun`.
    pub(crate) is_counted: bool,
}

impl Row<'_> {
    /// Counts a beginning on which the process may die. Nobody could say what it died on when it did something else as well. The
    /// first delivery of a message mostly succeeds: it costs no write.
    pub(crate) async fn begin(&mut self) -> Result<(), Retry> {
        self.is_counted = self.sender.is_alone && self.receives > 1;
        if !self.is_counted {
            return Ok(());
        }
        self.write(SendJob { begun: self.job.begun + 1, ..self.job.clone() }).await
    }

    /// The code came to its end and wants another try. What it waits for may be missing for hours: that gives nothing up.
    pub(crate) async fn came_back(&mut self) {
        if self.job.begun > 0 {
            self.note(SendJob { begun: 0, ..self.job.clone() }).await;
        }
    }

    /// The process lives, and knows what it was. Nobody makes the call any more that the row may tell of: the next try need not
    /// wait for it.
    pub(crate) async fn panicked(&mut self) {
        let mut job = SendJob { begun: self.job.begun + u32::from(!self.is_counted), ..self.job.clone() };
        if let Some(sending) = &mut job.sending {
            // It may have been taken, as when nobody answers.
            job.unknowns += 1;
            sending.since_ms = 0;
        }
        self.note(job).await;
    }

    /// Writes what is good to know. Without it the next try is a worse one, and no wrong one.
    async fn note(&mut self, job: SendJob) {
        if let Err(retry) = self.write(job).await {
            tracing::warn!(reason = %retry.reason, "noting how a send ended");
        }
    }

    pub(crate) async fn write(&mut self, job: SendJob) -> Result<(), Retry> {
        let Sender { services, workspace, .. } = self.sender;
        let record = OutboxRecord::Send(job.clone());
        let op = put(record.key(), &record, Condition::Version(self.version));
        let commit = Commit { ops: vec![op], now_ms: services.now_ms() };
        match services.store.commit(workspace, commit).await {
            Ok(CommitOutcome::Committed) => {
                self.version += 1;
                self.job = job;
                Ok(())
            }
            // Another consumer has this send: it settles it.
            Ok(outcome) => Err(Retry::backoff(self.receives, format!("the send changed meanwhile: {outcome:?}"))),
            Err(error) => Err(Retry::backoff(self.receives, error.to_string())),
        }
    }
}

//! The end of a send: its row goes. What was not simply taken leaves a delivery; where receipts may come, the provider's
//! ids point back to the entry.

use std::collections::BTreeMap;

use app::inbound;
use app::records::{
    DeliveryRecord, FailureRecord, PartOf, PointerRecord, SendFailure, SendJob, SendMessage, decode, delivery_key, put,
};
use conversation::{Channel, DeliveryStatus, Inbound, InboundKind};
use ports::{Commit, CommitOutcome, Condition, Op, QueueName};
use protocol::desk_socket::DeskFrame;

use crate::Sender;

/// What stood under a provider's message id when we came.
enum Stood {
    /// A receipt was faster than the answer to our call. It goes into the delivery in the commit that takes its place, so
    /// that no moment is without it.
    Early { told: Option<Told>, version: u64 },
    /// The id belongs to another entry: the vendor's mistake, who gave it twice.
    Other,
}

/// What a receipt said.
struct Told {
    status: DeliveryStatus,
    error: Option<String>,
}

type Early = BTreeMap<String, Stood>;

impl Sender<'_> {
    pub(crate) async fn settle(&self, job: &SendJob, version: u64) -> Result<(), String> {
        if job.messages.iter().any(|message| message.failed.as_ref().is_some_and(|failure| failure.opted_out)) {
            self.opted_out(job).await?;
        }
        let mut early = Early::new();
        // Each round finds one early receipt more, or one that moved meanwhile.
        let ids: usize = job.messages.iter().map(|message| message.provider_ids.len()).sum();
        for _ in 0..=2 * ids {
            let commit = Commit { ops: self.ops(job, version, &early), now_ms: self.services.now_ms() };
            let outcome =
                self.services.store.commit(self.workspace, commit).await.map_err(|error| error.to_string())?;
            match outcome {
                CommitOutcome::Committed => {
                    self.tell_desks(job).await;
                    return Ok(());
                }
                // Another consumer settled it.
                CommitOutcome::ConditionFailed { index: 0, .. } => return Ok(()),
                CommitOutcome::ConditionFailed { old: Some(old), .. } => {
                    let pointer: PointerRecord = decode(&old).map_err(|error| error.to_string())?;
                    let stood = match pointer.seq {
                        None => {
                            let told = pointer.early.map(|status| Told { status, error: pointer.early_error });
                            Stood::Early { told, version: old.version }
                        }
                        Some(_) => Stood::Other,
                    };
                    early.insert(old.key.sort, stood);
                }
                other => return Err(format!("recording a delivery: {other:?}")),
            }
        }
        Err("recording a delivery: its receipts keep changing".to_owned())
    }

    /// Ends a send on which its code panics, or its process dies, again and again: the customer's later ones go out, and people
    /// see that this one did not, or may not have.
    pub(crate) async fn give_up(&self, mut job: SendJob, version: u64) -> Result<(), String> {
        tell_given_up(&job);
        // Visitors of the web chat also get what nobody posted, when they come back.
        let maybe_seen =
            job.identity.channel == Channel::Webchat || job.sending.is_some() || job.maybe_taken || job.parts_done > 0;
        let status = if maybe_seen { DeliveryStatus::Unknown } else { DeliveryStatus::Rejected };
        for message in job.messages.iter_mut().skip(job.first_open) {
            message.failed.get_or_insert_with(|| SendFailure::new(status, SendFailure::GIVEN_UP));
        }
        self.settle(&job, version).await
    }

    /// The vendor says that the person wants no more messages: the thread hears it as if they had just said so. Before the
    /// send's row goes, so that it is not lost; a repeat counts once.
    async fn opted_out(&self, job: &SendJob) -> Result<(), String> {
        let event = Inbound {
            identity: job.identity.clone(),
            event_key: format!("optout#{}", job.seq()),
            occurred_at_ms: self.services.now_ms(),
            kind: InboundKind::Blocked,
            display_name: None,
            language: None,
        };
        let message = inbound::envelope(self.workspace, job.customer.clone(), event).message();
        self.services.queue.send(QueueName::Inbound, vec![message]).await.map_err(|error| error.to_string())
    }

    fn ops(&self, job: &SendJob, version: u64, early: &Early) -> Vec<Op> {
        let key = SendJob::key(&job.customer, job.seq());
        let mut ops = vec![Op::Delete { key, condition: Condition::Version(version) }];
        let mut pointers = Vec::new();
        for message in &job.messages {
            let delivery = delivery(message, job.resent, early);
            let detail = delivery.error.clone().unwrap_or_default();
            if delivery.status == DeliveryStatus::Rejected || detail == SendFailure::GIVEN_UP {
                let at_ms = self.services.now_ms();
                ops.push(FailureRecord::rejected_send(&job.customer, &job.identity, message.seq, at_ms, detail));
            }
            // That its row is gone says as much.
            if delivery != DeliveryRecord::plain() {
                ops.push(put(delivery_key(&job.customer, message.seq), &delivery, Condition::Always));
            }
            pointers.extend(self::pointers(job, message, early));
        }
        // A vendor that gives one id twice gets one pointer; more parts than a commit holds get no receipts.
        pointers.sort_by(|a, b| a.key().cmp(b.key()));
        pointers.dedup_by(|a, b| a.key() == b.key());
        let room = limits::COMMIT_OPS - ops.len();
        if pointers.len() > room {
            tracing::warn!(parts = pointers.len(), room, "the last parts of a message get no receipts");
        }
        ops.extend(pointers.into_iter().take(room));
        ops
    }

    async fn tell_desks(&self, job: &SendJob) {
        for message in &job.messages {
            let frame = DeskFrame::DeliveryChanged { customer_id: job.customer.to_string(), seq: message.seq };
            self.services.tell_desks(self.workspace, &frame).await;
        }
    }
}

/// An alarm in infra/workers.yaml goes by these words.
pub(crate) fn tell_given_up(job: &SendJob) {
    tracing::error!(customer = %job.customer, seq = job.seq(), "a send is given up");
}

fn delivery(message: &SendMessage, resent: bool, early: &Early) -> DeliveryRecord {
    let mut record = DeliveryRecord { degraded: message.degraded.clone(), resent, ..DeliveryRecord::plain() };
    if let Some(failure) = &message.failed {
        (record.status, record.error) = (failure.status, Some(failure.reason.clone()));
    }
    for (index, id) in message.provider_ids.iter().enumerate() {
        if let Some(Stood::Early { told: Some(told), .. }) = early.get(id) {
            record.hear(part(message, index), told.status, told.error.as_ref());
        }
    }
    record
}

/// Where a message left in several calls, which of them an id is of. One call that failed brought no id.
fn part(message: &SendMessage, index: usize) -> Option<PartOf> {
    let parts = message.provider_ids.len() + usize::from(message.failed.is_some());
    (parts > 1).then_some(PartOf { index, parts })
}

/// For channels that tell later how far a message got.
fn pointers(job: &SendJob, message: &SendMessage, early: &Early) -> Vec<Op> {
    let channel = job.identity.channel;
    if !channels::module(channel).capabilities().receipts {
        return Vec::new();
    }
    let pointer = |index| PointerRecord {
        customer: job.customer.clone(),
        seq: Some(message.seq),
        part: part(message, index),
        early: None,
        early_error: None,
    };
    let key = |id: &String| PointerRecord::key(channel.as_str(), &job.identity.account, id);
    let condition = |id: &String| match early.get(id) {
        Some(Stood::Early { version, .. }) => Some(Condition::Version(*version)),
        Some(Stood::Other) => None,
        None => Some(Condition::Absent),
    };
    let ours = message.provider_ids.iter().enumerate().filter_map(|(index, id)| Some((index, id, condition(id)?)));
    ours.map(|(index, id, condition)| put(key(id), &pointer(index), condition)).collect()
}

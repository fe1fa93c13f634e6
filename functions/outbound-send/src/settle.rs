//! The end of a send: its row goes, its deliveries stay, and the provider's ids point back to them.

use std::collections::BTreeMap;

use app::records::{
    DeliveryRecord, FailureKind, FailureRecord, PointerRecord, SendJob, SendMessage, decode, delivery_key, put,
};
use conversation::DeliveryStatus;
use ports::{Commit, CommitOutcome, Condition, Op};
use protocol::desk_socket::DeskFrame;

use crate::Sender;

/// What stood under a provider's message id when we came: a receipt that was faster than the answer to our call, or
/// `None` where the id belongs to another entry.
type Early = BTreeMap<String, Option<DeliveryStatus>>;

impl Sender<'_> {
    pub(crate) async fn settle(&self, job: &SendJob, version: u64) -> Result<(), String> {
        let mut early = Early::new();
        // Each round finds one early receipt more, and there is at most one for each id.
        let ids: usize = job.messages.iter().map(|message| message.provider_ids.len()).sum();
        for _ in 0..=ids {
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
                    early.insert(old.key.sort.clone(), pointer.early);
                    // A pointer to another entry is the vendor's mistake, who gave one id twice: it stays as it is.
                    if pointer.seq.is_none() {
                        self.forget_early(old.key, old.version).await?;
                    }
                }
                other => return Err(format!("recording a delivery: {other:?}")),
            }
        }
        Err("recording a delivery: its receipts keep changing".to_owned())
    }

    fn ops(&self, job: &SendJob, version: u64, early: &Early) -> Vec<Op> {
        let key = SendJob::key(&job.customer, job.seq());
        let mut ops = vec![Op::Delete { key, condition: Condition::Version(version) }];
        let mut pointers = Vec::new();
        for message in &job.messages {
            let delivery = delivery(message, job.resent, early);
            if delivery.status == DeliveryStatus::Rejected {
                ops.push(self.failure(job, message.seq, delivery.error.clone().unwrap_or_default()));
            }
            ops.push(put(delivery_key(&job.customer, message.seq), &delivery, Condition::Always));
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

    fn failure(&self, job: &SendJob, seq: u64, detail: String) -> Op {
        let record = FailureRecord {
            kind: FailureKind::RejectedSend {
                channel: job.identity.channel.as_str().to_owned(),
                account: job.identity.account.clone(),
                seq,
            },
            at_ms: self.services.now_ms(),
            customer: Some(job.customer.clone()),
            detail,
        };
        record.op(&format!("{}-{seq}", job.customer))
    }

    async fn forget_early(&self, key: ports::Key, version: u64) -> Result<(), String> {
        let op = Op::Delete { key, condition: Condition::Version(version) };
        let commit = Commit { ops: vec![op], now_ms: self.services.now_ms() };
        self.services.store.commit(self.workspace, commit).await.map(|_| ()).map_err(|error| error.to_string())
    }

    async fn tell_desks(&self, job: &SendJob) {
        for message in &job.messages {
            let frame = DeskFrame::DeliveryChanged { customer_id: job.customer.to_string(), seq: message.seq };
            self.services.tell_desks(self.workspace, &frame).await;
        }
    }
}

fn delivery(message: &SendMessage, resent: bool, early: &Early) -> DeliveryRecord {
    let told = message.provider_ids.iter().filter_map(|id| *early.get(id)?).max();
    let (status, error) = match &message.failed {
        Some(failure) => (failure.status, Some(failure.reason.clone())),
        None => (DeliveryStatus::Accepted.max(told.unwrap_or(DeliveryStatus::Accepted)), None),
    };
    DeliveryRecord { status, degraded: message.degraded.clone(), resent, error }
}

/// For channels that tell later how far a message got.
fn pointers(job: &SendJob, message: &SendMessage, early: &Early) -> Vec<Op> {
    let channel = job.identity.channel;
    if !channels::module(channel).capabilities().receipts {
        return Vec::new();
    }
    let pointer = PointerRecord { customer: job.customer.clone(), seq: Some(message.seq), early: None };
    let key = |id: &String| PointerRecord::key(channel.as_str(), &job.identity.account, id);
    let is_ours = |id: &&String| !matches!(early.get(*id), Some(None));
    message.provider_ids.iter().filter(is_ours).map(|id| put(key(id), &pointer, Condition::Absent)).collect()
}

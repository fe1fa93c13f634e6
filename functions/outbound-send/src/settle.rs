//! The end of a send: its row goes, its delivery stays, and the provider's ids point back to it.

use app::records::{DeliveryRecord, FailureKind, FailureRecord, PointerRecord, SendJob, decode, delivery_key, put};
use conversation::DeliveryStatus;
use ports::{Commit, CommitOutcome, Condition, Op};
use protocol::desk_socket::DeskFrame;

use crate::Sender;

impl Sender<'_> {
    pub(crate) async fn settle(
        &self,
        job: SendJob,
        version: u64,
        status: DeliveryStatus,
        error: Option<String>,
    ) -> Result<(), String> {
        let mut status = status;
        // Twice at most: a receipt that came before our own call was answered is found the first time.
        for _ in 0..2 {
            let ops = self.ops(&job, version, status, error.clone());
            let commit = Commit { ops, now_ms: self.services.now_ms() };
            let outcome =
                self.services.store.commit(self.workspace, commit).await.map_err(|error| error.to_string())?;
            match outcome {
                CommitOutcome::Committed => {
                    self.tell_desks(&job).await;
                    return Ok(());
                }
                CommitOutcome::ConditionFailed { old: Some(old), index } if index > 1 => {
                    let early: PointerRecord = decode(&old).map_err(|error| error.to_string())?;
                    status = status.max(early.early.unwrap_or(status));
                    self.forget_early(old.key, old.version).await?;
                }
                // Another consumer settled it.
                CommitOutcome::ConditionFailed { index: 0, .. } => return Ok(()),
                other => return Err(format!("recording a delivery: {other:?}")),
            }
        }
        Err("recording a delivery: its receipts keep changing".to_owned())
    }

    fn ops(&self, job: &SendJob, version: u64, status: DeliveryStatus, error: Option<String>) -> Vec<Op> {
        let delivery =
            DeliveryRecord { status, degraded: job.degraded.clone(), resent: job.resent, error: error.clone() };
        let mut ops = vec![
            Op::Delete { key: SendJob::key(&job.customer, job.seq), condition: Condition::Version(version) },
            put(delivery_key(&job.customer, job.seq), &delivery, Condition::Always),
        ];
        let channel = job.identity.channel;
        if channels::module(channel).capabilities().receipts {
            let pointer = PointerRecord { customer: job.customer.clone(), seq: Some(job.seq), early: None };
            ops.extend(job.provider_ids.iter().map(|id| {
                put(PointerRecord::key(channel.as_str(), &job.identity.account, id), &pointer, Condition::Absent)
            }));
        }
        if status == DeliveryStatus::Rejected {
            ops.push(self.failure(job, error.unwrap_or_default()));
        }
        ops
    }

    fn failure(&self, job: &SendJob, detail: String) -> Op {
        let now_ms = self.services.now_ms();
        let record = FailureRecord {
            kind: FailureKind::RejectedSend {
                channel: job.identity.channel.as_str().to_owned(),
                account: job.identity.account.clone(),
                seq: job.seq,
            },
            at_ms: now_ms,
            customer: Some(job.customer.clone()),
            detail,
        };
        let id = format!("{}-{}", job.customer, job.seq);
        put(FailureRecord::key(now_ms, &id), &record, Condition::Always)
    }

    async fn forget_early(&self, key: ports::Key, version: u64) -> Result<(), String> {
        let op = Op::Delete { key, condition: Condition::Version(version) };
        let commit = Commit { ops: vec![op], now_ms: self.services.now_ms() };
        self.services.store.commit(self.workspace, commit).await.map(|_| ()).map_err(|error| error.to_string())
    }

    async fn tell_desks(&self, job: &SendJob) {
        let frame = DeskFrame::DeliveryChanged { customer_id: job.customer.to_string(), seq: job.seq };
        self.services.tell_desks(self.workspace, &frame).await;
    }
}

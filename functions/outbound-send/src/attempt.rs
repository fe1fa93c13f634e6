//! One send: render, call part by part, settle.

use std::panic::{AssertUnwindSafe, resume_unwind};

use app::accounts::LoadedAccount;
use app::batch::Retry;
use app::records::{SendFailure, SendJob, SendMessage, Sending};
use app::webchat;
use channels::{Attempt, Degraded, Outgoing, Part, ProviderAnswer, RejectClass, Rendered, SendOutcome};
use conversation::{Author, Channel, DeliveryStatus, Entry, EntryBody, SendPolicy};
use futures::FutureExt;
use ports::{OutboundFailure, ProviderRequest};
use protocol::webchat::{ChatEntry, ServerFrame};

use crate::Sender;
use crate::row::Row;
use crate::settle::tell_given_up;

/// Bytes of a provider's answer that are read.
const ANSWER_BYTES: usize = 64 * 1024;
/// Times that a message is sent again after nobody knew whether it arrived (`at_least_once`).
const UNKNOWN_REPEATS: u32 = 2;
/// A call is over by then, however it went: the time that it gets, and room for a slow clock.
const CALL_MS: u64 = (limits::PROVIDER_TIMEOUT_SECONDS + 5) * 1000;
/// A call that begins this long after its message came is over before the message comes again, to somebody else.
pub(crate) const CALLS_MS: u64 = limits::QUEUE_VISIBILITY_SECONDS * 1000 - CALL_MS;
/// LINE's reply tokens live for a minute; a call needs some of it.
const REPLY_TOKEN_MS: u64 = 50_000;

/// Clocks differ, and queues count in seconds.
const EARLY_MS: u64 = 2_000;

pub(crate) async fn send(mut row: Row<'_>) -> Result<(), Retry> {
    let Row { sender, receives, .. } = row;
    let now_ms = sender.services.now_ms();
    // A queue that was restarted shows at once what was to wait.
    let early_ms = row.job.not_before_ms.saturating_sub(now_ms);
    if early_ms > EARLY_MS {
        return Err(Retry::after(early_ms, "the vendor is not asked again yet"));
    }
    // A call of this very process may still be under way, when its message came again too early. One of another process
    // is over: processes end before their messages come again.
    let ours = row.job.sending.as_ref().filter(|sending| sending.instance == sender.services.config.instance);
    let over_ms = ours.map_or(0, |sending| sending.since_ms + CALL_MS);
    if now_ms < over_ms {
        return Err(Retry::after(over_ms - now_ms, "the call is still under way"));
    }
    if row.job.begun >= limits::SEND_BEGINNINGS {
        return sender.give_up(row.job, row.version).await.map_err(|reason| Retry::backoff(receives, reason));
    }
    row.begin().await?;
    match AssertUnwindSafe(attempt(&mut row)).catch_unwind().await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(retry)) => {
            row.came_back().await;
            Err(retry)
        }
        Err(panic) => {
            row.panicked().await;
            resume_unwind(panic)
        }
    }
}

async fn attempt(row: &mut Row<'_>) -> Result<(), Retry> {
    let Row { sender, version, receives, .. } = *row;
    let again = |reason: String| Retry::backoff(receives, reason);
    let mut job = row.job.clone();
    if job.identity.channel == Channel::Webchat {
        sender.post_to_webchat(&mut job).await.map_err(again)?;
        return sender.settle(&job, version).await.map_err(again);
    }
    let account = sender
        .services
        .account(sender.workspace, job.identity.channel, &job.identity.account)
        .await
        .map_err(|error| again(error.to_string()))?;
    match account {
        Some(account) => Call { account, job, row }.run().await,
        None => {
            let failure = SendFailure::new(DeliveryStatus::Rejected, "The channel account was removed.");
            for message in &mut job.messages {
                message.failed = Some(failure.clone());
            }
            sender.settle(&job, version).await.map_err(again)
        }
    }
}

impl Sender<'_> {
    async fn post_to_webchat(&self, job: &mut SendJob) -> Result<(), String> {
        let answers: Vec<_> = job.messages.iter().map(|message| shown_to_visitor(job, message)).collect();
        for (message, shown) in job.messages.iter_mut().zip(&answers) {
            if shown.as_ref().is_some_and(|shown| shown.content != (&message.content).into()) {
                message.degraded = vec![Degraded::TextShortened];
            }
        }
        let shown = job.heard.iter().cloned().chain(answers.into_iter().flatten());
        for entries in webchat::in_frames(shown.collect()) {
            let frame = ServerFrame::entries(entries);
            webchat::post_to_visitor(self.services, self.workspace, &job.identity, &frame)
                .await
                .map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}

fn shown_to_visitor(job: &SendJob, message: &SendMessage) -> Option<ChatEntry> {
    let author = match &job.agent_name {
        Some(_) => Author::Agent(ids::UserId::derive(&["shown by name"])),
        None => Author::Flow { node: None },
    };
    let entry = Entry {
        seq: message.seq,
        at_ms: job.created_ms,
        conversation: job.conversation.clone(),
        identity: Some(job.identity.clone()),
        author,
        body: EntryBody::Message {
            content: message.content.clone(),
            provider_message_id: None,
            client_key: None,
            unsent: false,
            policy: job.policy,
        },
    };
    webchat::chat_entry(&entry, &job.identity, job.agent_name.as_deref())
}

struct Call<'a, 'b> {
    account: LoadedAccount,
    /// The send as it goes on; what of it is written down stands in the row.
    job: SendJob,
    row: &'a mut Row<'b>,
}

impl Call<'_, '_> {
    async fn run(mut self) -> Result<(), Retry> {
        let interrupted = self.job.sending.take();
        let rendered = self.render();
        for (message, degraded) in self.job.messages.iter_mut().zip(&rendered.degraded) {
            message.degraded.clone_from(degraded);
            if degraded.contains(&Degraded::NothingToShow) {
                let reason = "There is nothing in this message that the channel can show.";
                message.failed = Some(SendFailure::new(DeliveryStatus::Rejected, reason));
            }
        }
        if let (Some(sending), true) = (interrupted, self.job.parts_done < rendered.parts.len()) {
            match self.reason_to_end(&sending) {
                None => (self.job.maybe_taken, self.job.resent) = (true, true),
                Some(reason) => self.part_failed(&rendered, SendFailure::new(DeliveryStatus::Unknown, reason)),
            }
        }
        let next_part = rendered.parts.get(self.job.parts_done).filter(|_| self.job.maybe_taken);
        let mut first_attempt = next_part.map_or(0, repeat_at);
        while self.job.parts_done < rendered.parts.len() {
            let part = self.job.parts_done;
            match self.send_part(&rendered, part, first_attempt).await? {
                PartOutcome::Accepted(ids) => self.part_accepted(&rendered, ids),
                PartOutcome::Failed(failure) => self.part_failed(&rendered, failure),
            }
            first_attempt = 0;
        }
        let Row { sender, version, receives, .. } = *self.row;
        let Err(reason) = sender.settle(&self.job, version).await else { return Ok(()) };
        // What is done is written down, so that the next try records it and calls nobody.
        self.row.write(self.job).await?;
        Err(Retry::backoff(receives, reason))
    }

    /// The provider names its messages in the order of the call; one that it does not name has no receipts.
    fn part_accepted(&mut self, rendered: &Rendered, ids: Vec<String>) {
        let shows = &rendered.parts[self.job.parts_done].shows;
        for (id, place) in ids.into_iter().zip(shows) {
            self.job.messages[*place].provider_ids.push(id);
        }
        self.part_done(rendered);
    }

    /// The other messages of the send go on: what is lost is what this call would have shown.
    fn part_failed(&mut self, rendered: &Rendered, failure: SendFailure) {
        if let Some(part) = rendered.parts.get(self.job.parts_done) {
            for place in &part.shows {
                self.job.messages[*place].failed = Some(failure.clone());
            }
        }
        self.part_done(rendered);
    }

    fn part_done(&mut self, rendered: &Rendered) {
        self.job.parts_done += 1;
        let next = rendered.parts.get(self.job.parts_done).and_then(|part| part.shows.iter().min());
        self.job.first_open = next.copied().unwrap_or(self.job.messages.len());
        self.job.sending = None;
        (self.job.attempts, self.job.unknowns, self.job.maybe_taken, self.job.begun) = (0, 0, false, 0);
    }

    fn render(&self) -> Rendered {
        let services = self.row.sender.services;
        let token = self.job.reply_token.as_ref();
        let is_fresh = |received_ms: u64| services.now_ms().saturating_sub(received_ms) < REPLY_TOKEN_MS;
        let token = token.filter(|token| is_fresh(token.received_at_ms)).map(|token| token.token.as_str());
        let callback = self.status_callback();
        let retry_key = retry_key(&self.job);
        let contents: Vec<_> = self.job.messages.iter().map(|message| message.content.clone()).collect();
        channels::module(self.job.identity.channel).render(
            &self.account.for_channel(),
            &Outgoing {
                identity: &self.job.identity,
                contents: &contents,
                retry_key: &retry_key,
                reply_token: token,
                status_callback: callback.as_deref(),
                now_ms: services.now_ms(),
            },
        )
    }

    /// Only where the vendor, real or played, can reach it.
    fn status_callback(&self) -> Option<String> {
        let config = &self.row.sender.services.config;
        let channel = self.job.identity.channel;
        let reachable = self.account.record.simulated
            || config.provider_urls.contains_key(&channel)
            || config.public_url.starts_with("https://");
        reachable.then(|| format!("{}/webhooks/{}/{}", config.public_url, channel.as_str(), self.job.identity.account))
    }

    async fn send_part(&mut self, rendered: &Rendered, part: usize, start: usize) -> Result<PartOutcome, Retry> {
        let attempts = &rendered.parts[part].attempts;
        for attempt in attempts.iter().skip(start) {
            self.still_ours()?;
            self.mark(attempt).await?;
            self.still_ours()?;
            match self.call(attempt).await {
                SendOutcome::Accepted { provider_message_ids } => {
                    return Ok(PartOutcome::Accepted(provider_message_ids));
                }
                SendOutcome::TryNext => {}
                SendOutcome::RetryLater { after_ms, reason, maybe_taken } => {
                    self.job.maybe_taken |= maybe_taken;
                    return self.later(after_ms, reason, false).await;
                }
                SendOutcome::Unknown { reason } if attempt.idempotent || self.may_repeat() => {
                    return self.later(0, reason, true).await;
                }
                SendOutcome::Unknown { reason } => {
                    return Ok(PartOutcome::Failed(SendFailure::new(DeliveryStatus::Unknown, reason)));
                }
                SendOutcome::Rejected { class, code, message } => {
                    let failure = self.refused(rejection(class, &code, &message));
                    let opted_out = class == RejectClass::OptedOut;
                    return Ok(PartOutcome::Failed(SendFailure { opted_out, ..failure }));
                }
            }
        }
        let reason = "The channel account is not complete, or the provider took none of the ways to send.".to_owned();
        Ok(PartOutcome::Failed(self.refused(reason)))
    }

    /// Rejected, unless an earlier try of the same call may have been taken.
    fn refused(&self, reason: String) -> SendFailure {
        let status = if self.job.maybe_taken { DeliveryStatus::Unknown } else { DeliveryStatus::Rejected };
        SendFailure::new(status, reason)
    }

    /// Why a call that broke off is not made again, if it is not.
    fn reason_to_end(&self, sending: &Sending) -> Option<&'static str> {
        if sending.idempotent {
            return None;
        }
        if self.job.policy == SendPolicy::AtMostOnce {
            return Some("The connection broke while it was being sent, and it may be sent only once.");
        }
        // More than [`Self::may_repeat`] allows only where the code panicked on the call.
        (self.job.unknowns > UNKNOWN_REPEATS).then(|| {
            tell_given_up(&self.job);
            SendFailure::GIVEN_UP
        })
    }

    /// Whether a message that may have arrived is sent again where the vendor would not notice the repeat.
    fn may_repeat(&self) -> bool {
        self.job.policy == SendPolicy::AtLeastOnce && self.job.unknowns < UNKNOWN_REPEATS
    }

    /// Nobody else has the message yet: a call that left later could overtake theirs.
    fn still_ours(&self) -> Result<(), Retry> {
        if self.row.sender.services.now_ms() > self.row.sender.calls_until_ms {
            return Err(Retry::after(0, "the time of this delivery is over"));
        }
        Ok(())
    }

    /// Writes `sending` before the call leaves.
    async fn mark(&mut self, attempt: &Attempt) -> Result<(), Retry> {
        let services = self.row.sender.services;
        self.job.sending = Some(Sending {
            idempotent: attempt.idempotent,
            since_ms: services.now_ms(),
            instance: services.config.instance.clone(),
        });
        self.row.write(self.job.clone()).await
    }

    /// Keeps the send for later. When its outcome is not known `sending` stays set, so that the repeat is marked.
    async fn later(&mut self, after_ms: u64, reason: String, unknown: bool) -> Result<PartOutcome, Retry> {
        self.job.attempts += 1;
        self.job.begun = 0;
        self.job.maybe_taken |= unknown;
        if self.job.attempts >= limits::SEND_ATTEMPTS {
            return Ok(PartOutcome::Failed(self.refused(reason)));
        }
        match &mut self.job.sending {
            Some(sending) if unknown => {
                self.job.unknowns += 1;
                sending.since_ms = 0;
            }
            sending => *sending = None,
        }
        let pause_s = limits::SEND_PAUSES_SECONDS[self.job.attempts as usize - 1];
        let after_ms = after_ms.max(pause_s * 1000);
        self.job.not_before_ms = self.row.sender.services.now_ms() + after_ms;
        self.row.write(self.job.clone()).await?;
        Err(Retry::after(after_ms, reason))
    }

    async fn call(&self, attempt: &Attempt) -> SendOutcome {
        let services = self.row.sender.services;
        let channel = self.job.identity.channel;
        let module = channels::module(channel);
        let record = &self.account.record;
        let played = record.simulated.then(|| app::simulated::provider_url(channel.as_str(), &record.id));
        let configured = services.config.provider_urls.get(&channel).filter(|_| played.is_none());
        let base = played.as_deref().or(configured.map(String::as_str));
        let url = address(base, module.provider_url(), &attempt.path);
        let answer = services
            .outbound
            .call(ProviderRequest {
                method: attempt.method.to_owned(),
                url,
                headers: attempt.headers.clone(),
                body: attempt.body.clone(),
                timeout_ms: limits::PROVIDER_TIMEOUT_SECONDS * 1000,
                max_response_bytes: ANSWER_BYTES,
                allow_private_hosts: configured.is_some(),
            })
            .await;
        let outcome = match answer {
            Ok(response) => module.read_answer(
                attempt,
                &ProviderAnswer { status: response.status, headers: &response.headers, body: &response.body },
            ),
            Err(failure) => failed(failure),
        };
        self.without_secrets(outcome)
    }

    fn without_secrets(&self, outcome: SendOutcome) -> SendOutcome {
        let clean = |text| self.account.without_secrets(text);
        match outcome {
            SendOutcome::Rejected { class, code, message } => {
                SendOutcome::Rejected { class, code: clean(code), message: clean(message) }
            }
            SendOutcome::RetryLater { after_ms, reason, maybe_taken } => {
                SendOutcome::RetryLater { after_ms, reason: clean(reason), maybe_taken }
            }
            SendOutcome::Unknown { reason } => SendOutcome::Unknown { reason: clean(reason) },
            SendOutcome::Accepted { .. } | SendOutcome::TryNext => outcome,
        }
    }
}

enum PartOutcome {
    Accepted(Vec<String>),
    Failed(SendFailure),
}

/// Where to go on when an earlier call may have been taken: at the call whose repeat the vendor drops, where it has one,
/// which for LINE is the push with its retry key.
fn repeat_at(part: &Part) -> usize {
    part.attempts.iter().position(|attempt| attempt.idempotent).unwrap_or(0)
}

/// Where a call goes: a configured stand-in, the vendor, or the account's own endpoint.
fn address(configured: Option<&str>, vendor: Option<&str>, path: &str) -> String {
    let is_absolute = path.starts_with("https://") || path.starts_with("http://");
    match (configured, vendor) {
        (Some(base), _) if is_absolute => {
            // A stand-in for endpoints that accounts name: their path on the stand-in's host.
            let rest = path.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
            format!("{}{}", base.trim_end_matches('/'), rest.unwrap_or_default())
        }
        (Some(base), _) => format!("{}{path}", base.trim_end_matches('/')),
        (None, _) if is_absolute => path.to_owned(),
        (None, vendor) => format!("{}{path}", vendor.unwrap_or_default()),
    }
}

fn failed(failure: OutboundFailure) -> SendOutcome {
    match failure {
        OutboundFailure::NotConnected { .. } => {
            SendOutcome::RetryLater { after_ms: 0, reason: failure.to_string(), maybe_taken: false }
        }
        OutboundFailure::NoAnswer { .. } | OutboundFailure::TooLarge { .. } => {
            SendOutcome::Unknown { reason: failure.to_string() }
        }
        OutboundFailure::Forbidden { .. } => SendOutcome::Rejected {
            class: RejectClass::Other,
            code: "address_not_allowed".to_owned(),
            message: failure.to_string(),
        },
    }
}

fn rejection(class: RejectClass, code: &str, message: &str) -> String {
    let class = serde_json::to_value(class).ok().and_then(|class| class.as_str().map(str::to_owned));
    format!("{} ({code}): {message}", class.unwrap_or_default())
}

/// A UUID from the send's identity: the same at every repeat, so that LINE recognises it.
fn retry_key(job: &SendJob) -> String {
    let hash = app::envelope::hash(&["send", job.customer.as_str(), &job.seq().to_string()]);
    format!("{}-{}-4{}-8{}-{}", &hash[..8], &hash[8..12], &hash[13..16], &hash[17..20], &hash[20..32])
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn calls_go_to_the_stand_in_when_one_is_configured() {
        for (configured, vendor, path, expected) in [
            (None, Some("https://api.line.me"), "/v2/x", "https://api.line.me/v2/x"),
            (Some("http://127.0.0.1:9/"), Some("https://api.line.me"), "/v2/x", "http://127.0.0.1:9/v2/x"),
            (None, None, "https://crm.example/in?a=1", "https://crm.example/in?a=1"),
            (Some("http://127.0.0.1:9"), None, "https://crm.example/in?a=1", "http://127.0.0.1:9/in?a=1"),
        ] {
            assert_eq!(address(configured, vendor, path), expected);
        }
    }
}

//! The customers: at a rate that was fixed before, or as fast as they are answered.

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use channels::line::simulate::{Deed, sign, text_message_body};
use tokio::task::JoinSet;

use crate::Failure;
use crate::client::Client;
use crate::ledger::{Ledger, words};

/// The account's settings, by LINE's names.
pub const SECRET: &str = "load-channel-secret";
pub const TOKEN: &str = "load-channel-access-token";
const BOT: &str = "U00000000000000000000000000000000";

/// A message whose reply takes longer is given up.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// How often the end of a load is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Sends webhooks of one LINE account. Clones share everything.
#[derive(Clone)]
pub struct Load {
    client: Arc<Client>,
    ledger: Arc<Ledger>,
    path: Arc<str>,
    customers: u32,
}

impl Load {
    pub fn new(host: &str, account: &str, customers: u32, ledger: Arc<Ledger>) -> Self {
        let path = format!("/webhooks/line/{account}").into();
        Self { client: Arc::new(Client::new(host)), ledger, path, customers }
    }

    /// LD1: message by message when it is due, whatever became of those before it. Returns their numbers when all were
    /// answered or given up.
    pub async fn at_rate(&self, rate: u32, length: Duration) -> Result<Range<usize>, Failure> {
        let first = self.ledger.count();
        let begun = Instant::now();
        let mut tasks = JoinSet::new();
        for place in 0..(f64::from(rate) * length.as_secs_f64()) as u32 {
            let due = begun + Duration::from_secs_f64(f64::from(place) / f64::from(rate));
            tokio::time::sleep_until(due.into()).await;
            let number = self.ledger.begin(place % self.customers, due);
            let load = self.clone();
            tasks.spawn(async move { load.post(number).await });
            while let Some(posted) = tasks.try_join_next() {
                posted??;
            }
        }
        while let Some(posted) = tasks.join_next().await {
            posted??;
        }
        let last = self.ledger.count();
        self.settle().await?;
        Ok(first..last)
    }

    /// So many customers at once, each of whom writes again when they were answered.
    pub async fn as_fast_as_possible(&self, at_once: u32, length: Duration) -> Result<Range<usize>, Failure> {
        self.closed(at_once, move |_, begun: Instant| begun.elapsed() < length).await
    }

    /// One message of every customer, so that they are known.
    pub async fn greet(&self, at_once: u32) -> Result<(), Failure> {
        let mine = self.customers.div_ceil(at_once);
        self.closed(at_once, move |said, _| said < mine).await.map(drop)
    }

    async fn closed(
        &self,
        at_once: u32,
        goes_on: impl Fn(u32, Instant) -> bool + Copy + Send + 'static,
    ) -> Result<Range<usize>, Failure> {
        let first = self.ledger.count();
        let begun = Instant::now();
        let mut tasks = JoinSet::new();
        for task in 0..at_once {
            let load = self.clone();
            tasks.spawn(async move {
                let mut said = 0;
                while goes_on(said, begun) {
                    // Each has customers of its own, so nobody writes twice at once.
                    let customer = (task + said * at_once) % load.customers;
                    let number = load.ledger.begin(customer, Instant::now());
                    load.post(number).await?;
                    let reply = tokio::time::timeout(PATIENCE, load.ledger.reply_to(number)).await;
                    reply.map_err(|_| format!("message {number} has no reply after {PATIENCE:?}"))??;
                    said += 1;
                }
                Ok::<_, Failure>(())
            });
        }
        while let Some(done) = tasks.join_next().await {
            done??;
        }
        Ok(first..self.ledger.count())
    }

    /// Closes the connections that nobody uses.
    pub fn hang_up(&self) {
        self.client.hang_up();
    }

    async fn post(&self, number: usize) -> Result<(), Failure> {
        let customer = self.ledger.messages(number..number + 1)[0].customer;
        let (user, event) = (user(customer), format!("{number:026}"));
        let deed = Deed {
            destination: BOT,
            user_id: &user,
            event_id: &event,
            reply_token: &format!("reply-{number}"),
            at_ms: SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as u64,
        };
        let body = text_message_body(&deed, &words(number));
        let signature = sign(SECRET, &body);
        let headers = [("content-type", "application/json"), ("x-line-signature", signature.as_str())];
        let status = self.client.post(&self.path, &headers, body).await?;
        if !status.is_success() {
            return Err(format!("a webhook was answered {status}").into());
        }
        self.ledger.taken(number);
        Ok(())
    }

    /// Returns when every message has its reply.
    async fn settle(&self) -> Result<(), Failure> {
        let begun = Instant::now();
        while self.ledger.open() > 0 {
            if begun.elapsed() > PATIENCE {
                return Err(format!("{} messages have no reply after {PATIENCE:?}", self.ledger.open()).into());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(())
    }
}

/// A LINE user id.
pub fn user(customer: u32) -> String {
    format!("U{customer:032x}")
}

//! One customer of the deployed system, for scenarios.

use std::collections::VecDeque;
use std::time::Duration;

use conversation::Channel;
use serde_json::{Value, json};
use testkit::scenario::Place;
use testkit::vendor::texts_of_frame;

use crate::deployment::{self, Account, post, settled};
use crate::visitor::{Socket, hello, origin};
use crate::{aws, vendors};

/// What is already on its way over a socket comes within this.
const MOMENT: Duration = Duration::from_millis(300);

/// Of SQS.
const LONGEST_DELAY_S: u64 = 900;

pub struct There {
    account: Account,
    address: String,
    heard: VecDeque<String>,
    socket: Option<Socket>,
    token: Option<String>,
    seq: u64,
    said: u32,
}

impl There {
    pub async fn arrive(channel: Channel, name: &str, flow: &str) -> Self {
        vendors::open();
        let account = Account::with_flow(channel, name, &by_the_emulators_clock(flow).await).await;
        let mut there = Self {
            account,
            address: address(channel),
            heard: VecDeque::new(),
            socket: None,
            token: None,
            seq: 0,
            said: 0,
        };
        if channel == Channel::Webchat {
            there.comes_back().await;
        }
        there
    }

    pub fn account_id(&self) -> &str {
        &self.account.id
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    fn read(&mut self, frame: &Value) {
        for (seq, text) in texts_of_frame(frame) {
            self.seq = self.seq.max(seq);
            self.heard.push_back(text);
        }
    }

    async fn drain(&mut self) -> Vec<String> {
        self.heard.extend(vendors::take_texts(self.account.channel));
        while self.next_frame(MOMENT).await {}
        self.heard.drain(..).collect()
    }

    async fn next_frame(&mut self, patience: Duration) -> bool {
        let Some(socket) = &mut self.socket else { return false };
        match socket.next(patience).await {
            Some(frame) => self.read(&frame),
            None => return false,
        }
        true
    }
}

/// A wait that is too long for a queue is set by the functions' time, the real one, and ends by the emulator's.
async fn by_the_emulators_clock(flow: &str) -> String {
    let mut flow: Value = serde_json::from_str(flow).expect("the flow is JSON");
    let ahead_s = aws::ahead().await.as_secs();
    for node in flow["nodes"].as_object_mut().into_iter().flat_map(|nodes| nodes.values_mut()) {
        let for_s = node["settings"]["for_s"].as_u64().filter(|for_s| *for_s > LONGEST_DELAY_S);
        if let Some(for_s) = for_s {
            node["settings"]["for_s"] = (for_s + ahead_s).into();
        }
    }
    flow.to_string()
}

/// An address of the channel's own kind that nobody had before.
pub fn address(channel: Channel) -> String {
    let name = deployment::unique("x");
    let digits: u64 = u64::from_str_radix(name.trim_start_matches("x-"), 16).unwrap_or_default();
    match channel {
        Channel::Line => format!("U{digits:032x}"),
        Channel::Sms => format!("+8190{:08}", digits % 100_000_000),
        Channel::Custom | Channel::Webchat => format!("user-{digits:x}"),
    }
}

impl Place for There {
    async fn answers(&mut self, status: u16, body: &str) {
        vendors::answer_next(status, body);
    }

    async fn says(&mut self, text: &str) {
        let Some(mut socket) = self.socket.take() else {
            assert_eq!(post(&self.account.text_webhook(&self.address, text)).await, 200, "the webhook is let in");
            return;
        };
        self.said += 1;
        socket.say(json!({ "type": "message", "client_id": format!("m{}", self.said), "text": text })).await;
        socket.next_of("ack", |frame| self.read(&frame)).await;
        self.socket = Some(socket);
    }

    async fn hears(&mut self) -> Option<String> {
        let channel = self.account.channel;
        if self.socket.is_some() {
            while self.heard.is_empty() && self.next_frame(Duration::from_secs(30)).await {}
        } else if self.heard.is_empty() {
            let texts = aws::until("a message to the customer", async || {
                Some(vendors::take_texts(channel)).filter(|texts| !texts.is_empty())
            });
            self.heard.extend(texts.await);
        }
        self.heard.pop_front()
    }

    /// A timer that was set, too: if it was due, it has been heard by then.
    async fn hears_already(&mut self) -> Vec<String> {
        for _ in 0..2 {
            for queue in ["InboundQueueUrl", "OutboundQueueUrl"] {
                let url = deployment::output(queue);
                aws::until("the turn to be done", async || (aws::depth(&url).await == (0, 0)).then_some(())).await;
            }
            // Scheduler looks each second.
            tokio::time::sleep(Duration::from_millis(1_500)).await;
        }
        self.drain().await
    }

    async fn waits(&mut self, ms: u64) {
        aws::pass(Duration::from_millis(ms)).await;
    }

    async fn leaves(&mut self) {
        if let Some(socket) = self.socket.take() {
            socket.close().await;
        }
    }

    async fn comes_back(&mut self) {
        // While the page was closed, everything happened that could.
        settled().await;
        let query = format!("?account={}", self.account.id);
        let mut socket = Socket::open("WebchatSocket", &query, &[("origin", origin())]).await.expect("it is let in");
        socket.say(hello(self.token.as_deref(), self.seq)).await;
        let welcome = socket.next_of("welcome", |frame| panic!("{frame}")).await;
        self.token = welcome["token"].as_str().map(str::to_owned);
        self.address = welcome["visitor"].as_str().unwrap_or_default().to_owned();
        self.socket = Some(socket);
    }

    async fn timeline(&mut self) -> Value {
        self.account.timeline(&self.address).await
    }

    async fn finish(&mut self) -> Vec<String> {
        settled().await;
        self.drain().await
    }
}

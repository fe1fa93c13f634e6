//! The functions mounted for a test, each under the role that the templates give it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use app::accounts::{NewAccount, save_account};
use app::flows::{self, Draft, PublishOrder};
use app::records::{DeliveryRecord, Editor, customer_of, thread_key};
use app::{Config, EntryQuery, NativeRunner, Programs, Services};
use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use conversation::{Channel, Entry, Identity, Thread};
use ids::CustomerId;
use ports::conformance::{ManualClock, TestClock};
use ports::{DeadLetters, Delivery, Ids, QueueName, QueueSource, SocketError, TimerSource, Topic};
use serde_json::Value;
use store_sqlite::SqliteStore;
use tower::ServiceExt;

use crate::vendor::{self, ACCOUNT, Deed, Webhook};
use crate::{Meter, Provider, roles};

/// 2026-11-24 10:00 in Tokyo, a Tuesday.
const START_MS: u64 = 1_795_482_000_000;
const PUBLIC_URL: &str = "https://chat.example.com";

pub struct World {
    pub services: Services,
    pub store: SqliteStore,
    /// What the functions' requests to the store would cost.
    pub meter: Arc<Meter>,
    pub clock: Arc<ManualClock>,
    pub provider: Arc<Provider>,
    pub sockets: Arc<Sockets>,
    webhooks: Router,
    api: Router,
    events: AtomicU64,
}

impl World {
    pub async fn new() -> Self {
        let clock = Arc::new(ManualClock::at(START_MS));
        let store = SqliteStore::open_in_memory(clock.clone()).expect("an empty database opens");
        Self::in_workspace("test", store, clock, true)
    }

    /// Another workspace on the same database.
    pub fn neighbour(&self) -> Self {
        Self::in_workspace("neighbour", self.store.clone(), self.clock.clone(), true)
    }

    /// The same workspace in an installation where no vendor is played, as in the cloud.
    pub fn without_simulator(&self) -> Self {
        Self::in_workspace("test", self.store.clone(), self.clock.clone(), false)
    }

    fn in_workspace(workspace: &str, store: SqliteStore, clock: Arc<ManualClock>, simulator: bool) -> Self {
        let provider = Arc::new(Provider::default());
        let sockets = Arc::new(Sockets::default());
        let config = Config {
            workspace: workspace.parse().expect("a good name"),
            public_url: PUBLIC_URL.to_owned(),
            provider_urls: BTreeMap::new(),
            token_key: [7; 32],
            instance: "test".to_owned(),
            one_at_a_time: true,
            demo: false,
            simulator,
        };
        let meter = Arc::new(Meter::new(Arc::new(store.clone())));
        let services = Services {
            store: meter.clone(),
            queue: Arc::new(store.clone()),
            dead: Arc::new(store.clone()),
            timers: Arc::new(store.clone()),
            blobs: Arc::new(store.clone()),
            secrets: Arc::new(store.clone()),
            sockets: sockets.clone(),
            outbound: provider.clone(),
            clock: clock.clone(),
            ids: Arc::new(CountedIds::default()),
            flows: Arc::new(NativeRunner),
            programs: Arc::new(Programs::default()),
            config: Arc::new(config),
        };
        let of = |function| roles::bind(&services, function);
        let webhooks = Router::new()
            .merge(webhook_line::router(of("WebhookLine")))
            .merge(webhook_sms::router(of("WebhookSms")))
            .merge(webhook_custom::router(of("WebhookCustom")));
        let api = Router::new()
            .merge(flows_api::router(of("FlowsApi")))
            .merge(channels_api::router(of("ChannelsApi")))
            .merge(conversations_api::router(of("ConversationsApi")))
            .merge(overview_api::router(of("OverviewApi")))
            .merge(people_api::router(of("PeopleApi")));
        let api = app::api(api);
        Self { services, store, meter, clock, provider, sockets, webhooks, api, events: AtomicU64::new(0) }
    }

    /// The services as this function of the templates has them, with what its role allows.
    pub fn of(&self, function: &str) -> Services {
        roles::bind(&self.services, function)
    }

    /// Publishes a document under a name.
    pub async fn publish(&self, name: &str, document: &str) {
        let document = serde_json::from_str(document).expect("the flow is JSON");
        let id = match flows::by_name(&self.services, name).await.expect("flows can be read") {
            None => {
                let draft = Draft { document, tests: Vec::new() };
                flows::create(&self.services, name, draft, Editor::named("test"))
                    .await
                    .expect("the flow is made")
                    .record
                    .id
            }
            Some(id) => {
                let version = flows::by_id(&self.services, &id).await.expect("the flow exists").version;
                let change = flows::SaveDraft { document: Some(document), ..Default::default() };
                flows::save(&self.services, &id, version, change, Editor::named("test"))
                    .await
                    .expect("the draft is saved");
                id
            }
        };
        let order =
            PublishOrder { by: Editor::named("test"), version: None, note: String::new(), override_reason: None };
        if let Err(error) = flows::publish(&self.services, &id, order).await {
            panic!("{name} is not published: {} {:?}", error.code, error.more);
        }
    }

    /// Connects an account of every channel to a flow.
    pub async fn connect(&self, flow: &str) {
        let flow = flows::by_name(&self.services, flow).await.expect("flows can be read");
        for channel in Channel::ALL {
            let values = vendor::settings(channel);
            let values = values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            let account = NewAccount { channel, id: ACCOUNT.to_owned(), flow: flow.clone(), values, simulated: false };
            save_account(&self.services, self.services.workspace(), account).await.expect("an account is made");
        }
    }

    /// The signed webhook of a text message, with a fresh event id.
    pub fn text_webhook(&self, channel: Channel, from: &str, text: &str) -> Webhook {
        let id = self.event_id();
        vendor::text_webhook(channel, self.deed(&id), from, text)
    }

    /// The webhook of any body, signed, with a fresh event id where a header carries it.
    pub fn signed_webhook(&self, channel: Channel, body: impl Into<Vec<u8>>) -> Webhook {
        let id = self.event_id();
        vendor::signed_webhook(channel, self.deed(&id), body.into())
    }

    fn event_id(&self) -> String {
        format!("E{:026}", self.events.fetch_add(1, Ordering::Relaxed))
    }

    fn deed<'a>(&self, id: &'a str) -> Deed<'a> {
        Deed { public_url: PUBLIC_URL, account: ACCOUNT, id, at_ms: self.services.now_ms() }
    }

    /// Posts a webhook and returns the status.
    pub async fn post(&self, webhook: &Webhook) -> u16 {
        let mut request = Request::post(webhook.path());
        for (name, value) in &webhook.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(webhook.body.clone())).expect("a request");
        self.webhooks.clone().oneshot(request).await.expect("the router answers").status().as_u16()
    }

    /// Calls the API with a token and JSON. Returns the status and the answer.
    pub async fn call(&self, token: &str, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {token}"))
            .header("idempotency-key", self.events.fetch_add(1, Ordering::Relaxed).to_string());
        if let Some(version) = body.as_ref().and_then(|body| body.get("version")) {
            request = request.header("if-match", format!("\"{version}\""));
        }
        let body = body.map(|mut body| {
            if let Some(fields) = body.as_object_mut() {
                fields.remove("version");
            }
            Body::from(body.to_string())
        });
        let request = request.header("content-type", "application/json").body(body.unwrap_or_default());
        let (status, _, answer) = self.send(request.expect("a request")).await;
        (status, answer)
    }

    /// Sends any request to the API. Returns the status, the headers and the answer.
    pub async fn send(&self, request: Request<Body>) -> (u16, HeaderMap, Value) {
        let answer = self.api.clone().oneshot(request).await.expect("the router answers");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.expect("a body");
        self.settle().await;
        (status, headers, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    /// A browser opens the web chat's socket from a page of this origin.
    pub async fn open_chat(&self, connection: &str, origin: &str) {
        let connect = webchat_connect::Connect { connection, account: ACCOUNT, origin: Some(origin) };
        webchat_connect::handle(&self.of("WebchatConnect"), connect).await.expect("the store answers");
    }

    /// The browser closes the socket.
    pub async fn close_chat(&self, connection: &str) {
        webchat_disconnect::handle(&self.of("WebchatDisconnect"), connection).await;
    }

    /// A frame comes from the browser. Returns what is answered on the same socket.
    pub async fn frame(&self, connection: &str, frame: Value) -> Vec<Value> {
        let answers = webchat_message::handle(&self.of("WebchatMessage"), connection, &frame.to_string()).await;
        self.settle().await;
        answers.iter().map(|frame| serde_json::to_value(frame).expect("frames are JSON")).collect()
    }

    /// A customer writes, and everything happens that follows at once.
    pub async fn says(&self, channel: Channel, from: &str, text: &str) {
        let webhook = self.text_webhook(channel, from, text);
        assert_eq!(self.post(&webhook).await, 200, "the webhook is let in");
        self.settle().await;
    }

    /// Works until nothing is ready any more.
    pub async fn settle(&self) {
        loop {
            let mut worked = false;
            for queue in QueueName::ALL {
                worked |= self.work_once(queue).await;
            }
            worked |= self.fire_timers().await;
            if !worked {
                return;
            }
        }
    }

    /// One batch of one queue. Returns false when there was nothing.
    pub async fn work_once(&self, queue: QueueName) -> bool {
        let batch = self.store.receive(queue, limits::QUEUE_BATCH).await.expect("a queue answers");
        if batch.is_empty() {
            return false;
        }
        let report = self.handle(queue, batch).await;
        self.store.ack(queue, report.done).await.expect("acks are taken");
        for (receipt, after_ms) in report.failed {
            self.store.release(queue, vec![receipt], after_ms).await.expect("releases are taken");
        }
        true
    }

    pub async fn handle(&self, queue: QueueName, batch: Vec<Delivery>) -> app::batch::BatchReport {
        let report = match queue {
            QueueName::Inbound => conversation_turn::handle(&self.of("ConversationTurn"), batch).await,
            QueueName::Outbound => outbound_send::handle(&self.of("OutboundSend"), batch).await,
            QueueName::HttpCalls => http_call::handle(&self.of("HttpCall"), batch).await,
        };
        // A right that a role lacks is one.
        assert!(report.panics <= self.provider.take_panics(), "a function panicked; what it said is above");
        report
    }

    async fn fire_timers(&self) -> bool {
        let due = self.store.due(self.services.now_ms(), 100).await.expect("timers can be read");
        if due.is_empty() {
            return false;
        }
        let timers: Vec<_> = due.into_iter().map(|due| due.timer).collect();
        let ids = timers.iter().map(|timer| timer.id.clone()).collect();
        timer_fire::handle(&self.of("TimerFire"), timers).await.expect("timers fire");
        self.store.done(ids).await.expect("timers are removed");
        true
    }

    /// Time passes, and what was due happens.
    pub async fn advance(&self, ms: u64) {
        self.clock.advance(Duration::from_millis(ms)).await;
        self.settle().await;
    }

    /// Publishes what a crash left behind.
    pub async fn sweep(&self) {
        outbox_sweep::handle(&self.of("OutboxSweep"), true).await.expect("the sweeper runs");
        self.settle().await;
    }

    pub fn customer(&self, channel: Channel, address: &str) -> CustomerId {
        let identity = Identity { channel, account: ACCOUNT.to_owned(), address: address.to_owned() };
        customer_of(self.services.workspace(), &identity)
    }

    pub async fn thread(&self, customer: &CustomerId) -> Option<Thread> {
        self.services.read(self.services.workspace(), thread_key(customer)).await.expect("a thread can be read")
    }

    pub async fn timeline(&self, customer: &CustomerId) -> Vec<Entry> {
        let query = EntryQuery { after: None, before: None, descending: false, limit: 1_000 };
        self.services.entries(self.services.workspace(), customer, query).await.expect("a timeline can be read").entries
    }

    /// How far the send of an entry got; `None` while it is on its way.
    pub async fn delivery(&self, customer: &CustomerId, seq: u64) -> Option<DeliveryRecord> {
        let is_send = self.timeline(customer).await.iter().any(|entry| entry.seq == seq && entry.is_send());
        assert!(is_send, "entry {seq} is no message that was sent");
        let all = self.services.deliveries(self.services.workspace(), customer, seq, seq).await;
        all.expect("deliveries can be read").of(seq)
    }

    /// Nothing may be pending at the end of a test.
    pub async fn finish(self) {
        self.settle().await;
        for queue in QueueName::ALL {
            assert_eq!(self.store.depth(queue).await.expect("a depth"), 0, "{queue:?} is empty");
            let dead = self.store.dead_letters(queue).await.expect("dead letters can be read");
            assert!(dead.is_empty(), "{queue:?} has dead letters");
        }
        let left = outbox_sweep::handle(&self.of("OutboxSweep"), true).await.expect("the sweeper runs");
        assert_eq!(left, 0, "the outbox is empty");
    }
}

/// Randomness that is the same in every run.
#[derive(Default)]
pub struct CountedIds(AtomicU64);

impl Ids for CountedIds {
    fn random(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        bytes[2..].copy_from_slice(&self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        bytes
    }

    fn secret(&self) -> [u8; 32] {
        let mut bytes = [0x5a; 32];
        bytes[8..16].copy_from_slice(&self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        bytes
    }
}

/// Lets others go on that can.
async fn others_first() {
    let mut waited = false;
    let turn = |context: &mut Context<'_>| {
        context.waker().wake_by_ref();
        if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }
    };
    std::future::poll_fn(turn).await;
}

/// Sockets that keep what was posted.
#[derive(Default)]
pub struct Sockets {
    posted: Mutex<Vec<(String, String)>>,
    fails: AtomicBool,
    on_their_way: AtomicUsize,
    most_at_once: AtomicUsize,
}

impl Sockets {
    /// The next frame is lost, and its sender is told so.
    pub fn fail_next(&self) {
        self.fails.store(true, Ordering::Relaxed);
    }

    /// Frames that were on their way at the same time, at most.
    pub fn most_at_once(&self) -> usize {
        self.most_at_once.load(Ordering::Relaxed)
    }

    /// Stands among the frames where a connection was closed.
    pub const CLOSED: &str = "closed";

    /// Connection and frame, in order.
    pub fn take_posted(&self) -> Vec<(String, String)> {
        std::mem::take(&mut *self.posted.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

#[async_trait]
impl ports::Sockets for Sockets {
    async fn post(&self, connection: &str, frame: String) -> Result<(), SocketError> {
        if self.fails.swap(false, Ordering::Relaxed) {
            return Err(SocketError::Failed("as told".to_owned()));
        }
        // As `sockets-apigw` does.
        if frame.len() > limits::SOCKET_FRAME_BYTES {
            return Err(SocketError::Failed("too long".to_owned()));
        }
        let on_their_way = self.on_their_way.fetch_add(1, Ordering::Relaxed) + 1;
        self.most_at_once.fetch_max(on_their_way, Ordering::Relaxed);
        self.posted.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((connection.to_owned(), frame));
        others_first().await;
        self.on_their_way.fetch_sub(1, Ordering::Relaxed);
        Ok(())
    }

    async fn publish(&self, _topic: Topic, _frame: String) {}

    async fn present(&self, _topic: &Topic) -> usize {
        0
    }

    async fn close(&self, connection: &str) {
        let mut posted = self.posted.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        posted.push((connection.to_owned(), Self::CLOSED.to_owned()));
    }
}

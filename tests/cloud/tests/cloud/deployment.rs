//! The deployed stack: where it is, its API, and an account for each flow.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use app::records::customer_of;
use conversation::{Channel, Identity};
use ids::CustomerId;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::vendor::{self, Deed, Webhook};
use tokio::sync::OnceCell;

use crate::aws;

const FILE: &str = "TSUNAGI_TEST_CLOUD";

/// What the stack told when it was deployed.
fn told() -> Value {
    let file = std::env::var(FILE)
        .unwrap_or_else(|_| panic!("{FILE} is not set: run `cargo xtask cloud test`, which deploys and sets it"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("reading {file}: {error}"));
    serde_json::from_str(&text).expect("the file is JSON")
}

pub fn output(name: &str) -> String {
    let told = told();
    told["outputs"][name].as_str().unwrap_or_else(|| panic!("the stack has no output {name}: {told}")).to_owned()
}

/// Where the vendors are played.
pub fn vendors_address() -> String {
    told()["vendors"].as_str().expect("an address").to_owned()
}

/// Different in every test and every run.
pub fn unique(prefix: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    format!("{prefix}-{:x}{:02}", now.as_millis(), COUNT.fetch_add(1, Ordering::Relaxed))
}

fn now_ms() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
}

/// An owner's token: the first owner comes in by the link, as in every deployment.
async fn token() -> &'static str {
    static TOKEN: OnceCell<String> = OnceCell::const_new();
    TOKEN.get_or_init(first_owner).await
}

/// What the owner's programs send as `Authorization`.
pub async fn bearer() -> String {
    format!("Bearer {}", token().await)
}

async fn first_owner() -> String {
    let link = aws::invoke(&output("SetupLink")).await;
    let link = link["link"].as_str().unwrap_or_else(|| panic!("no link: {link}"));
    let setup = link.split_once("token=").expect("the link has a token").1;
    let http = reqwest::Client::new();
    let owner = json!({
        "token": setup, "email": "owner@example.com", "name": "Owner", "password": "correct horse battery",
    });
    let url = format!("{}/api/v1", output("HttpUrl"));
    let answer = http.post(format!("{url}/setup")).header("content-type", "application/json").body(owner.to_string());
    let answer = answer.send().await.expect("the API answers");
    assert_eq!(answer.status(), 200, "the set-up");
    let cookie = answer.headers()["set-cookie"].to_str().expect("text").split(';').next().expect("a pair").to_owned();
    let me: Value = serde_json::from_str(&answer.text().await.expect("a body")).expect("JSON");
    let csrf = me["csrf_token"].as_str().expect("a token");
    let wanted = json!({ "name": "tests", "role": "owner" });
    let answer = http.post(format!("{url}/tokens")).header("cookie", cookie).header("x-csrf-token", csrf);
    let answer = answer.header("content-type", "application/json").body(wanted.to_string()).send();
    let answer = answer.await.expect("the API answers").text().await.expect("a body");
    let made: Value = serde_json::from_str(&answer).expect("JSON");
    made["secret"].as_str().unwrap_or_else(|| panic!("no token: {answer}")).to_owned()
}

/// Calls the API as the owner.
pub async fn api(method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
    let request = reqwest::Client::new()
        .request(method, format!("{}{path}", output("HttpUrl")))
        .bearer_auth(token().await)
        .header("idempotency-key", unique("key"))
        .header("content-type", "application/json")
        .body(body.map(|body| body.to_string()).unwrap_or_default());
    let answer = request.send().await.expect("the API answers");
    let status = answer.status().as_u16();
    (status, serde_json::from_str(&answer.text().await.expect("a body")).unwrap_or_default())
}

/// What lies at a path of the API, byte for byte.
pub async fn download(path: &str) -> Vec<u8> {
    let request = reqwest::Client::new().get(format!("{}{path}", output("HttpUrl"))).bearer_auth(token().await);
    let answer = request.send().await.expect("the API answers");
    assert_eq!(answer.status(), 200, "{path}");
    answer.bytes().await.expect("a body").to_vec()
}

/// A published flow and an account of one channel that starts it.
#[derive(Debug, Clone)]
pub struct Account {
    pub channel: Channel,
    pub id: String,
}

impl Account {
    pub async fn with_flow(channel: Channel, name: &str, document: &str) -> Self {
        let id = unique(name);
        let document: Value = serde_json::from_str(document).expect("the flow is JSON");
        let (status, flow) =
            api(Method::POST, "/api/v1/flows", Some(json!({ "name": id, "document": document }))).await;
        assert_eq!(status, 201, "making the flow: {flow}");
        let flow = flow["id"].as_str().expect("an id");
        let (status, answer) = api(Method::POST, &format!("/api/v1/flows/{flow}/publish"), Some(json!({}))).await;
        assert!(status < 300, "publishing: {status} {answer}");
        let settings: serde_json::Map<_, _> =
            vendor::settings(channel).into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        let account = json!({ "channel": channel.as_str(), "id": id, "flow_id": flow, "settings": settings });
        let (status, answer) = api(Method::POST, "/api/v1/channel-accounts", Some(account)).await;
        assert_eq!(status, 201, "connecting: {answer}");
        Self { channel, id }
    }

    /// The signed webhook of a text message, with an event id of its own.
    pub fn text_webhook(&self, from: &str, text: &str) -> Webhook {
        self.webhook(|deed| vendor::text_webhook(self.channel, deed, from, text))
    }

    /// The signed webhook of any body.
    pub fn signed_webhook(&self, body: impl Into<Vec<u8>>) -> Webhook {
        self.webhook(|deed| vendor::signed_webhook(self.channel, deed, body.into()))
    }

    fn webhook(&self, make: impl FnOnce(Deed) -> Webhook) -> Webhook {
        let public_url = output("PublicUrl");
        let id = unique("E").replace('-', "").to_uppercase();
        make(Deed { public_url: &public_url, account: &self.id, id: &id, at_ms: now_ms() })
    }

    /// What the agent sees of a customer.
    pub async fn timeline(&self, address: &str) -> Value {
        let customer = self.customer(address);
        api(Method::GET, &format!("/api/v1/customers/{customer}/timeline"), None).await.1
    }

    /// Who writes from this address for the first time.
    pub fn customer(&self, address: &str) -> CustomerId {
        let workspace = "main".parse().expect("a good name");
        let identity = Identity { channel: self.channel, account: self.id.clone(), address: address.to_owned() };
        customer_of(&workspace, &identity)
    }
}

/// Posts a webhook as its vendor does.
pub async fn post(webhook: &Webhook) -> u16 {
    let mut request = reqwest::Client::new().post(format!("{}{}", output("HttpUrl"), webhook.path()));
    for (name, value) in &webhook.headers {
        request = request.header(name, value);
    }
    request.body(webhook.body.clone()).send().await.expect("the API answers").status().as_u16()
}

const QUEUES: [&str; 4] = ["InboundQueueUrl", "OutboundQueueUrl", "HttpCallsQueueUrl", "TimersQueueUrl"];

/// Waits until no queue holds anything.
pub async fn settled() {
    aws::until("the queues to be empty", async || are_empty().await.then_some(())).await;
}

/// The same, when messages may be hidden that somebody died with: time passes until they come back.
pub async fn settled_in_time() {
    aws::until("the queues to be empty", async || {
        aws::pass(Duration::from_secs(20)).await;
        are_empty().await.then_some(())
    })
    .await;
}

async fn are_empty() -> bool {
    for url in QUEUES.map(output) {
        if aws::depth(&url).await != (0, 0) {
            return false;
        }
    }
    true
}

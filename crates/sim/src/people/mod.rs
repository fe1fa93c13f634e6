//! Who uses the product: customers on every channel, people at the desk, and an author who publishes meanwhile.

mod acts;
mod chat;
mod desk;
mod publisher;
pub mod webhooks;

use axum::body::Body;
use axum::http::Request;
use conversation::Channel;
use serde_json::Value;
use tower::ServiceExt;

pub use acts::act;
pub use chat::{Visitor, connect_all, tick};
pub use publisher::set_up;

use crate::fleet::Instance;
use crate::world::WORKSPACES;

#[derive(Default)]
pub struct People {
    pub customers: Vec<Customer>,
    pub visitors: Vec<Visitor>,
    /// The flow of each workspace, by id.
    pub flows: [String; WORKSPACES.len()],
    /// The revision that each workspace's author wrote last.
    pub revisions: [u32; WORKSPACES.len()],
    pub tokens: [String; WORKSPACES.len()],
    /// When the last of them acts.
    pub acting_until_ms: u64,
    last_text: u64,
    last_connection: u64,
}

#[derive(Debug, Clone)]
pub struct Customer {
    pub workspace: usize,
    pub channel: Channel,
    pub address: String,
    /// What they sent last, by the vendor's id.
    last_message: Option<String>,
    /// They opened the channel before. A conversation that begins so is told from others by its second alone.
    followed: bool,
}

impl People {
    /// Texts are never said twice, so that each can be told from all others.
    fn fresh_text(&mut self) -> String {
        self.last_text += 1;
        format!("m{}", self.last_text)
    }
}

/// Calls the API. Returns the status, the version in the answer, and the answer.
async fn api(instance: &Instance, token: &str, request: ApiCall<'_>) -> (u16, Value) {
    let mut call = Request::builder()
        .method(request.method)
        .uri(request.path)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .header("idempotency-key", request.key);
    if let Some(version) = request.version {
        call = call.header("if-match", format!("\"{version}\""));
    }
    let body = request.body.map(|body| Body::from(body.to_string())).unwrap_or_default();
    let answer = instance.api().oneshot(call.body(body).expect("a request")).await.expect("the router answers");
    let status = answer.status().as_u16();
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.expect("a body");
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

struct ApiCall<'a> {
    method: &'a str,
    path: &'a str,
    key: &'a str,
    version: Option<u64>,
    body: Option<Value>,
}

/// Everything that people do in a run starts here.
pub fn people(state: &mut crate::world::State) {
    for workspace in 0..WORKSPACES.len() {
        for channel in [Channel::Line, Channel::Sms, Channel::Custom] {
            for number in 0..1 + state.random.index(3) {
                // Both workspaces have the same people.
                let address = match channel {
                    Channel::Line => format!("U{number:032}"),
                    Channel::Sms => format!("+8190123456{number:02}"),
                    Channel::Custom | Channel::Webchat => format!("user-{number}"),
                };
                state.people.customers.push(Customer {
                    workspace,
                    channel,
                    address,
                    last_message: None,
                    followed: false,
                });
            }
        }
        for _ in 0..1 + state.random.index(2) {
            state.people.visitors.push(Visitor::new(workspace));
        }
    }
}

//! Vendors post webhooks until somebody says 2xx in time, and sometimes once more.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use channels::{WebhookRequest, custom, line, sms};
use conversation::Channel;
use tower::ServiceExt;

use crate::crash::Function;
use crate::fleet::{Instance, PUBLIC_URL};
use crate::oracle::EventKey;
use crate::vendors::{ACCOUNT, custom_secret, secret, settings};
use crate::world::{WORKSPACES, World};

/// How long a vendor waits for an answer.
const PATIENCE_MS: u64 = 5_000;

/// A webhook, signed anew each time it is posted.
#[derive(Debug, Clone)]
pub struct Post {
    pub workspace: usize,
    pub channel: Channel,
    /// What Standard Webhooks calls the message's id.
    pub id: String,
    pub body: Vec<u8>,
    /// The events in it, once the oracle knows them.
    pub events: Vec<EventKey>,
}

/// Tells the oracle what the vendor knows, and posts it until it is taken.
pub fn post(world: &Arc<World>, mut post: Post) {
    {
        let mut state = world.lock();
        let url = url(post.channel);
        let headers = headers(&post, state.now_ms());
        let request = WebhookRequest { method: "POST", public_url: &url, headers: &headers, body: &post.body };
        let settings = serde_json::from_value(settings(post.workspace, post.channel)).expect("settings are texts");
        let account = channels::Account { id: ACCOUNT, settings: &settings, secrets: &settings };
        let now_ms = state.now_ms();
        let parsed = channels::module(post.channel).parse(&account, &request, now_ms).expect("vendors write well");
        post.events = state.oracle.expect(post.workspace, &parsed.events);
        if state.fails(|it| it.webhook_again) {
            // Soon, or when the queue has forgotten the first.
            let later_ms = if state.random.chance(300) { state.random.between(301_000, 400_000) } else { 3_000 };
            let again = post.clone();
            state.after(later_ms, move |world| attempt(world, again, u32::MAX));
        }
    }
    attempt(world, post, 0);
}

fn attempt(world: &Arc<World>, post: Post, tries: u32) {
    let retry = post.clone();
    let work = move |world: Arc<World>, instance: Arc<Instance>| async move {
        let began_ms = world.lock().now_ms();
        let mut request = Request::post(format!("/webhooks/{}/{ACCOUNT}", post.channel.as_str()));
        for (name, value) in headers(&post, began_ms) {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(post.body.clone())).expect("a request");
        let answer = instance.webhooks().oneshot(request).await.expect("the router answers");
        let mut state = world.lock();
        let status = answer.status().as_u16();
        state.note(format_args!("a {} webhook is answered {status}", post.channel.as_str()));
        if answer.status().is_success() {
            state.oracle.accepted(&post.events);
        }
        let in_time = state.now_ms() < began_ms + PATIENCE_MS;
        if !(answer.status().is_success() && in_time) {
            drop(state);
            again(&world, post, tries);
        }
    };
    world.spawn(Function::Webhook, retry.workspace, work, Box::new(move |world| again(world, retry, tries)));
}

fn again(world: &Arc<World>, post: Post, tries: u32) {
    let mut state = world.lock();
    // Vendors give up one day, but not while nothing goes wrong.
    if tries < 8 || state.calm && tries != u32::MAX {
        let backoff_ms = 500 << tries.min(5);
        state.after(backoff_ms, move |world| attempt(world, post, tries + 1));
    }
}

fn url(channel: Channel) -> String {
    format!("{PUBLIC_URL}/webhooks/{}/{ACCOUNT}", channel.as_str())
}

fn headers(post: &Post, now_ms: u64) -> Vec<(String, String)> {
    let name = WORKSPACES[post.workspace];
    let pairs = match post.channel {
        Channel::Line => vec![
            ("content-type", "application/json".to_owned()),
            ("x-line-signature", line::simulate::sign(&secret(name), &post.body)),
        ],
        Channel::Sms => {
            let form = String::from_utf8_lossy(&post.body);
            vec![
                ("content-type", "application/x-www-form-urlencoded".to_owned()),
                ("x-twilio-signature", sms::simulate::sign(&secret(name), &url(Channel::Sms), &form)),
            ]
        }
        Channel::Custom | Channel::Webchat => {
            let seconds = now_ms / 1000;
            let signature = custom::simulate::sign(&custom_secret(name), &post.id, seconds, &post.body);
            vec![
                ("content-type", "application/json".to_owned()),
                ("webhook-id", post.id.clone()),
                ("webhook-timestamp", seconds.to_string()),
                ("webhook-signature", signature.expect("the secret is base64")),
            ]
        }
    };
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

//! The other side of every call. As the vendors it takes all, and remembers them; as the server that flows call it answers
//! as it was told.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use conversation::Channel;
use testkit::scenario::SERVER;
use testkit::vendor::{addressee, texts_of_call};

use crate::deployment::{unique, vendors_address};

/// What flows are answered next.
static ANSWERS: Mutex<VecDeque<(StatusCode, String)>> = Mutex::new(VecDeque::new());

static LAST_SMS: Mutex<String> = Mutex::new(String::new());
static CALLS: Mutex<Vec<(Channel, String)>> = Mutex::new(Vec::new());

fn calls() -> MutexGuard<'static, Vec<(Channel, String)>> {
    CALLS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The next call of a flow to [`SERVER`] is answered so.
pub fn answer_next(status: u16, body: &str) {
    let status = StatusCode::from_u16(status).expect("a status");
    ANSWERS.lock().unwrap_or_else(PoisonError::into_inner).push_back((status, body.to_owned()));
}

/// Starts them, once for all tests of this process.
pub fn open() {
    static OPEN: OnceLock<()> = OnceLock::new();
    OPEN.get_or_init(|| {
        let listener = std::net::TcpListener::bind(vendors_address()).expect("the vendors' port is free");
        listener.set_nonblocking(true).expect("a socket can wait");
        // A test's own runtime ends with it, and the vendors outlive them all.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().expect("a runtime");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
                axum::serve(listener, Router::new().fallback(take)).await.expect("the vendors serve");
            });
        });
    });
}

/// Where `cargo xtask cloud test` lets the calls of flows go.
const FLOWS: &str = "/flows/";
const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

async fn take(uri: Uri, body: Bytes) -> impl IntoResponse {
    let body = String::from_utf8_lossy(&body).into_owned();
    if let Some(at) = uri.path().strip_prefix(FLOWS) {
        return as_told(at);
    }
    let number = calls().len();
    let (channel, status, answer) = match uri.path().split('/').nth(1) {
        Some("line") => (Channel::Line, StatusCode::OK, format!("{{\"sentMessages\":[{{\"id\":\"{number}\"}}]}}")),
        Some("sms") => {
            let sid = next_sid();
            (Channel::Sms, StatusCode::CREATED, format!("{{\"sid\":\"{sid}\",\"status\":\"queued\"}}"))
        }
        Some("crm") => (Channel::Custom, StatusCode::OK, "{}".to_owned()),
        _ => return (StatusCode::NOT_FOUND, JSON, uri.to_string()),
    };
    calls().push((channel, body));
    (status, JSON, answer)
}

/// `at` is the host and path that the flow named.
fn as_told(at: &str) -> (StatusCode, [(&'static str, &'static str); 1], String) {
    let host = SERVER.trim_start_matches("https://");
    let told = ANSWERS.lock().unwrap_or_else(PoisonError::into_inner).pop_front().filter(|_| at.starts_with(host));
    let (status, body) = told.unwrap_or((StatusCode::NOT_FOUND, format!("nobody told an answer for {at}")));
    (status, JSON, body)
}

/// An id that no message had before, in this process and in those before it.
fn next_sid() -> String {
    let sid = format!("SM{:0>32}", unique("").replace('-', ""));
    LAST_SMS.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&sid);
    sid
}

/// What the last SMS is called.
pub fn last_sms() -> String {
    LAST_SMS.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// The bodies of calls for a channel since the last time this was asked.
pub fn take_calls(channel: Channel) -> Vec<String> {
    calls().extract_if(.., |(of, _)| *of == channel).map(|(_, body)| body).collect()
}

/// What customers of `custom` read since the last time this was asked, each with their address.
pub fn take_addressed() -> Vec<(String, String)> {
    let told =
        |body: &String| texts_of_call(Channel::Custom, body).into_iter().map(|text| (addressee(body), text)).collect();
    take_calls(Channel::Custom).iter().flat_map(|body| -> Vec<(String, String)> { told(body) }).collect()
}

/// The texts that customers of a channel read since the last time this was asked.
pub fn take_texts(channel: Channel) -> Vec<String> {
    take_calls(channel).iter().flat_map(|body| texts_of_call(channel, body)).collect()
}

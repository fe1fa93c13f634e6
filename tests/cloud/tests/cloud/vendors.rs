//! The vendors' side of every call: takes all, and remembers them.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use conversation::Channel;
use testkit::vendor::texts_of_call;

use crate::deployment::vendors_address;

static CALLS: Mutex<Vec<(Channel, String)>> = Mutex::new(Vec::new());

fn calls() -> MutexGuard<'static, Vec<(Channel, String)>> {
    CALLS.lock().unwrap_or_else(PoisonError::into_inner)
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

async fn take(uri: Uri, body: Bytes) -> impl IntoResponse {
    let body = String::from_utf8_lossy(&body).into_owned();
    let number = calls().len();
    let (channel, status, answer) = match uri.path().split('/').nth(1) {
        Some("line") => (Channel::Line, StatusCode::OK, format!("{{\"sentMessages\":[{{\"id\":\"{number}\"}}]}}")),
        Some("sms") => {
            (Channel::Sms, StatusCode::CREATED, format!("{{\"sid\":\"SM{number:032}\",\"status\":\"queued\"}}"))
        }
        Some("crm") => (Channel::Custom, StatusCode::OK, "{}".to_owned()),
        _ => return (StatusCode::NOT_FOUND, [("content-type", "text/plain")], uri.to_string()),
    };
    calls().push((channel, body));
    (status, [("content-type", "application/json")], answer)
}

/// The bodies of calls for a channel since the last time this was asked.
pub fn take_calls(channel: Channel) -> Vec<String> {
    calls().extract_if(.., |(of, _)| *of == channel).map(|(_, body)| body).collect()
}

/// The texts that customers of a channel read since the last time this was asked.
pub fn take_texts(channel: Channel) -> Vec<String> {
    take_calls(channel).iter().flat_map(|body| texts_of_call(channel, body)).collect()
}

//! A stand-in for LINE's messaging API, which notes when each reply came.

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use channels::line::simulate::{accepted_body, refused_body};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use tokio::net::TcpListener;

use crate::Failure;
use crate::ledger::Ledger;

pub struct Vendor {
    pub url: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Call {
    reply_token: Option<String>,
    messages: Vec<Said>,
}

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    text: String,
}

struct Book {
    ledger: Arc<Ledger>,
    /// Reply tokens and retry keys that were used.
    spent: Mutex<HashSet<String>>,
}

impl Vendor {
    /// Listens on loopback until the runtime ends.
    pub async fn open(port: u16, ledger: Arc<Ledger>) -> Result<Self, Failure> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let book = Arc::new(Book { ledger, spent: Mutex::default() });
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let book = Arc::clone(&book);
                tokio::spawn(async move {
                    let service = service_fn(move |request| take(Arc::clone(&book), request));
                    // The server closes its connections as it likes.
                    let _ = stream.set_nodelay(true);
                    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
                });
            }
        });
        Ok(Self { url })
    }
}

async fn take(book: Arc<Book>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path().to_owned();
    let retry_key = request.headers().get("x-line-retry-key").and_then(|key| key.to_str().ok()).map(str::to_owned);
    let Ok(body) = request.into_body().collect().await else {
        return Ok(answer(StatusCode::BAD_REQUEST, refused_body("The request ended too early")));
    };
    let (status, body) = book.answer(&path, retry_key, &body.to_bytes());
    Ok(answer(status, body))
}

fn answer(status: StatusCode, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let json = hyper::header::HeaderValue::from_static("application/json");
    response.headers_mut().insert(hyper::header::CONTENT_TYPE, json);
    response
}

impl Book {
    fn answer(&self, path: &str, retry_key: Option<String>, body: &[u8]) -> (StatusCode, String) {
        let at_us = self.ledger.now_us();
        let refused = |status, reason: &str| (status, refused_body(reason));
        let Ok(call) = serde_json::from_slice::<Call>(body) else {
            return refused(StatusCode::BAD_REQUEST, "The request body could not be parsed as JSON");
        };
        let (key, repeated) = match path {
            "/v2/bot/message/reply" => (call.reply_token, StatusCode::BAD_REQUEST),
            "/v2/bot/message/push" => (retry_key, StatusCode::CONFLICT),
            _ => return refused(StatusCode::NOT_FOUND, "Not found"),
        };
        let Some(key) = key else {
            return refused(StatusCode::BAD_REQUEST, "A reply wants its token and a push, here, its retry key");
        };
        if !self.spent.lock().unwrap_or_else(PoisonError::into_inner).insert(key) {
            return refused(repeated, "Invalid reply token, or a retry key that was accepted before");
        }
        let ids: Vec<String> = call.messages.iter().map(|_| at_us.to_string()).collect();
        for said in &call.messages {
            self.ledger.replied(&said.text, at_us);
        }
        (StatusCode::OK, accepted_body(&ids))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    const REPLY: &str = "/v2/bot/message/reply";
    const PUSH: &str = "/v2/bot/message/push";

    #[test]
    fn ld5_a_token_works_once_and_a_push_is_known_by_its_key() {
        let ledger = Arc::new(Ledger::new());
        ledger.begin(0, Instant::now());
        ledger.begin(0, Instant::now());
        let book = Book { ledger: Arc::clone(&ledger), spent: Mutex::default() };
        let key = || Some("key".to_owned());
        for (path, key, body, status) in [
            (REPLY, None, r#"{"replyToken":"t","messages":[{"type":"text","text":"Echo said 0"}]}"#, 200),
            (REPLY, None, r#"{"replyToken":"t","messages":[{"type":"text","text":"Echo said 0"}]}"#, 400),
            (PUSH, None, r#"{"to":"U1","messages":[{"type":"text","text":"Echo said 1"}]}"#, 400),
            (PUSH, key(), r#"{"to":"U1","messages":[{"type":"text","text":"Echo said 1"}]}"#, 200),
            (PUSH, key(), r#"{"to":"U1","messages":[{"type":"text","text":"Echo said 1"}]}"#, 409),
            (REPLY, None, "{", 400),
            ("/v2/bot/message/multicast", key(), r#"{"messages":[]}"#, 404),
        ] {
            assert_eq!(book.answer(path, key, body.as_bytes()).0.as_u16(), status, "{path} {body}");
        }
        let replies: Vec<u32> = ledger.messages(0..2).iter().map(|message| message.replies).collect();
        assert_eq!(replies, [1, 1]);
    }
}

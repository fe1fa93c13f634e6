//! A visitor's browser on the web chat's socket.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::deployment::output;

/// Long enough for a function's cold start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Socket {
    stream: WebSocketStream<TcpStream>,
}

impl Socket {
    /// Opens the socket behind `output`, from one of our own pages; `None` when it is not let in.
    pub async fn open(output_name: &str, query: &str, headers: &[(&'static str, String)]) -> Option<Self> {
        let mut request = format!("{}{query}", output(output_name)).into_client_request().expect("an address");
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().expect("a header"));
        }
        let host = request.uri().authority().expect("a host").to_string();
        let tcp = TcpStream::connect(host).await.expect("the emulator listens");
        let opened = tokio_tungstenite::client_async(request, tcp).await.ok()?;
        Some(Self { stream: opened.0 })
    }

    pub async fn say(&mut self, frame: Value) {
        self.stream.send(Message::text(frame.to_string())).await.expect("the socket is open");
    }

    /// The next frame; `None` when none comes in time.
    pub async fn next(&mut self, patience: Duration) -> Option<Value> {
        loop {
            match tokio::time::timeout(patience, self.stream.next()).await.ok()? {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).ok(),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// The next frame of a type; others are handed to `other`.
    pub async fn next_of(&mut self, kind: &str, mut other: impl FnMut(Value)) -> Value {
        loop {
            let frame = self.next(PATIENCE).await.unwrap_or_else(|| panic!("no `{kind}` came"));
            if frame["type"] == kind {
                return frame;
            }
            other(frame);
        }
    }

    /// Whether the other side closes it in time, whatever it says until then.
    pub async fn is_closed(&mut self) -> bool {
        let closed = async { while !matches!(self.stream.next().await, Some(Err(_)) | None) {} };
        tokio::time::timeout(PATIENCE, closed).await.is_ok()
    }

    pub async fn close(mut self) {
        // A socket that broke is closed as well.
        let _ = self.stream.close(None).await;
    }
}

/// The address of our own pages, as browsers name it.
pub fn origin() -> String {
    let url = output("PublicUrl");
    let (scheme, rest) = url.split_once("://").expect("an address");
    format!("{scheme}://{}", rest.split('/').next().unwrap_or_default())
}

/// What a page says first.
pub fn hello(token: Option<&str>, after: u64) -> Value {
    json!({ "type": "hello", "v": 1, "token": token, "after": after })
}

//! Web chat pages that are open and say nothing.

use futures::{SinkExt, StreamExt, TryStreamExt, stream};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::Failure;

/// Sockets that are being opened at once.
const OPENING: usize = 32;

pub type Socket = WebSocketStream<TcpStream>;

/// Opens `count` sockets of the account, each greeted and welcomed.
pub async fn open(host: &str, account: &str, count: usize) -> Result<Vec<Socket>, Failure> {
    // Most systems begin a process with room for 1,024 and allow it more.
    let maximum = getrlimit(Resource::Nofile).maximum;
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })?;
    stream::iter(0..count).map(|_| one(host, account)).buffer_unordered(OPENING).try_collect().await
}

async fn one(host: &str, account: &str) -> Result<Socket, Failure> {
    let mut request = format!("ws://{host}/socket/webchat?account={account}").into_client_request()?;
    request.headers_mut().insert("origin", format!("http://{host}").parse()?);
    let (mut socket, _) = tokio_tungstenite::client_async(request, TcpStream::connect(host).await?).await?;
    socket.send(Message::text(json!({ "type": "hello", "v": 1 }).to_string())).await?;
    while let Some(frame) = socket.next().await {
        let Message::Text(text) = frame? else { continue };
        let frame: Value = serde_json::from_str(&text)?;
        if frame["type"] == "welcome" {
            return Ok(socket);
        }
        return Err(format!("a page was not welcomed: {text}").into());
    }
    Err("a page's socket was closed".into())
}

//! Sockets where a client breaks their rules, or may not listen any more.

use futures::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::support::{Installation, Server};

struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    async fn open(server: &Server) -> Self {
        Self::open_at(server, "/socket/webchat?account=main", None).await
    }

    async fn open_at(server: &Server, path: &str, token: Option<&str>) -> Self {
        let host = server.url.trim_start_matches("http://");
        let stream = TcpStream::connect(host).await.expect("the server listens");
        let mut request = format!("ws://{host}{path}").into_client_request().expect("an address");
        if let Some(token) = token {
            let bearer = format!("Bearer {token}").parse().expect("a header");
            request.headers_mut().insert("authorization", bearer);
        }
        let (socket, _) = tokio_tungstenite::client_async(request, stream).await.expect("a socket");
        Self(socket)
    }

    /// What comes next; nothing when the server closed.
    async fn hears(&mut self) -> Option<Value> {
        let message = self.0.next().await?.ok()?;
        serde_json::from_str(message.to_text().ok()?).ok()
    }

    /// Sends a message and reads what comes back.
    async fn ask(&mut self, message: Message) -> Value {
        self.0.send(message).await.expect("the socket is open");
        let answer = self.0.next().await.expect("an answer").expect("the socket is open");
        serde_json::from_str(answer.to_text().expect("text")).expect("JSON")
    }
}

#[tokio::test]
async fn a_frame_that_is_too_large_is_refused_and_the_socket_goes_on() {
    let it = Installation::new();
    let server = it.serve().await;
    let mut socket = Socket::open(&server).await;
    for size_bytes in [limits::SOCKET_FRAME_BYTES + 1, 200_000, limits::SOCKET_MESSAGE_BYTES] {
        let answer = socket.ask(Message::text("x".repeat(size_bytes))).await;
        assert_eq!((&answer["type"], &answer["code"]), (&"error".into(), &"too_long".into()), "{size_bytes}: {answer}");
    }
}

#[tokio::test]
async fn frames_of_every_kind_are_counted() {
    let it = Installation::new();
    let server = it.serve().await;
    let mut socket = Socket::open(&server).await;
    for at in 0..limits::CHAT_FRAMES {
        let answer = socket.ask(Message::binary(b"{}".to_vec())).await;
        assert_eq!(answer["code"], "bad_frame", "{at}");
    }
    for message in [Message::binary(b"{}".to_vec()), Message::text("{}")] {
        assert_eq!(socket.ask(message).await["code"], "too_fast");
    }
}

#[tokio::test]
async fn whoever_may_not_listen_any_more_hears_nothing() {
    let it = Installation::new();
    let (owner, kept) = (it.token("owner"), it.token("agent"));
    let server = it.serve_with(&["--demo"]).await;
    let json = |body| Some(("application/json", body));
    let (status, made) =
        server.ask(&owner, "POST", "/api/v1/tokens", json(r#"{"name":"withdrawn","role":"agent"}"#)).await;
    assert_eq!(status, 201, "{made}");
    let withdrawn = made["secret"].as_str().expect("a secret");
    let mut shut_out = Socket::open_at(&server, "/socket/desk", Some(withdrawn)).await;
    let mut stays = Socket::open_at(&server, "/socket/desk", Some(&kept)).await;
    for socket in [&mut shut_out, &mut stays] {
        for (said, answer) in [(r#"{"type":"hello"}"#, "hello"), ("what is this?", ""), (r#"{"type":"ping"}"#, "pong")]
        {
            socket.0.send(Message::text(said)).await.expect("the socket is open");
            // Hints may come between.
            while !answer.is_empty() && socket.hears().await.expect("an answer")["type"] != answer {}
        }
    }
    let path = format!("/api/v1/tokens/{}", made["token"]["id"].as_str().expect("an id"));
    assert_eq!(server.ask(&owner, "DELETE", &path, None).await.0, 204);
    let (status, clock) = server.ask(&owner, "POST", "/api/v1/simulator/clock", json(r#"{"advance_s":61}"#)).await;
    assert_eq!(status, 200, "{clock}");
    let (status, flow) = server.ask(&owner, "POST", "/api/v1/flows", json(r#"{"name":"another"}"#)).await;
    assert_eq!(status, 201, "{flow}");
    // The demo's own timers go off as well when the clock moves.
    while stays.hears().await.expect("it stays open")["type"] != "flows_changed" {}
    while let Some(frame) = shut_out.hears().await {
        assert_ne!(frame["type"], "flows_changed", "what came after the token was withdrawn");
    }
}

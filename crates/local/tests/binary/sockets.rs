//! The web chat's socket where a client breaks its rules.

use futures::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Installation, Server};

struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    async fn open(server: &Server) -> Self {
        let host = server.url.trim_start_matches("http://");
        let stream = TcpStream::connect(host).await.expect("the server listens");
        let address = format!("ws://{host}/socket/webchat?account=main");
        let (socket, _) = tokio_tungstenite::client_async(address, stream).await.expect("a socket");
        Self(socket)
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

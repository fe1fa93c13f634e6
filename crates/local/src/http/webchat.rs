//! `/socket/webchat`: what API Gateway's WebSocket API does in the cloud, around the same three functions.

use std::time::{Duration, Instant};

use app::Services;
use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use protocol::webchat::ServerFrame;
use serde::Deserialize;
use webchat_connect::{Connect, Unavailable};

use super::SOCKET_READ_BYTES;
use crate::system::System;

/// API Gateway closes a socket after ten silent minutes, and so do we.
const IDLE: Duration = Duration::from_secs(600);
const WINDOW: Duration = Duration::from_secs(10);

pub fn router(system: System) -> Router {
    Router::new().route("/socket/webchat", get(open)).with_state(system)
}

#[derive(Deserialize)]
struct OpenQuery {
    #[serde(default)]
    account: String,
}

async fn open(
    State(system): State<System>,
    Query(query): Query<OpenQuery>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let id = ids::hex(&system.services.ids.random());
    let origin = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
    let connect = Connect { connection: &id, account: &query.account, origin };
    match webchat_connect::handle(&system.services, connect).await {
        Ok(()) => {
            let upgrade = upgrade.max_message_size(limits::SOCKET_MESSAGE_BYTES).read_buffer_size(SOCKET_READ_BYTES);
            upgrade.on_upgrade(move |socket| serve(system, id, socket))
        }
        Err(Unavailable) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

async fn serve(system: System, id: String, mut socket: WebSocket) {
    let mut outgoing = system.hub.open(&id);
    let mut pace = Pace::new();
    loop {
        let incoming = tokio::time::timeout(IDLE, socket.recv());
        tokio::select! {
            frame = outgoing.recv() => match frame {
                Some(text) => if socket.send(Message::Text(text.into())).await.is_err() { break },
                None => break,
            },
            message = incoming => match message {
                Ok(Some(Ok(Message::Text(text)))) => {
                    let answers = answer(&system.services, &id, &text, &mut pace).await;
                    if send_all(&mut socket, answers).await.is_err() { break }
                }
                Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => {}
                Ok(Some(Ok(Message::Binary(_)))) => {
                    let refusal = too_fast(&mut pace).unwrap_or_else(|| error("bad_frame", "Frames are JSON texts."));
                    if send_all(&mut socket, vec![refusal]).await.is_err() { break }
                }
                // Closed, broken or silent for too long.
                Ok(Some(Ok(Message::Close(_)) | Err(_)) | None) | Err(_) => break,
            },
        }
    }
    system.hub.forget(&id);
    webchat_disconnect::handle(&system.services, &id).await;
}

async fn answer(services: &Services, id: &str, text: &str, pace: &mut Pace) -> Vec<ServerFrame> {
    match too_fast(pace) {
        Some(refusal) => vec![refusal],
        None => webchat_message::handle(services, id, text).await,
    }
}

/// Counts a frame, and refuses it when there were too many.
fn too_fast(pace: &mut Pace) -> Option<ServerFrame> {
    (!pace.allows()).then(|| error("too_fast", "Too many frames; go on in a few seconds."))
}

fn error(code: &str, message: &str) -> ServerFrame {
    ServerFrame::Error { code: code.to_owned(), message: message.to_owned(), client_id: None }
}

async fn send_all(socket: &mut WebSocket, frames: Vec<ServerFrame>) -> Result<(), axum::Error> {
    for frame in frames {
        let text = serde_json::to_string(&frame).unwrap_or_default();
        socket.send(Message::Text(text.into())).await?;
    }
    Ok(())
}

/// Counts frames per window.
struct Pace {
    since: Instant,
    count: u32,
}

impl Pace {
    fn new() -> Self {
        Self { since: Instant::now(), count: 0 }
    }

    fn allows(&mut self) -> bool {
        if self.since.elapsed() > WINDOW {
            *self = Self::new();
        }
        self.count += 1;
        self.count <= limits::CHAT_FRAMES
    }
}

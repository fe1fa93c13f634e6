//! `/socket/desk`: hints for open front ends. Only for people who are logged in, and only from our own pages.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use ports::{Clock, Topic};
use protocol::people::Ability;
use tokio::sync::broadcast::error::RecvError;

use super::SOCKET_READ_BYTES;
use crate::system::System;

/// How long a look at somebody's rights holds. A login ends, a token is withdrawn: what comes later is not for them, and
/// they do not count as present.
const LOOK_HOLDS_MS: u64 = 60_000;

pub fn router(system: System) -> Router {
    Router::new().route("/socket/desk", get(open)).with_state(system)
}

async fn open(State(system): State<System>, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    match desk_connect::admit(&system.services, &headers).await {
        Ok(caller) => {
            let answers = caller.may(Ability::AnswerConversations);
            let presence = answers.then(|| system.hub.arrive(system.services.workspace(), &caller.user));
            upgrade.read_buffer_size(SOCKET_READ_BYTES).on_upgrade(move |socket| async move {
                serve(system, &headers, socket).await;
                drop(presence);
            })
        }
        Err(error) => error.into_response(),
    }
}

async fn serve(system: System, headers: &HeaderMap, mut socket: WebSocket) {
    let topic = Topic::Desk(system.services.workspace().clone());
    let Some(mut frames) = system.hub.follow(topic) else { return };
    let mut looked_ms = system.clock.now_ms();
    let mut quiet = tokio::time::interval(Duration::from_millis(LOOK_HOLDS_MS));
    loop {
        tokio::select! {
            _ = quiet.tick() => if is_shut_out(&system, headers, &mut looked_ms).await { return },
            frame = frames.recv() => match frame {
                Ok(text) => {
                    let shut_out = is_shut_out(&system, headers, &mut looked_ms).await;
                    if shut_out || socket.send(Message::Text(text.into())).await.is_err() { return }
                }
                // Too slow: the client reads everything again after it reconnected.
                Err(RecvError::Lagged(_) | RecvError::Closed) => return,
            },
            message = socket.recv() => match message {
                Some(Ok(Message::Text(said))) => {
                    if let Some(answer) = desk_message::answer(&said)
                        && socket.send(Message::Text(answer.into())).await.is_err() { return }
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => {}
            },
        }
    }
}

/// Looks again when the last look holds no more. True only when that is known: a store out of reach shuts nobody out.
async fn is_shut_out(system: &System, headers: &HeaderMap, looked_ms: &mut u64) -> bool {
    let now_ms = system.clock.now_ms();
    if now_ms < *looked_ms + LOOK_HOLDS_MS {
        return false;
    }
    *looked_ms = now_ms;
    desk_connect::admit(&system.services, headers).await.is_err_and(|error| error.refuses_the_caller())
}

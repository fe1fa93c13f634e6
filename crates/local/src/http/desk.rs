//! `/socket/desk`: hints for open front ends. Only for people who are logged in, and only from our own pages.

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use ports::Topic;
use protocol::people::Ability;
use tokio::sync::broadcast::error::RecvError;

use super::SOCKET_READ_BYTES;
use crate::system::System;

pub fn router(system: System) -> Router {
    Router::new().route("/socket/desk", get(open)).with_state(system)
}

async fn open(State(system): State<System>, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    match desk_connect::admit(&system.services, &headers).await {
        Ok(caller) => {
            let answers = caller.may(Ability::AnswerConversations);
            let presence = answers.then(|| system.hub.arrive(system.services.workspace(), &caller.user));
            upgrade.read_buffer_size(SOCKET_READ_BYTES).on_upgrade(move |socket| async move {
                serve(system, socket).await;
                drop(presence);
            })
        }
        Err(error) => error.into_response(),
    }
}

async fn serve(system: System, mut socket: WebSocket) {
    let topic = Topic::Desk(system.services.workspace().clone());
    let Some(mut frames) = system.hub.follow(topic) else { return };
    let hello = serde_json::to_string(&desk_message::handle()).unwrap_or_default();
    if socket.send(Message::Text(hello.into())).await.is_err() {
        return;
    }
    loop {
        tokio::select! {
            frame = frames.recv() => match frame {
                Ok(text) => if socket.send(Message::Text(text.into())).await.is_err() { return },
                // Too slow: the client reads everything again after it reconnected.
                Err(RecvError::Lagged(_) | RecvError::Closed) => return,
            },
            message = socket.recv() => match message {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => {}
            },
        }
    }
}

//! Events of a WebSocket API.

use app::Services;
use aws_lambda_events::event::apigw::ApiGatewayWebsocketProxyRequest;
use axum::http::HeaderMap;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

use crate::setup::Lambda;

/// What a socket's event says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SocketEvent {
    pub connection: String,
    /// It is closed: the event came by the route `$disconnect`, and not by `$connect` or `$default`.
    pub is_over: bool,
    /// The frame's text; empty at connect and disconnect.
    pub text: String,
    pub origin: Option<String>,
    /// Query parameter of the handshake.
    pub account: String,
    pub headers: HeaderMap,
}

impl Lambda {
    /// Hands each event to `handle` and sends the frames that it answers. An error is the status that refuses a
    /// handshake.
    pub async fn serve_socket<F>(self, handle: F) -> Result<(), Error>
    where
        F: AsyncFn(&Services, SocketEvent) -> Result<Vec<String>, u16>,
    {
        let (services, handle) = (&self.services, &handle);
        lambda_runtime::run(service_fn(move |event: LambdaEvent<ApiGatewayWebsocketProxyRequest>| async move {
            let event = read(event.payload);
            let connection = event.connection.clone();
            let frames = match handle(services, event).await {
                Ok(frames) => frames,
                Err(status) => return Ok::<Value, Error>(json!({ "statusCode": status })),
            };
            for frame in frames {
                // A client that left is no failure: it catches up when it returns.
                if let Err(error) = services.sockets.post(&connection, frame).await {
                    tracing::info!(%error, "answering a frame");
                    break;
                }
            }
            Ok(json!({ "statusCode": 200 }))
        }))
        .await
    }
}

fn read(event: ApiGatewayWebsocketProxyRequest) -> SocketEvent {
    let header = |name: &str| event.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    SocketEvent {
        connection: event.request_context.connection_id.clone().unwrap_or_default(),
        is_over: event.request_context.route_key.as_deref() == Some("$disconnect"),
        text: event.body.clone().unwrap_or_default(),
        origin: header("origin"),
        account: event.query_string_parameters.first("account").unwrap_or_default().to_owned(),
        headers: event.headers,
    }
}

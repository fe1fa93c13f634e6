//! Every route of the process.

mod desk;
mod linger;
mod probes;
mod webchat;

use axum::Router;
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use tower_http::compression::CompressionLayer;

use crate::system::System;
use crate::{assets, simulator};

/// Read at once from a socket. It stays allocated for each, the library's own value is 128 KB, and people write lines.
const SOCKET_READ_BYTES: usize = 4 * 1024;

/// Routes of the whole product. Also hands the webhook routes to the simulator.
pub fn router(system: &System) -> Router {
    let services = system.services.clone();
    let webhooks = Router::new()
        .merge(webhook_line::router(services.clone()))
        .merge(webhook_sms::router(services.clone()))
        .merge(webhook_custom::router(services.clone()));
    system.simulator.set_webhooks(webhooks.clone());
    let api = Router::new()
        .merge(people_api::router(services.clone()))
        .merge(flows_api::router(services.clone()))
        .merge(channels_api::router(services.clone()))
        .merge(conversations_api::router(services.clone()))
        .merge(overview_api::router(services))
        .merge(simulator::router(system.clone()))
        .route("/api/openapi.json", get(openapi));
    let pages = Router::new()
        .route("/widget.js", get(assets::widget))
        .route("/demo", get(assets::demo_page))
        .route("/demo/{*path}", get(assets::demo_file))
        .route("/assets/flow.wasm", get(assets::interpreter))
        .route("/builder", get(assets::builder))
        .route("/builder/", get(|| async { Redirect::permanent("/builder") }))
        .route("/builder/{*path}", get(assets::builder))
        .route("/desk", get(assets::desk))
        .route("/desk/", get(|| async { Redirect::permanent("/desk") }))
        .route("/desk/{*path}", get(assets::desk))
        .fallback(home_or_nothing)
        .layer(CompressionLayer::new());
    Router::new()
        .merge(webhooks)
        .merge(app::api(api))
        .merge(webchat::router(system.clone()))
        .merge(desk::router(system.clone()))
        .merge(probes::router(system.clone()))
        .merge(pages)
        .layer(from_fn(linger::linger))
}

async fn openapi() -> impl IntoResponse {
    ([(axum::http::header::CONTENT_TYPE, "application/json")], protocol::openapi_json())
}

/// The home front end routes `/`, `/login`, `/setup`, `/simulator` and `/settings` by itself. An unknown API path is an
/// error, not a page.
async fn home_or_nothing(uri: axum::http::Uri, headers: axum::http::HeaderMap) -> axum::response::Response {
    if uri.path().starts_with("/api/") || uri.path().starts_with("/webhooks/") || uri.path().starts_with("/socket/") {
        return app::not_stored(app::ApiError::not_found().respond(app::problem::Language::of(&headers))).await;
    }
    assets::home(uri).await
}

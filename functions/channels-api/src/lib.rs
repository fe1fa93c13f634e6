//! Channels: which kinds there are, and which accounts are connected.

mod accounts;
mod kinds;

use app::{Services, with_body_limit};
use axum::Router;
use axum::routing::{get, patch};

pub fn router(services: Services) -> Router {
    let routes = Router::new()
        .route("/api/v1/channels", get(kinds::list))
        .route("/api/v1/channel-accounts", get(accounts::list).post(accounts::create))
        .route("/api/v1/channel-accounts/{channel}/{account}", patch(accounts::change).delete(accounts::remove))
        .with_state(services);
    with_body_limit(routes, limits::REQUEST_BODY_BYTES)
}

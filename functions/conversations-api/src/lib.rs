//! The desk's API: conversations, timelines, and what people do with them.

mod actions;
mod lists;
mod timeline;
mod view;

use app::{Services, with_body_limit};
use axum::Router;
use axum::routing::{get, post};

pub fn router(services: Services) -> Router {
    let routes = Router::new()
        .route("/api/v1/conversations", get(lists::list))
        .route("/api/v1/conversations/{id}", get(lists::read))
        .route("/api/v1/customers/{id}/timeline", get(timeline::read))
        .route("/api/v1/conversations/{id}/take-over", post(actions::take_over))
        .route("/api/v1/conversations/{id}/messages", post(actions::reply))
        .route("/api/v1/conversations/{id}/notes", post(actions::note))
        .route("/api/v1/conversations/{id}/hand-back", post(actions::hand_back))
        .route("/api/v1/conversations/{id}/close", post(actions::close))
        .with_state(services);
    with_body_limit(routes, limits::MESSAGE_BYTES)
}

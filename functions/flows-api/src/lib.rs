//! Flows: drafts, publishing, revisions.

mod drafts;
mod publishing;

use app::{Services, with_body_limit};
use axum::Router;
use axum::routing::{get, post};

pub fn router(services: Services) -> Router {
    let routes = Router::new()
        .route("/api/v1/flows", get(drafts::list).post(drafts::create))
        .route("/api/v1/flows/{id}", get(drafts::read).patch(drafts::change).delete(drafts::remove))
        .route("/api/v1/flows/{id}/surroundings", get(publishing::surroundings))
        .route("/api/v1/flows/{id}/publish-preview", get(publishing::preview))
        .route("/api/v1/flows/{id}/publish", post(publishing::publish))
        .route("/api/v1/flows/{id}/revisions", get(publishing::revisions))
        .route("/api/v1/flows/{id}/rollback", post(publishing::rollback))
        .with_state(services);
    with_body_limit(routes, limits::FLOW_DOCUMENT_BYTES)
}

//! The home page's API: what runs here, and what needs a look.

mod failures;
mod overview;

use app::{Services, with_body_limit};
use axum::Router;
use axum::routing::{delete, get, post};

pub fn router(services: Services) -> Router {
    let routes = Router::new()
        .route("/api/v1/overview", get(overview::read))
        .route("/api/v1/failures", get(failures::list))
        .route("/api/v1/failures/{id}", delete(failures::dismiss))
        .route("/api/v1/failures/{id}/body", get(failures::body))
        .route("/api/v1/failures/{id}/retry", post(failures::retry))
        .with_state(services);
    with_body_limit(routes, limits::REQUEST_BODY_BYTES)
}

//! Set-up, login, people and API tokens.

mod session;
mod tokens;
mod users;

use app::{Services, with_body_limit};
use axum::Router;
use axum::routing::{delete, get, patch, post};

pub fn router(services: Services) -> Router {
    let routes = Router::new()
        .route("/api/v1/setup", get(session::setup_state).post(session::setup))
        .route("/api/v1/login", post(session::login))
        .route("/api/v1/logout", post(session::logout))
        .route("/api/v1/me", get(session::me))
        .route("/api/v1/me/password", post(session::change_password))
        .route("/api/v1/users", get(users::list).post(users::create))
        .route("/api/v1/users/{id}", patch(users::change))
        .route("/api/v1/tokens", get(tokens::list).post(tokens::create))
        .route("/api/v1/tokens/{id}", delete(tokens::remove))
        .with_state(services);
    with_body_limit(routes, limits::REQUEST_BODY_BYTES)
}

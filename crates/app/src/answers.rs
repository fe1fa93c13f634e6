//! What holds for every answer of the API, wherever its routes are mounted.

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::middleware::{from_fn, map_response};
use axum::response::Response;

use crate::problem::in_callers_language;

/// The routes, which answer in the caller's language and leave nothing in a cache.
pub fn api(routes: Router) -> Router {
    routes.layer(from_fn(in_callers_language)).layer(map_response(not_stored))
}

/// Answers tell of customers, and change: no cache keeps one unless it says so itself, and no browser takes one for
/// anything else than its content type says.
pub async fn not_stored(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}

//! What holds for every answer of the API, wherever its routes are mounted.

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{from_fn, map_response};
use axum::response::{IntoResponse, Response};

use crate::ApiError;
use crate::problem::in_callers_language;

/// The routes, which answer in the caller's language and leave nothing in a cache.
pub fn api(routes: Router) -> Router {
    routes.layer(map_response(say_methods)).layer(from_fn(in_callers_language)).layer(map_response(not_stored))
}

/// Answers tell of customers, and change: no cache keeps one unless it says so itself, and no browser takes one for
/// anything else than its content type says.
pub async fn not_stored(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}

/// The router itself refuses a method that a path does not have without a word; it adds which ones there are.
async fn say_methods(answer: Response) -> Response {
    if answer.status() != StatusCode::METHOD_NOT_ALLOWED || answer.headers().contains_key(header::CONTENT_TYPE) {
        return answer;
    }
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed").into_response()
}

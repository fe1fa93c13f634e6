//! Requests of an HTTP API.

use app::Services;
use app::problem::in_callers_language;
use axum::Router;
use axum::middleware::from_fn;
use lambda_runtime::Error;

use crate::setup::Lambda;

impl Lambda {
    /// Serves requests by the same router that local mode mounts.
    pub async fn serve_http(self, router: impl FnOnce(Services) -> Router) -> Result<(), Error> {
        lambda_http::run(router(self.services).layer(from_fn(in_callers_language))).await
    }
}

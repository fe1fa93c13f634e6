//! Requests of an HTTP API.

use app::Services;
use axum::Router;
use lambda_runtime::Error;

use crate::setup::Lambda;

impl Lambda {
    /// Serves requests by the same router that local mode mounts.
    pub async fn serve_http(self, router: impl FnOnce(Services) -> Router) -> Result<(), Error> {
        lambda_http::run(app::api(router(self.services))).await
    }
}

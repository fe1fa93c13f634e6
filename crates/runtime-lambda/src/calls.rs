//! What somebody calls: a schedule every minute, or a person by hand.

use app::Services;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::Serialize;

use crate::setup::Lambda;

impl Lambda {
    /// Runs `handle` at every call and answers what it returns, as JSON. A failure shows in the function's errors; a
    /// schedule tries again with its next firing.
    pub async fn serve_calls<F, T, E>(self, handle: F) -> Result<(), Error>
    where
        F: AsyncFn(&Services) -> Result<T, E>,
        T: Serialize,
        E: std::error::Error + Send + Sync + 'static,
    {
        let (services, handle) = (&self.services, &handle);
        lambda_runtime::run(service_fn(move |_: LambdaEvent<serde_json::Value>| async move {
            handle(services).await.map_err(Error::from)
        }))
        .await
    }
}

//! What runs every few minutes.

use app::Services;
use lambda_runtime::{Error, LambdaEvent, service_fn};

use crate::setup::Lambda;

impl Lambda {
    /// Runs `handle` whenever the schedule fires; a failure shows in the function's errors, and the next firing tries
    /// again.
    pub async fn serve_schedule<F, T, E>(self, handle: F) -> Result<(), Error>
    where
        F: AsyncFn(&Services) -> Result<T, E>,
        E: std::error::Error + Send + Sync + 'static,
    {
        let (services, handle) = (&self.services, &handle);
        lambda_runtime::run(service_fn(move |_: LambdaEvent<serde_json::Value>| async move {
            handle(services).await.map(|_| ()).map_err(Error::from)
        }))
        .await
    }
}

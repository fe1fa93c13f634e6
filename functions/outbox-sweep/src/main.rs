//! The function as a Lambda: what it may use, and what feeds it.

use app::Services;
use runtime_lambda::{Error, Setup};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let lambda = Setup::from_env()?.store().queue().timers().start().await?;
    lambda.serve_calls(async |services: &Services| outbox_sweep::handle(services, false).await).await
}

//! The function as a Lambda: what it may use, and what feeds it.

use runtime_lambda::{Error, Setup};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let lambda = Setup::from_env()?.store().changing_secrets().sockets().start().await?;
    lambda.serve_http(channels_api::router).await
}

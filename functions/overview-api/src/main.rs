//! The function as a Lambda: what it may use, and what feeds it.

use runtime_lambda::{Error, Setup};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let lambda = Setup::from_env()?.store().queue().dead_letters().blobs().sockets().start().await?;
    lambda.serve_http(overview_api::router).await
}

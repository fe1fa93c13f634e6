//! The function as a Lambda: what it may use, and what feeds it.

use ports::QueueName;
use runtime_lambda::{Error, Setup};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let lambda = Setup::from_env()?.queue().outbound()?.start().await?;
    lambda.serve_queue(QueueName::HttpCalls, http_call::handle).await
}

//! The function as a Lambda: what it may use, and what feeds it.

use ports::QueueName;
use runtime_lambda::{Error, Setup};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let lambda = Setup::from_env()?.store().queue().secrets().sockets().outbound()?.start().await?;
    lambda.serve_queue(QueueName::Outbound, outbound_send::handle).await
}

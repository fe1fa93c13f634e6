//! The function as a Lambda: what it may use, and what feeds it.

use ports::QueueName;
use runtime_lambda::{Error, Setup};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let lambda = Setup::from_env()?.store().queue().timers().blobs().sockets().sandbox().start().await?;
    lambda.serve_queue(QueueName::Inbound, conversation_turn::handle).await
}

//! The function as a Lambda: what it may use, and what feeds it.

use app::Services;
use runtime_lambda::{Error, Setup, SocketEvent};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let lambda = Setup::from_env()?.store().sockets().start().await?;
    lambda.serve_socket(answer).await
}

async fn answer(services: &Services, event: SocketEvent) -> Result<Vec<String>, u16> {
    Ok(desk_message::handle(services, &event.connection, &event.text).await.into_iter().collect())
}

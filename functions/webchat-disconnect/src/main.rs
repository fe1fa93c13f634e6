//! The function as a Lambda: what it may use, and what feeds it.

use app::Services;
use runtime_lambda::{Error, Setup, SocketEvent};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let lambda = Setup::from_env()?.store().start().await?;
    lambda.serve_socket(disconnect).await
}

async fn disconnect(services: &Services, event: SocketEvent) -> Result<Vec<String>, u16> {
    webchat_disconnect::handle(services, &event.connection).await;
    Ok(Vec::new())
}

//! The function as a Lambda: what it may use, and what feeds it.

use app::Services;
use runtime_lambda::{Error, Setup, SocketEvent};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let lambda = Setup::from_env()?.store().queue().sockets().token_key().start().await?;
    lambda.serve_socket(message).await
}

async fn message(services: &Services, event: SocketEvent) -> Result<Vec<String>, u16> {
    let frames = webchat_message::handle(services, &event.connection, &event.text).await;
    Ok(frames.iter().filter_map(|frame| serde_json::to_string(frame).ok()).collect())
}

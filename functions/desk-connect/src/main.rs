//! The function as a Lambda: what it may use, and what feeds it.

use app::Services;
use runtime_lambda::{Error, Setup, SocketEvent};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let lambda = Setup::from_env()?.store().start().await?;
    lambda.serve_socket(connect_or_forget).await
}

async fn connect_or_forget(services: &Services, event: SocketEvent) -> Result<Vec<String>, u16> {
    if event.is_over {
        desk_connect::forget(services, &event.connection).await;
        return Ok(Vec::new());
    }
    let connected = desk_connect::handle(services, &event.connection, &event.headers).await;
    connected.map(|()| Vec::new()).map_err(|status| status.as_u16())
}

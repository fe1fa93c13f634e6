//! The function as a Lambda: what it may use, and what feeds it.

use app::Services;
use runtime_lambda::{Error, Setup, SocketEvent};
use webchat_connect::Connect;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let lambda = Setup::from_env()?.store().secrets().start().await?;
    lambda.serve_socket(connect).await
}

async fn connect(services: &Services, event: SocketEvent) -> Result<Vec<String>, u16> {
    let SocketEvent { connection, origin, account, .. } = event;
    let connect = Connect { connection: &connection, account: &account, origin: origin.as_deref() };
    webchat_connect::handle(services, connect).await.map(|()| Vec::new()).map_err(|_| 503)
}

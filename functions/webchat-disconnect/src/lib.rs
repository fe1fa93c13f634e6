//! A web chat socket closed: its rows go. Best effort, as the event itself is; rows also expire.

use app::records::ConnectionRecord;
use app::{ReadError, Services, webchat};

pub async fn handle(services: &Services, connection: &str) {
    if let Err(error) = forget(services, connection).await {
        tracing::warn!(%error, "forgetting a web chat socket");
    }
}

async fn forget(services: &Services, connection: &str) -> Result<(), ReadError> {
    let workspace = services.workspace();
    let key = ConnectionRecord::key(connection);
    let Some(record) = services.read::<ConnectionRecord>(workspace, key).await? else { return Ok(()) };
    let identity = webchat::identity(&record.account, record.visitor.as_deref().unwrap_or_default());
    webchat::forget(services, workspace, connection, &identity).await
}

//! Receives LINE's webhooks: checks the signature, parses every event, puts them on the queue, answers 200.

use app::Services;
use conversation::Channel;

/// `POST /webhooks/line/{account}`
pub fn router(services: Services) -> axum::Router {
    app::webhook::router(services, Channel::Line)
}

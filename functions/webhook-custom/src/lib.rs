//! Receives messages from any system that signs by Standard Webhooks.

use app::Services;
use conversation::Channel;

/// `POST /webhooks/custom/{account}`
pub fn router(services: Services) -> axum::Router {
    app::webhook::router(services, Channel::Custom)
}

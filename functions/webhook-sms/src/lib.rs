//! Receives Twilio's webhooks for SMS: messages and delivery reports.

use app::Services;
use conversation::Channel;

/// `POST /webhooks/sms/{account}`
pub fn router(services: Services) -> axum::Router {
    app::webhook::router(services, Channel::Sms)
}

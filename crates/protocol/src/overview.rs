//! The home page: what runs here, and what needs a look.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::channel_accounts::ChannelAccount;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Overview {
    pub version: String,
    pub channels: Vec<ChannelAccount>,
    pub flows: u32,
    pub flows_published: u32,
    pub conversations_in_flow: u32,
    pub conversations_waiting: u32,
    pub conversations_active: u32,
    /// Each of the three stops here and then says "at least".
    pub conversations_counted_to: u32,
    /// Seconds that the customer who waits longest has waited.
    pub longest_wait_s: Option<u64>,
    pub agents_online: u32,
    pub failures: u32,
    /// Sample data was loaded at start.
    pub demo: bool,
}

/// Something that went wrong and waits for a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Failure {
    pub id: String,
    /// `dead_letter`, `unreadable_webhook`, `webhook_for_another`, `rejected_send` or `given_up_send`.
    pub kind: String,
    pub at: String,
    pub what_en: String,
    pub what_ja: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<String>,
    pub can_retry: bool,
    pub can_dismiss: bool,
    /// A flow waits for the answer of this call; the flow goes on as if it had failed when this is deleted.
    pub flow_waits: bool,
    /// What came was kept: `GET /api/v1/failures/{id}/body`.
    pub has_body: bool,
}

//! The OpenAPI document: the operations of `paths` and the types they use.

use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(title = "Tsunagi API", version = "1", description = "Errors are RFC 9457 problem documents."),
    components(schemas(
        crate::channel_accounts::ChannelAccount,
        crate::channel_accounts::ChannelAccountChange,
        crate::channel_accounts::ChannelKind,
        crate::channel_accounts::NewChannelAccount,
        crate::content::Content,
        crate::conversations::ConversationDetail,
        crate::conversations::ConversationSummary,
        crate::conversations::Entry,
        crate::conversations::NewMessage,
        crate::conversations::NewNote,
        crate::conversations::Timeline,
        crate::flows::DraftChange,
        crate::flows::Flow,
        crate::flows::FlowSummary,
        crate::flows::NewFlow,
        crate::flows::PublishPreview,
        crate::flows::PublishRequest,
        crate::flows::Revision,
        crate::flows::RollbackRequest,
        crate::overview::Failure,
        crate::overview::Overview,
        crate::people::CreatedToken,
        crate::people::LoginRequest,
        crate::people::Me,
        crate::people::NewToken,
        crate::people::NewUser,
        crate::people::SetupRequest,
        crate::people::SetupState,
        crate::people::Token,
        crate::people::User,
        crate::people::UserChange,
        crate::problem::Problem,
        crate::simulator::ActRequest,
        crate::simulator::ActResult,
        crate::simulator::ClockState,
        crate::simulator::MoveClock,
        crate::simulator::ProviderCall,
    ))
)]
struct Document;

/// What `/api/openapi.json` answers and the TypeScript client is generated from.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    document.merge(crate::paths::Paths::openapi());
    document
}

/// The document as checked in at `packages/api-client/openapi.json`.
pub fn openapi_json() -> String {
    let mut text = openapi().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

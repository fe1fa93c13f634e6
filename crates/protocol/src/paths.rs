//! The HTTP surface, `/api/v1`, as OpenAPI operations. A test of the binary asks each of them for every role
//! (`crates/local/tests/binary/permissions.rs`).

#![expect(dead_code, reason = "the functions only carry the descriptions")]

use utoipa::OpenApi;

use crate::{channel_accounts, conversations, flows, overview, people, problem::Problem, simulator};

/// Whether the owner still has to be created.
#[utoipa::path(get, path = "/api/v1/setup", operation_id = "setup_state", tag = "people",
    responses((status = 200, body = people::SetupState), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn setup_state() {}

/// Creates the owner with the one-time token.
#[utoipa::path(post, path = "/api/v1/setup", operation_id = "setup", tag = "people",
    request_body = people::SetupRequest,
    responses((status = 200, body = people::Me), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn setup() {}

/// Starts a browser session (an HttpOnly cookie).
#[utoipa::path(post, path = "/api/v1/login", operation_id = "login", tag = "people",
    request_body = people::LoginRequest,
    responses((status = 200, body = people::Me), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn login() {}

/// Ends the browser session.
#[utoipa::path(post, path = "/api/v1/logout", operation_id = "logout", tag = "people",
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn logout() {}

/// Who the caller is and what they may do.
#[utoipa::path(get, path = "/api/v1/me", operation_id = "me", tag = "people",
    responses((status = 200, body = people::Me), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn me() {}

/// Changes the caller's own password. All their other sessions end; this one goes on under a new cookie.
#[utoipa::path(post, path = "/api/v1/me/password", operation_id = "change_password", tag = "people",
    request_body = people::PasswordChange,
    responses((status = 200, body = people::Me), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn change_password() {}

/// Everybody who works here.
#[utoipa::path(get, path = "/api/v1/users", operation_id = "list_users", tag = "people",
    responses((status = 200, body = Vec<people::User>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn list_users() {}

/// Adds a person.
#[utoipa::path(post, path = "/api/v1/users", operation_id = "create_user", tag = "people",
    request_body = people::NewUser,
    responses((status = 201, body = people::User), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn create_user() {}

/// Changes a person's name, role or password, or disables them.
#[utoipa::path(patch, path = "/api/v1/users/{id}", operation_id = "change_user", tag = "people",
    params(("id" = String, Path)),
    request_body = people::UserChange,
    responses((status = 200, body = people::User), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn change_user() {}

/// API tokens, without their secrets.
#[utoipa::path(get, path = "/api/v1/tokens", operation_id = "list_tokens", tag = "people",
    responses((status = 200, body = Vec<people::Token>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn list_tokens() {}

/// Makes an API token; its secret is shown once.
#[utoipa::path(post, path = "/api/v1/tokens", operation_id = "create_token", tag = "people",
    request_body = people::NewToken,
    responses((status = 201, body = people::CreatedToken), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn create_token() {}

/// Revokes an API token.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", operation_id = "delete_token", tag = "people",
    params(("id" = String, Path)),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn delete_token() {}

/// What runs here.
#[utoipa::path(get, path = "/api/v1/overview", operation_id = "overview", tag = "overview",
    responses((status = 200, body = overview::Overview), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn overview() {}

/// What went wrong and waits for a person.
#[utoipa::path(get, path = "/api/v1/failures", operation_id = "list_failures", tag = "overview",
    responses((status = 200, body = Vec<overview::Failure>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn list_failures() {}

/// Tries again.
#[utoipa::path(post, path = "/api/v1/failures/{id}/retry", operation_id = "retry_failure", tag = "overview",
    params(("id" = String, Path)),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn retry_failure() {}

/// What came and could not be read, byte by byte.
#[utoipa::path(get, path = "/api/v1/failures/{id}/body", operation_id = "failure_body", tag = "overview",
    params(("id" = String, Path)),
    responses((status = 200, body = String, content_type = "text/plain"), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn failure_body() {}

/// Takes a failure off the list. A dead letter is deleted, and with it what was never processed; so is a body that was kept.
#[utoipa::path(delete, path = "/api/v1/failures/{id}", operation_id = "dismiss_failure", tag = "overview",
    params(("id" = String, Path)),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn dismiss_failure() {}

/// All flows.
#[utoipa::path(get, path = "/api/v1/flows", operation_id = "list_flows", tag = "flows",
    responses((status = 200, body = Vec<flows::FlowSummary>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn list_flows() {}

/// Makes a flow.
#[utoipa::path(post, path = "/api/v1/flows", operation_id = "create_flow", tag = "flows",
    request_body = flows::NewFlow,
    responses((status = 201, body = flows::Flow), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn create_flow() {}

/// A flow with its draft; `ETag` is its version.
#[utoipa::path(get, path = "/api/v1/flows/{id}", operation_id = "read_flow", tag = "flows",
    params(("id" = String, Path)),
    responses((status = 200, body = flows::Flow), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn read_flow() {}

/// Saves the draft; needs `If-Match`.
#[utoipa::path(patch, path = "/api/v1/flows/{id}", operation_id = "change_flow", tag = "flows",
    params(("id" = String, Path), ("if-match" = Option<String>, Header)),
    request_body = flows::DraftChange,
    responses((status = 200, body = flows::Flow), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn change_flow() {}

/// Removes a flow that no channel account starts. Flows that called it keep what they were published with.
#[utoipa::path(delete, path = "/api/v1/flows/{id}", operation_id = "delete_flow", tag = "flows",
    params(("id" = String, Path)),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn delete_flow() {}

/// What decides about the flow beyond its own document: flows that it calls (`calls`: their names, separated by commas),
/// as they were published, and the channels that start it.
#[utoipa::path(get, path = "/api/v1/flows/{id}/surroundings", operation_id = "flow_surroundings", tag = "flows",
    params(("id" = String, Path), ("calls" = Option<String>, Query)),
    responses((status = 200, body = flows::FlowSurroundings), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn flow_surroundings() {}

/// What publishing the draft would do or, with `revision`, publishing that one again.
#[utoipa::path(get, path = "/api/v1/flows/{id}/publish-preview", operation_id = "publish_preview", tag = "flows",
    params(("id" = String, Path), ("revision" = Option<u32>, Query)),
    responses((status = 200, body = flows::PublishPreview), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn publish_preview() {}

/// Publishes the draft: new conversations start with it at once. `If-Match` refuses a flow that changed since.
#[utoipa::path(post, path = "/api/v1/flows/{id}/publish", operation_id = "publish_flow", tag = "flows",
    params(("id" = String, Path), ("if-match" = Option<String>, Header)),
    request_body = flows::PublishRequest,
    responses((status = 200, body = flows::Flow), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn publish_flow() {}

/// Published revisions, newest first.
#[utoipa::path(get, path = "/api/v1/flows/{id}/revisions", operation_id = "list_revisions", tag = "flows",
    params(("id" = String, Path)),
    responses((status = 200, body = Vec<flows::Revision>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn list_revisions() {}

/// Publishes an earlier revision again. `If-Match` refuses a flow that changed since.
#[utoipa::path(post, path = "/api/v1/flows/{id}/rollback", operation_id = "rollback_flow", tag = "flows",
    params(("id" = String, Path), ("if-match" = Option<String>, Header)),
    request_body = flows::RollbackRequest,
    responses((status = 200, body = flows::Flow), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn rollback_flow() {}

/// Kinds of channels and their settings.
#[utoipa::path(get, path = "/api/v1/channels", operation_id = "list_channels", tag = "channels",
    responses((status = 200, body = Vec<channel_accounts::ChannelKind>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn list_channels() {}

/// What is connected.
#[utoipa::path(get, path = "/api/v1/channel-accounts", operation_id = "list_channel_accounts", tag = "channels",
    responses((status = 200, body = Vec<channel_accounts::ChannelAccount>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn list_channel_accounts() {}

/// Connects an account.
#[utoipa::path(post, path = "/api/v1/channel-accounts", operation_id = "create_channel_account", tag = "channels",
    request_body = channel_accounts::NewChannelAccount,
    responses((status = 201, body = channel_accounts::ChannelAccount), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn create_channel_account() {}

/// Changes an account.
#[utoipa::path(patch, path = "/api/v1/channel-accounts/{channel}/{account}", operation_id = "change_channel_account", tag = "channels",
    params(("channel" = String, Path), ("account" = String, Path)),
    request_body = channel_accounts::ChannelAccountChange,
    responses((status = 200, body = channel_accounts::ChannelAccount), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn change_channel_account() {}

/// Disconnects an account; its history stays.
#[utoipa::path(delete, path = "/api/v1/channel-accounts/{channel}/{account}", operation_id = "delete_channel_account", tag = "channels",
    params(("channel" = String, Path), ("account" = String, Path)),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn delete_channel_account() {}

/// Conversations by state (`waiting`, `mine`, `active`, `flow`, `closed`, `open`), longest wait first.
#[utoipa::path(get, path = "/api/v1/conversations", operation_id = "list_conversations", tag = "conversations",
    params(("state" = Option<String>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = crate::Page<conversations::ConversationSummary>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn list_conversations() {}

/// One conversation.
#[utoipa::path(get, path = "/api/v1/conversations/{id}", operation_id = "read_conversation", tag = "conversations",
    params(("id" = String, Path)),
    responses((status = 200, body = conversations::ConversationDetail), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn read_conversation() {}

/// A customer's timeline on all channels, latest page first.
#[utoipa::path(get, path = "/api/v1/customers/{id}/timeline", operation_id = "read_timeline", tag = "conversations",
    params(("id" = String, Path), ("before" = Option<u64>, Query), ("after" = Option<u64>, Query), ("limit" = Option<u64>, Query)),
    responses((status = 200, body = conversations::Timeline), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn read_timeline() {}

/// The caller answers from now on.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/take-over", operation_id = "take_over", tag = "conversations",
    params(("id" = String, Path)),
    responses((status = 200, body = conversations::ConversationDetail), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn take_over() {}

/// Answers on the customer's channel. Send an `Idempotency-Key`.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/messages", operation_id = "send_message", tag = "conversations",
    params(("id" = String, Path), ("idempotency-key" = Option<String>, Header)),
    request_body = conversations::NewMessage,
    responses((status = 200, body = conversations::ConversationDetail), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn send_message() {}

/// Adds a note that the customer does not see.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/notes", operation_id = "add_note", tag = "conversations",
    params(("id" = String, Path), ("idempotency-key" = Option<String>, Header)),
    request_body = conversations::NewNote,
    responses((status = 200, body = conversations::ConversationDetail), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn add_note() {}

/// Gives the conversation back to the flow.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/hand-back", operation_id = "hand_back", tag = "conversations",
    params(("id" = String, Path)),
    responses((status = 200, body = conversations::ConversationDetail), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn hand_back() {}

/// Closes the conversation.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/close", operation_id = "close_conversation", tag = "conversations",
    params(("id" = String, Path)),
    responses((status = 200, body = conversations::ConversationDetail), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn close_conversation() {}

/// Plays a customer: makes the vendor's signed webhook and posts it to our own route.
#[utoipa::path(post, path = "/api/v1/simulator/{channel}/{account}/acts", operation_id = "simulator_act", tag = "simulator",
    params(("channel" = String, Path), ("account" = String, Path)),
    request_body = simulator::ActRequest,
    responses((status = 200, body = simulator::ActResult), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn simulator_act() {}

/// Calls that the played vendor got, oldest first.
#[utoipa::path(get, path = "/api/v1/simulator/{channel}/{account}/calls", operation_id = "simulator_calls", tag = "simulator",
    params(("channel" = String, Path), ("account" = String, Path), ("to" = Option<String>, Query), ("after" = Option<u64>, Query)),
    responses((status = 200, body = Vec<simulator::ProviderCall>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn simulator_calls() {}

/// The product's clock.
#[utoipa::path(get, path = "/api/v1/simulator/clock", operation_id = "simulator_clock", tag = "simulator",
    responses((status = 200, body = simulator::ClockState), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn simulator_clock() {}

/// Moves the product's clock forward; only with `--demo`.
#[utoipa::path(post, path = "/api/v1/simulator/clock", operation_id = "simulator_move_clock", tag = "simulator",
    request_body = simulator::MoveClock,
    responses((status = 200, body = simulator::ClockState), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
fn simulator_move_clock() {}

#[derive(OpenApi)]
#[openapi(paths(
    setup_state,
    setup,
    login,
    logout,
    me,
    change_password,
    list_users,
    create_user,
    change_user,
    list_tokens,
    create_token,
    delete_token,
    overview,
    list_failures,
    failure_body,
    dismiss_failure,
    retry_failure,
    list_flows,
    create_flow,
    read_flow,
    change_flow,
    delete_flow,
    flow_surroundings,
    publish_preview,
    publish_flow,
    list_revisions,
    rollback_flow,
    list_channels,
    list_channel_accounts,
    create_channel_account,
    change_channel_account,
    delete_channel_account,
    list_conversations,
    read_conversation,
    read_timeline,
    take_over,
    send_message,
    add_note,
    hand_back,
    close_conversation,
    simulator_act,
    simulator_calls,
    simulator_clock,
    simulator_move_clock
))]
pub(crate) struct Paths;

//! What runs here, and what needs a look.

use app::{ApiError, flows};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use conversation::State as Stage;
use ports::Clock;
use protocol::overview::{Failure, Overview};

use crate::failures;
use crate::simulator::CallerOf;
use crate::system::System;

/// Conversations of a state are counted up to here: whoever has more wants to know that, and not how many.
const COUNTED: u32 = 1_000;

pub fn router(system: System) -> Router {
    Router::new()
        .route("/api/v1/overview", get(overview))
        .route("/api/v1/failures", get(list))
        .route("/api/v1/failures/{id}", delete(dismiss))
        .route("/api/v1/failures/{id}/body", get(body))
        .route("/api/v1/failures/{id}/retry", post(retry))
        .with_state(system)
}

async fn overview(State(system): State<System>, _caller: CallerOf) -> Result<Json<Overview>, ApiError> {
    let services = &system.services;
    let flows = flows::list(services).await?;
    let (in_flow, _) = conversations_api::count(services, Stage::Flow, COUNTED).await?;
    let (waiting, since) = conversations_api::count(services, Stage::Queued, COUNTED).await?;
    let (active, _) = conversations_api::count(services, Stage::Active, COUNTED).await?;
    Ok(Json(Overview {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        channels: channels_api::views(services).await?,
        flows: flows.len() as u32,
        flows_published: flows.iter().filter(|flow| flow.published.is_some()).count() as u32,
        conversations_in_flow: in_flow,
        conversations_waiting: waiting,
        conversations_active: active,
        conversations_counted_to: COUNTED,
        longest_wait_s: since.map(|since| system.clock.now_ms().saturating_sub(since) / 1000),
        agents_online: system.hub.present(services.workspace()) as u32,
        failures: failures::count(&system).await? as u32,
        demo: services.config.demo,
    }))
}

async fn list(State(system): State<System>, _caller: CallerOf) -> Result<Json<Vec<Failure>>, ApiError> {
    Ok(Json(failures::list(&system).await?))
}

/// A file, never a page: it is what somebody else sent.
async fn body(State(system): State<System>, caller: CallerOf, Path(id): Path<String>) -> Result<Response, ApiError> {
    app::people::require(&caller.0, protocol::people::Ability::ManageChannels)?;
    let bytes = failures::body(&system, &id).await?;
    let head = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"webhook.txt\""),
    ];
    Ok((head, bytes).into_response())
}

async fn dismiss(
    State(system): State<System>,
    caller: CallerOf,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    app::people::require(&caller.0, protocol::people::Ability::ManageChannels)?;
    failures::dismiss(&system, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn retry(State(system): State<System>, caller: CallerOf, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    app::people::require(&caller.0, protocol::people::Ability::ManageChannels)?;
    failures::retry(&system, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

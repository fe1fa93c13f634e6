//! The simulator's API.

use app::people::{Identified, require};
use app::{ApiError, JsonBody, QueryOf};
use axum::extract::{FromRef, Path, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use conversation::Channel;
use ports::Clock;
use protocol::people::Ability;
use protocol::rfc3339;
use protocol::simulator::{ActRequest, ActResult, ClockState, MoveClock, ProviderCall};
use serde::Deserialize;

use super::acts;
use crate::system::System;

/// Farthest that the clock goes at once.
const FARTHEST_S: u64 = limits::WAIT_SECONDS;

pub fn router(system: System) -> Router {
    Router::new()
        .route("/api/v1/simulator/{channel}/{account}/acts", post(act))
        .route("/api/v1/simulator/{channel}/{account}/calls", get(calls))
        .route("/api/v1/simulator/clock", get(clock).post(move_clock))
        .with_state(system)
}

impl FromRef<System> for app::Services {
    fn from_ref(system: &System) -> Self {
        system.services.clone()
    }
}

async fn act(
    State(system): State<System>,
    caller: CallerOf,
    Path((channel, account)): Path<(String, String)>,
    JsonBody(request): JsonBody<ActRequest>,
) -> Result<Json<ActResult>, ApiError> {
    require(&caller.0, Ability::UseSimulator)?;
    let services = &system.services;
    let channel = Channel::parse(&channel).ok_or_else(ApiError::not_found)?;
    let account = services.account(services.workspace(), channel, &account).await?.ok_or_else(ApiError::not_found)?;
    if !account.record.simulated {
        return Err(ApiError::conflict("simulated_only"));
    }
    if request.from.is_empty() || request.from.len() > 128 {
        return Err(ApiError::invalid("from", "name_invalid"));
    }
    Ok(Json(acts::play(&system.simulator, services, &account, request).await?))
}

#[derive(Deserialize)]
struct CallsQuery {
    to: Option<String>,
    #[serde(default)]
    after: u64,
}

async fn calls(
    State(system): State<System>,
    caller: CallerOf,
    Path((channel, account)): Path<(String, String)>,
    QueryOf(query): QueryOf<CallsQuery>,
) -> Result<Json<Vec<ProviderCall>>, ApiError> {
    require(&caller.0, Ability::UseSimulator)?;
    Ok(Json(system.simulator.calls(&channel, &account, query.to.as_deref(), query.after)))
}

async fn clock(State(system): State<System>, caller: CallerOf) -> Result<Json<ClockState>, ApiError> {
    require(&caller.0, Ability::UseSimulator)?;
    Ok(Json(state(&system)))
}

async fn move_clock(
    State(system): State<System>,
    caller: CallerOf,
    JsonBody(order): JsonBody<MoveClock>,
) -> Result<Json<ClockState>, ApiError> {
    require(&caller.0, Ability::UseSimulator)?;
    if !system.services.config.demo {
        return Err(ApiError::conflict("demo_only"));
    }
    if !(1..=FARTHEST_S).contains(&order.advance_s) {
        return Err(ApiError::invalid("advance_s", "advance_invalid"));
    }
    system.clock.advance(order.advance_s * 1000);
    Ok(Json(state(&system)))
}

fn state(system: &System) -> ClockState {
    ClockState { now: rfc3339(system.clock.now_ms()), moved_s: system.clock.ahead_ms() / 1000 }
}

/// The caller, where the router's state is the whole system.
pub struct CallerOf(pub app::people::Caller);

impl axum::extract::FromRequestParts<System> for CallerOf {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, system: &System) -> Result<Self, ApiError> {
        let Identified(caller) = Identified::from_request_parts(parts, &system.services).await?;
        Ok(Self(caller))
    }
}

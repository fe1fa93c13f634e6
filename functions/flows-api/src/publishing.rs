//! Publishing and rolling back.

use app::flows::{self, PublishOrder};
use app::people::{Identified, require};
use app::{ApiError, JsonBody, QueryOf, Services};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use protocol::flows::{FlowSurroundings, PublishPreview, PublishRequest, Revision, RollbackRequest};
use protocol::people::Ability;
use serde::Deserialize;

use crate::drafts::{answer, flow_id, if_match, tell};

#[derive(Deserialize)]
pub(crate) struct Calls {
    /// Names, separated by commas, which no name has.
    #[serde(default)]
    calls: String,
}

#[derive(Deserialize)]
pub(crate) struct Previewed {
    /// The earlier revision to publish again; the draft when absent.
    revision: Option<u32>,
}

pub(crate) async fn surroundings(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
    QueryOf(Calls { calls }): QueryOf<Calls>,
) -> Result<Json<FlowSurroundings>, ApiError> {
    require(&caller, Ability::ReadFlows)?;
    let calls = calls.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let around = flows::surroundings(&services, &flow_id(&id)?, calls).await?;
    Ok(Json(flows::surroundings_to_wire(around)))
}

pub(crate) async fn preview(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
    QueryOf(Previewed { revision }): QueryOf<Previewed>,
) -> Result<Json<PublishPreview>, ApiError> {
    require(&caller, Ability::ReadFlows)?;
    let id = flow_id(&id)?;
    Ok(Json(match revision {
        Some(number) => flows::rollback_preview(&services, &id, number).await?,
        None => flows::preview(&services, &id).await?,
    }))
}

pub(crate) async fn publish(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
    headers: HeaderMap,
    JsonBody(request): JsonBody<PublishRequest>,
) -> Result<Response, ApiError> {
    require(&caller, Ability::PublishFlows)?;
    let order = PublishOrder {
        by: caller.editor(),
        version: if_match(&headers)?,
        note: request.note,
        override_reason: request.override_reason,
    };
    let loaded = flows::publish(&services, &flow_id(&id)?, order).await?;
    tell(&services).await;
    answer(&services, &caller, StatusCode::OK, &loaded).await
}

pub(crate) async fn revisions(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
) -> Result<Json<Vec<Revision>>, ApiError> {
    require(&caller, Ability::ReadFlows)?;
    let revisions = flows::revisions(&services, &flow_id(&id)?).await?;
    Ok(Json(revisions.iter().map(flows::revision).collect()))
}

pub(crate) async fn rollback(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
    headers: HeaderMap,
    JsonBody(request): JsonBody<RollbackRequest>,
) -> Result<Response, ApiError> {
    require(&caller, Ability::PublishFlows)?;
    let order =
        PublishOrder { by: caller.editor(), version: if_match(&headers)?, note: request.note, override_reason: None };
    let loaded = flows::rollback(&services, &flow_id(&id)?, request.revision, order).await?;
    tell(&services).await;
    answer(&services, &caller, StatusCode::OK, &loaded).await
}

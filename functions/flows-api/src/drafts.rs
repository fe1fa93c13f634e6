//! Drafts.

use app::flows::{self, Draft, Loaded, SaveDraft};
use app::people::{Caller, Identified, abilities, require};
use app::{ApiError, JsonBody, Services};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ids::FlowId;
use protocol::desk_socket::DeskFrame;
use protocol::flows::{DraftChange, FlowSummary, NewFlow};
use protocol::people::Ability;

pub(crate) async fn list(
    State(services): State<Services>,
    Identified(caller): Identified,
) -> Result<Json<Vec<FlowSummary>>, ApiError> {
    require(&caller, Ability::ReadFlows)?;
    let accounts = services.accounts(services.workspace()).await?;
    let records = flows::list(&services).await?;
    Ok(Json(records.iter().map(|record| flows::summary(record, &accounts)).collect()))
}

pub(crate) async fn create(
    State(services): State<Services>,
    Identified(caller): Identified,
    JsonBody(new): JsonBody<NewFlow>,
) -> Result<Response, ApiError> {
    require(&caller, Ability::EditFlows)?;
    let document = new.document.unwrap_or_else(flows::starter_document);
    let loaded = flows::create(&services, &new.name, Draft { document, tests: new.tests }, caller.editor()).await?;
    tell(&services).await;
    answer(&services, &caller, StatusCode::CREATED, &loaded).await
}

pub(crate) async fn read(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    require(&caller, Ability::ReadFlows)?;
    let loaded = flows::by_id(&services, &flow_id(&id)?).await?;
    answer(&services, &caller, StatusCode::OK, &loaded).await
}

pub(crate) async fn change(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
    headers: HeaderMap,
    JsonBody(change): JsonBody<DraftChange>,
) -> Result<Response, ApiError> {
    require(&caller, Ability::EditFlows)?;
    let version = if_match(&headers)?.ok_or_else(version_needed)?;
    let change = SaveDraft { name: change.name, document: change.document, tests: change.tests };
    let loaded = flows::save(&services, &flow_id(&id)?, version, change, caller.editor()).await?;
    tell(&services).await;
    answer(&services, &caller, StatusCode::OK, &loaded).await
}

pub(crate) async fn remove(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    require(&caller, Ability::EditFlows)?;
    flows::remove(&services, &flow_id(&id)?).await?;
    tell(&services).await;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) fn flow_id(id: &str) -> Result<FlowId, ApiError> {
    id.parse().map_err(|_| ApiError::not_found())
}

pub(crate) async fn tell(services: &Services) {
    services.tell_desks(services.workspace(), &DeskFrame::FlowsChanged {}).await;
}

/// The flow with its `ETag`.
pub(crate) async fn answer(
    services: &Services,
    caller: &Caller,
    status: StatusCode,
    loaded: &Loaded,
) -> Result<Response, ApiError> {
    let accounts = services.accounts(services.workspace()).await?;
    let flow = flows::to_wire(loaded, &accounts, abilities(caller.role));
    Ok((status, [(header::ETAG, format!("\"{}\"", loaded.version))], Json(flow)).into_response())
}

/// `If-Match: "7"` names the version that the change was made on, or that was looked at. `None` without the header.
pub(crate) fn if_match(headers: &HeaderMap) -> Result<Option<u64>, ApiError> {
    let Some(given) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let number = given.to_str().unwrap_or_default().trim().trim_start_matches("W/").trim_matches('"');
    number.parse().map(Some).map_err(|_| version_needed())
}

fn version_needed() -> ApiError {
    ApiError::new(StatusCode::PRECONDITION_REQUIRED, "version_needed")
}

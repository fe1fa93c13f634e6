//! Channel accounts. Secrets go in and never come out.

use app::accounts::{AccountChange, NewAccount, change_account, connect_account, remove_account, view, views};
use app::people::{Identified, require};
use app::records::AccountRecord;
use app::{ApiError, JsonBody, Services, flows};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use conversation::Channel;
use ids::FlowId;
use protocol::channel_accounts::{ChannelAccount, ChannelAccountChange, NewChannelAccount};
use protocol::desk_socket::DeskFrame;
use protocol::people::Ability;

pub(crate) async fn list(
    State(services): State<Services>,
    Identified(_caller): Identified,
) -> Result<Json<Vec<ChannelAccount>>, ApiError> {
    Ok(Json(views(&services).await?))
}

pub(crate) async fn create(
    State(services): State<Services>,
    Identified(caller): Identified,
    JsonBody(new): JsonBody<NewChannelAccount>,
) -> Result<(StatusCode, Json<ChannelAccount>), ApiError> {
    if new.simulated && !services.config.simulator {
        return Err(ApiError::invalid("simulated", "no_simulator"));
    }
    // Playing with a simulated account is part of drawing flows; connecting a real one is not.
    require(&caller, if new.simulated { Ability::UseSimulator } else { Ability::ManageChannels })?;
    let order = NewAccount {
        channel: channel(&new.channel)?,
        id: new.id,
        flow: checked_flow(&services, new.flow_id).await?,
        values: new.settings,
        simulated: new.simulated,
    };
    let record = connect_account(&services, services.workspace(), order).await?;
    tell(&services).await;
    Ok((StatusCode::CREATED, Json(one(&services, &record).await?)))
}

pub(crate) async fn change(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path((kind, id)): Path<(String, String)>,
    JsonBody(change): JsonBody<ChannelAccountChange>,
) -> Result<Json<ChannelAccount>, ApiError> {
    // Before anything is said about what exists.
    require(&caller, Ability::UseSimulator)?;
    let found = find(&services, &kind, &id).await?;
    require(&caller, if found.0.simulated { Ability::UseSimulator } else { Ability::ManageChannels })?;
    let flow = match change.flow_id.as_deref() {
        None => None,
        Some("") => Some(None),
        Some(_) => Some(checked_flow(&services, change.flow_id).await?),
    };
    let change = AccountChange { flow, enabled: change.enabled, values: change.settings };
    let record = change_account(&services, services.workspace(), found, change).await?;
    tell(&services).await;
    Ok(Json(one(&services, &record).await?))
}

pub(crate) async fn remove(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path((kind, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    require(&caller, Ability::ManageChannels)?;
    remove_account(&services, services.workspace(), channel(&kind)?, &id).await?;
    tell(&services).await;
    Ok(StatusCode::NO_CONTENT)
}

async fn tell(services: &Services) {
    services.tell_desks(services.workspace(), &DeskFrame::ChannelsChanged {}).await;
}

fn channel(name: &str) -> Result<Channel, ApiError> {
    Channel::parse(name).ok_or_else(|| ApiError::invalid("channel", "channel_unknown"))
}

/// The account and its version.
async fn find(services: &Services, kind: &str, id: &str) -> Result<(AccountRecord, u64), ApiError> {
    let channel = Channel::parse(kind).ok_or_else(ApiError::not_found)?;
    let found = services.read_versioned(services.workspace(), AccountRecord::key(channel, id)).await?;
    found.ok_or_else(ApiError::not_found)
}

async fn checked_flow(services: &Services, id: Option<String>) -> Result<Option<FlowId>, ApiError> {
    let Some(id) = id else { return Ok(None) };
    let unknown = || ApiError::invalid("flow_id", "not_found");
    let id: FlowId = id.parse().map_err(|_| unknown())?;
    let found = flows::list(services).await?.into_iter().any(|flow| flow.id == id);
    if found { Ok(Some(id)) } else { Err(unknown()) }
}

async fn one(services: &Services, record: &AccountRecord) -> Result<ChannelAccount, ApiError> {
    let names = flows::list(services).await?.into_iter().map(|flow| (flow.id.clone(), flow)).collect();
    Ok(view(services, record, &names))
}

//! What runs here, in figures.

use app::accounts::views;
use app::people::Identified;
use app::records::{LIST_SHARDS, list_partition};
use app::{ApiError, Services, flows};
use axum::Json;
use axum::extract::State;
use conversation::State as Stage;
use futures::future::try_join_all;
use ports::{Item, Query, Topic};
use protocol::overview::Overview;

use crate::failures;

/// Conversations of a state are counted up to here: whoever has more wants to know that, and not how many.
const COUNTED: u32 = 1_000;

pub(crate) async fn read(
    State(services): State<Services>,
    Identified(_caller): Identified,
) -> Result<Json<Overview>, ApiError> {
    let services = &services;
    let flows = flows::list(services).await?;
    let (in_flow, _) = count(services, Stage::Flow).await?;
    let (waiting, since) = count(services, Stage::Queued).await?;
    let (active, _) = count(services, Stage::Active).await?;
    let desks = Topic::Desk(services.workspace().clone());
    Ok(Json(Overview {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        channels: views(services).await?,
        flows: flows.len() as u32,
        flows_published: flows.iter().filter(|flow| flow.published.is_some()).count() as u32,
        conversations_in_flow: in_flow,
        conversations_waiting: waiting,
        conversations_active: active,
        conversations_counted_to: COUNTED,
        longest_wait_s: since.map(|since| services.now_ms().saturating_sub(since) / 1000),
        agents_online: services.sockets.present(&desks).await as u32,
        failures: failures::count(services).await? as u32,
        demo: services.config.demo,
    }))
}

/// How many conversations are in a state, and since when the first is in it.
async fn count(services: &Services, state: Stage) -> Result<(u32, Option<u64>), ApiError> {
    let queries = (0..LIST_SHARDS).map(|shard| {
        let query = Query { limit: COUNTED as usize, ..Query::partition(list_partition(state, shard)) };
        services.store.query(services.workspace(), query)
    });
    let rows: Vec<Item> = try_join_all(queries).await?.into_iter().flat_map(|page| page.items).collect();
    let since = rows.iter().filter_map(|row| row.key.sort.split_once('#')?.0.parse().ok()).min();
    Ok((COUNTED.min(rows.len() as u32), since))
}

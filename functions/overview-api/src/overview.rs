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
const COUNTED: usize = 1_000;

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
        conversations_counted_to: COUNTED as u32,
        longest_wait_s: since.map(|since| services.now_ms().saturating_sub(since) / 1000),
        agents_online: services.sockets.present(&desks).await as u32,
        failures: failures::count(services).await? as u32,
        demo: services.config.demo,
    }))
}

/// How many conversations are in a state, and since when the first is in it.
async fn count(services: &Services, state: Stage) -> Result<(u32, Option<u64>), ApiError> {
    let mut queries: Vec<Query> =
        (0..LIST_SHARDS).map(|shard| Query::partition(list_partition(state, shard))).collect();
    let mut rows: Vec<Item> = Vec::new();
    // All shards give their part of what is still to be counted, and then those that have more.
    while !queries.is_empty() && rows.len() < COUNTED {
        let limit = (COUNTED - rows.len()).div_ceil(queries.len());
        let pages =
            queries.iter().map(|query| services.store.query(services.workspace(), Query { limit, ..query.clone() }));
        let pages = try_join_all(pages).await?;
        let mut unread = Vec::new();
        for (query, page) in queries.into_iter().zip(pages) {
            if page.more {
                unread.push(Query { after: page.items.last().map(|row| row.key.sort.clone()), ..query });
            }
            rows.extend(page.items);
        }
        queries = unread;
    }
    let since = rows.iter().filter_map(|row| row.key.sort.split_once('#')?.0.parse().ok()).min();
    Ok((COUNTED.min(rows.len()) as u32, since))
}

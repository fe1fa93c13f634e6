//! Lists by state, and one conversation.

use app::people::{Identified, require};
use app::records::{ConversationRecord, LIST_SHARDS, decode, list_partition, thread_key};
use app::{ApiError, QueryOf, Services};
use axum::Json;
use axum::extract::{Path, State};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use conversation::{State as Stage, Thread};
use futures::future::try_join_all;
use ids::ConversationId;
use ports::Item;
use protocol::Page;
use protocol::conversations::{ConversationDetail, ConversationSummary};
use protocol::people::Ability;
use serde::Deserialize;

use crate::view::{assignee, detail, summaries};

/// Conversations on one page of a list.
const PAGE: usize = 50;

/// Pages read for one request. Who has no conversation among so many others goes on from there with the next request.
const PAGES: usize = 4;

#[derive(Deserialize)]
pub(crate) struct ListQuery {
    #[serde(default)]
    state: String,
    cursor: Option<String>,
}

/// Which states a list shows, and whether only the caller's own.
struct Filter {
    states: &'static [Stage],
    mine: bool,
    newest_first: bool,
}

fn filter(name: &str) -> Result<Filter, ApiError> {
    let (states, mine): (&'static [Stage], bool) = match name {
        "waiting" => (&[Stage::Queued], false),
        "mine" => (&[Stage::Active], true),
        "active" => (&[Stage::Active], false),
        "flow" => (&[Stage::Flow], false),
        "closed" => (&[Stage::Closed], false),
        "" | "open" => (&[Stage::Queued, Stage::Active, Stage::Flow], false),
        _ => return Err(ApiError::invalid("state", "state_invalid")),
    };
    Ok(Filter { states, mine, newest_first: matches!(name, "closed" | "flow") })
}

pub(crate) async fn list(
    State(services): State<Services>,
    Identified(caller): Identified,
    QueryOf(query): QueryOf<ListQuery>,
) -> Result<Json<Page<ConversationSummary>>, ApiError> {
    require(&caller, Ability::ReadConversations)?;
    let filter = filter(&query.state)?;
    let (mut items, mut last) = (Vec::new(), query.cursor.as_deref().map(read_cursor).transpose()?);
    for _ in 0..PAGES {
        let mut rows = rows(&services, &filter, last.as_deref()).await?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        last = rows.last().filter(|_| more).map(|row| row.key.sort.clone());
        let mut threads = threads(&services, rows).await?;
        threads.retain(|thread| !filter.mine || assignee(thread) == Some(&caller.user));
        items.extend(summaries(&services, &caller, &threads).await?);
        if !items.is_empty() || last.is_none() {
            break;
        }
    }
    if !filter.newest_first {
        // Who waits longest for us comes first; those who do not wait come after.
        items.sort_by(|a, b| {
            let waits = |item: &ConversationSummary| (item.waiting_since.is_none(), item.waiting_since.clone());
            waits(a).cmp(&waits(b))
        });
    }
    Ok(Json(Page { items, next_cursor: last.map(|sort| URL_SAFE_NO_PAD.encode(sort)) }))
}

/// The sort key of the last row that a page showed. As it stands it would be cut off in an address, at its `#`.
fn read_cursor(cursor: &str) -> Result<String, ApiError> {
    let sort = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    sort.filter(|sort| sort.len() <= 80 && sort.contains('#'))
        .ok_or_else(|| ApiError::invalid("cursor", "cursor_invalid"))
}

/// The list's rows over all shards and states, one more than a page.
async fn rows(services: &Services, filter: &Filter, cursor: Option<&str>) -> Result<Vec<Item>, ApiError> {
    let partitions = filter.states.iter().flat_map(|state| (0..LIST_SHARDS).map(|shard| list_partition(*state, shard)));
    let queries = partitions.map(|partition| {
        let cursor = cursor.map(str::to_owned);
        let (after, before) = if filter.newest_first { (None, cursor) } else { (cursor, None) };
        services.store.query(
            services.workspace(),
            ports::Query { partition, after, before, descending: filter.newest_first, limit: PAGE + 1 },
        )
    });
    let mut rows: Vec<Item> = try_join_all(queries).await?.into_iter().flat_map(|page| page.items).collect();
    rows.sort_by(|a, b| a.key.sort.cmp(&b.key.sort));
    if filter.newest_first {
        rows.reverse();
    }
    rows.truncate(PAGE + 1);
    Ok(rows)
}

async fn threads(services: &Services, rows: Vec<Item>) -> Result<Vec<Thread>, ApiError> {
    let mut wanted = Vec::with_capacity(rows.len());
    for row in &rows {
        let customer: ids::CustomerId = decode(row)?;
        let id = row.key.sort.split_once('#').and_then(|(_, id)| id.parse::<ConversationId>().ok());
        wanted.extend(id.map(|id| (customer, id)));
    }
    let workspace = services.workspace();
    let heads: Vec<_> = wanted.iter().map(|(customer, _)| thread_key(customer)).collect();
    let records: Vec<_> = wanted.iter().map(|(_, id)| ConversationRecord::key(id)).collect();
    let heads = services.store.get(workspace, &heads).await?;
    let records = services.store.get(workspace, &records).await?;
    let mut threads = Vec::with_capacity(wanted.len());
    for ((head, record), (_, id)) in heads.into_iter().zip(records).zip(&wanted) {
        let (Some(head), Some(record)) = (head, record) else { continue };
        threads.push(thread_at(decode(&head)?, decode(&record)?, id));
    }
    Ok(threads)
}

/// The thread with this conversation in front: the current one as it is, an earlier one as it ended.
fn thread_at(mut thread: Thread, record: ConversationRecord, id: &ConversationId) -> Thread {
    if thread.conversation.as_ref().is_none_or(|current| current.id != *id) {
        thread.conversation = Some(record.conversation);
    }
    thread
}

pub(crate) async fn read(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
) -> Result<Json<ConversationDetail>, ApiError> {
    require(&caller, Ability::ReadConversations)?;
    let thread = load(&services, &id).await?;
    Ok(Json(detail(&services, &caller, &thread).await?))
}

pub(crate) async fn load(services: &Services, id: &str) -> Result<Thread, ApiError> {
    let id: ConversationId = id.parse().map_err(|_| ApiError::not_found())?;
    let workspace = services.workspace();
    let record: ConversationRecord =
        services.read(workspace, ConversationRecord::key(&id)).await?.ok_or_else(ApiError::not_found)?;
    let thread: Thread =
        services.read(workspace, thread_key(&record.customer)).await?.ok_or_else(ApiError::not_found)?;
    Ok(thread_at(thread, record, &id))
}

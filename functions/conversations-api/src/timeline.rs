//! The timeline of a customer, over all channels.

use std::collections::BTreeMap;

use app::people::{Identified, require};
use app::records::{DeliveryRecord, thread_key};
use app::{ApiError, EntryPage, EntryQuery, QueryOf, Services};
use axum::Json;
use axum::extract::{Path, State};
use conversation::{Author, DeliveryStatus, Entry, EntryBody};
use ids::{CustomerId, UserId};
use protocol::conversations as wire;
use protocol::people::Ability;
use protocol::rfc3339;
use serde::Deserialize;

use crate::view::person;

#[derive(Deserialize)]
pub(crate) struct TimelineQuery {
    before: Option<u64>,
    after: Option<u64>,
    limit: Option<usize>,
}

pub(crate) async fn read(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
    QueryOf(query): QueryOf<TimelineQuery>,
) -> Result<Json<wire::Timeline>, ApiError> {
    require(&caller, Ability::ReadConversations)?;
    let customer: CustomerId = id.parse().map_err(|_| ApiError::not_found())?;
    let workspace = services.workspace();
    if services.store.get(workspace, &[thread_key(&customer)]).await?.pop().flatten().is_none() {
        return Err(ApiError::not_found());
    }
    // With `after` the client catches up forwards; otherwise it reads backwards from the end or from `before`.
    let descending = query.after.is_none();
    let limit = query.limit.unwrap_or(limits::PAGE_ITEMS).clamp(1, limits::PAGE_ITEMS);
    let wanted = EntryQuery { after: query.after, before: query.before, descending, limit };
    let EntryPage { mut entries, more } = services.entries(workspace, &customer, wanted).await?;
    if descending {
        entries.reverse();
    }
    let entries = on_the_wire(&services, &customer, entries).await?;
    Ok(Json(wire::Timeline { entries, more }))
}

async fn on_the_wire(
    services: &Services,
    customer: &CustomerId,
    entries: Vec<Entry>,
) -> Result<Vec<wire::Entry>, ApiError> {
    let mut sends = entries.iter().filter(|entry| entry.is_send()).map(|entry| entry.seq);
    let deliveries = match sends.next() {
        Some(first) => {
            let last = sends.next_back().unwrap_or(first);
            Some(services.deliveries(services.workspace(), customer, first, last).await?)
        }
        None => None,
    };
    let mut names: BTreeMap<UserId, wire::Person> = BTreeMap::new();
    let mut result = Vec::with_capacity(entries.len());
    for entry in entries {
        if let Author::Agent(id) = &entry.author
            && !names.contains_key(id)
        {
            names.insert(id.clone(), person(services, id).await?);
        }
        let of_send = deliveries.as_ref().filter(|_| entry.is_send());
        let delivery = of_send.map(|deliveries| delivery(deliveries.of(entry.seq)));
        result.push(one(entry, delivery, &names));
    }
    Ok(result)
}

fn one(entry: Entry, delivery: Option<wire::Delivery>, names: &BTreeMap<UserId, wire::Person>) -> wire::Entry {
    let author = match entry.author {
        Author::Customer => wire::Author::Customer,
        Author::Flow { node } => wire::Author::Flow { node },
        Author::System => wire::Author::System,
        Author::Agent(id) => wire::Author::Agent {
            name: names.get(&id).map(|person| person.name.clone()).unwrap_or_default(),
            id: id.to_string(),
        },
    };
    let body = match entry.body {
        EntryBody::Message { content, unsent, .. } => wire::EntryBody::Message { content: (&content).into(), unsent },
        EntryBody::Note { text } => wire::EntryBody::Note { text },
        EntryBody::Event { kind, detail } => {
            let code = detail.split_once(" (").filter(|_| kind == conversation::EventKind::FlowProblem);
            let code = code.map(|(code, _)| code.to_owned());
            wire::EntryBody::Event { event: kind.as_str().to_owned(), detail, code }
        }
    };
    wire::Entry {
        seq: entry.seq,
        at: rfc3339(entry.at_ms),
        conversation_id: entry.conversation.map(|id| id.to_string()).unwrap_or_default(),
        channel: entry.identity.as_ref().map(|it| it.channel.as_str().to_owned()),
        account: entry.identity.map(|it| it.account),
        author,
        body,
        delivery,
    }
}

fn delivery(record: Option<DeliveryRecord>) -> wire::Delivery {
    let (status, degraded, resent, error) = match record {
        Some(record) => (record.status, record.degraded, record.resent, record.error),
        None => (DeliveryStatus::Pending, Vec::new(), false, None),
    };
    let name = |value: serde_json::Value| value.as_str().map(str::to_owned).unwrap_or_default();
    wire::Delivery {
        status: serde_json::to_value(status).map(name).unwrap_or_default(),
        degraded: degraded.into_iter().filter_map(|it| serde_json::to_value(it).ok()).map(name).collect(),
        resent,
        error,
    }
}

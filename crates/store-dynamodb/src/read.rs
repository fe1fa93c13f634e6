//! Reads. All are consistent: a turn reads what the turn before it wrote, and half a read unit is not worth a doubt.

use std::collections::HashMap;

use aws_client::Failure;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, ReturnConsumedCapacity};
use ids::WorkspaceId;
use ports::{Item, Key, Page, Query, StoreError};

use crate::commit::pause;
use crate::item::{Attributes, item_of, key_attributes, partition_key};
use crate::store::DynamoStore;

const TOTAL: ReturnConsumedCapacity = ReturnConsumedCapacity::Total;

/// Keys of one `BatchGetItem`.
const BATCH_KEYS: usize = 100;

/// Rounds of a batch whose rest DynamoDB put off: it does so above 16 MB, and when it is pressed.
const ROUNDS: u32 = 6;

pub(crate) async fn get(
    store: &DynamoStore,
    workspace: &WorkspaceId,
    keys: &[Key],
) -> Result<Vec<Option<Item>>, StoreError> {
    // DynamoDB refuses a whole request for a key that is not possible.
    let mut distinct: Vec<&Key> = keys.iter().filter(|key| key.is_possible()).collect();
    // A batch may name each key once.
    distinct.sort();
    distinct.dedup();
    if let [only] = &*distinct {
        let item = get_one(store, workspace, only).await?;
        return Ok(keys.iter().map(|key| item.clone().filter(|_| key == *only)).collect());
    }
    let mut found = HashMap::with_capacity(distinct.len());
    for batch in distinct.chunks(BATCH_KEYS) {
        get_batch(store, workspace, batch, &mut found).await?;
    }
    Ok(keys.iter().map(|key| found.get(key).cloned()).collect())
}

async fn get_one(store: &DynamoStore, workspace: &WorkspaceId, key: &Key) -> Result<Option<Item>, StoreError> {
    let get = store.reads.get_item().table_name(&store.table).set_key(Some(key_attributes(workspace, key)));
    let output = get.consistent_read(true).return_consumed_capacity(TOTAL).send().await;
    let output = output.map_err(|error| not_read(Failure::of(&error)))?;
    store.meter.read(output.consumed_capacity.as_slice());
    output.item.map(|attributes| item_of(workspace, attributes)).transpose()
}

async fn get_batch(
    store: &DynamoStore,
    workspace: &WorkspaceId,
    keys: &[&Key],
    found: &mut HashMap<Key, Item>,
) -> Result<(), StoreError> {
    let keys = keys.iter().map(|key| key_attributes(workspace, key)).collect();
    let wanted = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build();
    let wanted = wanted.map_err(|error| StoreError::Refused(error.to_string()))?;
    let mut rest = HashMap::from([(store.table.clone(), wanted)]);
    for round in 1..=ROUNDS {
        let batch = store.reads.batch_get_item().set_request_items(Some(rest)).return_consumed_capacity(TOTAL);
        let output = batch.send().await.map_err(|error| not_read(Failure::of(&error)))?;
        store.meter.read(output.consumed_capacity());
        for attributes in output.responses.into_iter().flat_map(HashMap::into_values).flatten() {
            let item = item_of(workspace, attributes)?;
            found.insert(item.key.clone(), item);
        }
        rest = output.unprocessed_keys.unwrap_or_default();
        if rest.is_empty() {
            return Ok(());
        }
        pause(round).await;
    }
    Err(StoreError::Unavailable("the table keeps putting off a part of a batch".to_owned()))
}

pub(crate) async fn query(store: &DynamoStore, workspace: &WorkspaceId, query: Query) -> Result<Page, StoreError> {
    let empty = Page { items: Vec::new(), more: false };
    if let (Some(after), Some(before)) = (&query.after, &query.before)
        && after >= before
    {
        return Ok(empty);
    }
    let Some(Range { expression, values, mut start }) = range(workspace, &query) else { return Ok(empty) };

    // One item more than asked says whether there are more.
    let wanted = query.limit.saturating_add(1);
    let mut items: Vec<Item> = Vec::new();
    loop {
        let page = i32::try_from(wanted - items.len()).unwrap_or(i32::MAX);
        let call = store.reads.query().table_name(&store.table).key_condition_expression(expression);
        let call = call.set_expression_attribute_values(Some(values.clone())).set_exclusive_start_key(start);
        let call = call.scan_index_forward(!query.descending).limit(page).consistent_read(true);
        let output = call.return_consumed_capacity(TOTAL).send().await;
        let output = output.map_err(|error| not_read(Failure::of(&error)))?;
        store.meter.read(output.consumed_capacity.as_slice());
        for attributes in output.items.unwrap_or_default() {
            items.push(item_of(workspace, attributes)?);
        }
        start = output.last_evaluated_key.filter(|key| !key.is_empty());
        if start.is_none() || items.len() >= wanted {
            break;
        }
    }
    let more = items.len() > query.limit;
    items.truncate(query.limit);
    Ok(Page { items, more })
}

struct Range {
    expression: &'static str,
    values: Attributes,
    start: Option<Attributes>,
}

/// DynamoDB takes one comparison of the sort key. With both bounds, the one that the reading begins at is given as the
/// key to go on from, which need not exist. `None` when no key can lie there.
fn range(workspace: &WorkspaceId, query: &Query) -> Option<Range> {
    if query.partition.is_empty() || query.before.as_deref() == Some("") {
        return None;
    }
    // Every key lies after the empty one.
    let after = query.after.as_ref().filter(|sort| !sort.is_empty());
    let partition = AttributeValue::S(partition_key(workspace, &query.partition));
    let mut values = Attributes::from([(":pk".to_owned(), partition)]);
    let mut compare = |sort: &String, expression| {
        values.insert(":sk".to_owned(), AttributeValue::S(sort.clone()));
        expression
    };
    const AFTER: &str = "pk = :pk AND sk > :sk";
    const BEFORE: &str = "pk = :pk AND sk < :sk";
    let start_at = |sort: &String| Some(key_attributes(workspace, &Key::new(&query.partition, sort)));
    let (expression, start) = match (after, &query.before) {
        (None, None) => ("pk = :pk", None),
        (Some(after), None) => (compare(after, AFTER), None),
        (None, Some(before)) => (compare(before, BEFORE), None),
        (Some(after), Some(before)) if query.descending => (compare(after, AFTER), start_at(before)),
        (Some(after), Some(before)) => (compare(before, BEFORE), start_at(after)),
    };
    Some(Range { expression, values, start })
}

fn not_read(failure: Failure) -> StoreError {
    match failure {
        Failure::Refused { .. } => StoreError::Refused(failure.to_string()),
        _ => StoreError::Unavailable(failure.to_string()),
    }
}

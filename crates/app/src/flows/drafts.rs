//! Drafts: kept as they are written, problems or not, each save on top of the version it was made from.

use axum::http::StatusCode;
use ids::FlowId;
use ports::{Commit, CommitOutcome, Condition, Op};
use serde_json::Value;

use super::is_flow_name;
use crate::records::{AccountRecord, Editor, FlowName, FlowRecord, decode, put};
use crate::{ApiError, Services};

/// A flow with its draft.
pub struct Loaded {
    pub record: FlowRecord,
    pub version: u64,
    pub draft: Draft,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub document: Value,
    pub tests: Vec<Value>,
}

/// What a save changes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SaveDraft {
    pub name: Option<String>,
    pub document: Option<Value>,
    pub tests: Option<Vec<Value>>,
}

pub async fn create(services: &Services, name: &str, draft: Draft, by: Editor) -> Result<Loaded, ApiError> {
    if !is_flow_name(name) {
        return Err(ApiError::invalid("name", "flow_name_invalid"));
    }
    check_size(&draft.document)?;
    let now_ms = services.now_ms();
    let id = FlowId::mint(now_ms, services.ids.random());
    let record = FlowRecord {
        draft: write_blob(services, &id, "document", 1, &draft.document).await?,
        draft_published: false,
        tests: write_blob(services, &id, "tests", 1, &Value::from(draft.tests.clone())).await?,
        id: id.clone(),
        name: name.to_owned(),
        updated_ms: now_ms,
        updated_by: Some(by),
        published: None,
        removed: false,
    };
    let ops = vec![
        put(FlowName::key(name), &FlowName { flow: id.clone() }, Condition::Absent),
        put(FlowRecord::key(&id), &record, Condition::Absent),
    ];
    match services.store.commit(services.workspace(), Commit { ops, now_ms }).await? {
        CommitOutcome::Committed => Ok(Loaded { record, version: 1, draft }),
        CommitOutcome::ConditionFailed { .. } => Err(ApiError::conflict("flow_name_taken").at("name")),
        _ => Err(ApiError::unavailable()),
    }
}

pub async fn by_id(services: &Services, id: &FlowId) -> Result<Loaded, ApiError> {
    let (before, version) = record(services, id).await?;
    match with_draft(services, before, version).await {
        Ok(loaded) => Ok(loaded),
        // A save removes the draft that it replaces: somebody saved between our two reads, or it is truly missing.
        Err(missing) => match record(services, id).await? {
            (after, now) if now != version => with_draft(services, after, now).await,
            _ => Err(missing),
        },
    }
}

async fn with_draft(services: &Services, record: FlowRecord, version: u64) -> Result<Loaded, ApiError> {
    let document = read_blob(services, &record.draft).await?;
    let tests = match read_blob(services, &record.tests).await? {
        Value::Array(tests) => tests,
        _ => Vec::new(),
    };
    Ok(Loaded { record, version, draft: Draft { document, tests } })
}

pub(super) async fn record(services: &Services, id: &FlowId) -> Result<(FlowRecord, u64), ApiError> {
    services
        .read_versioned::<FlowRecord>(services.workspace(), FlowRecord::key(id))
        .await?
        .filter(|(record, _)| !record.removed)
        .ok_or_else(ApiError::not_found)
}

pub async fn by_name(services: &Services, name: &str) -> Result<Option<FlowId>, ApiError> {
    let found = services.read::<FlowName>(services.workspace(), FlowName::key(name)).await?;
    Ok(found.map(|found| found.flow))
}

pub async fn list(services: &Services) -> Result<Vec<FlowRecord>, ApiError> {
    let items = services.read_all(services.workspace(), FlowRecord::PARTITION).await?;
    let records = items.iter().map(decode::<FlowRecord>).collect::<Result<Vec<_>, _>>()?;
    Ok(records.into_iter().filter(|record| !record.removed).collect())
}

/// Saves over `version`; refused when somebody else saved since.
pub async fn save(
    services: &Services,
    id: &FlowId,
    version: u64,
    change: SaveDraft,
    by: Editor,
) -> Result<Loaded, ApiError> {
    let mut loaded = by_id(services, id).await?;
    if loaded.version != version {
        return Err(changed(&loaded.record));
    }
    let mut ops = Vec::new();
    let mut replaced = Vec::new();
    let record = &mut loaded.record;
    if let Some(name) = change.name.filter(|name| *name != record.name) {
        if !is_flow_name(&name) {
            return Err(ApiError::invalid("name", "flow_name_invalid"));
        }
        ops.push(put(FlowName::key(&name), &FlowName { flow: id.clone() }, Condition::Absent));
        ops.push(Op::Delete { key: FlowName::key(&record.name), condition: Condition::Always });
        record.name = name;
    }
    if let Some(document) = change.document {
        check_size(&document)?;
        let name = write_blob(services, id, "document", version + 1, &document).await?;
        let old = std::mem::replace(&mut record.draft, name);
        let published = record.published.as_ref().is_some_and(|revision| revision.document == old);
        if !std::mem::take(&mut record.draft_published) && !published {
            replaced.push(old);
        }
        loaded.draft.document = document;
    }
    if let Some(tests) = change.tests {
        let tests = Value::from(tests);
        check_size(&tests)?;
        let name = write_blob(services, id, "tests", version + 1, &tests).await?;
        replaced.push(std::mem::replace(&mut record.tests, name));
        loaded.draft.tests = match tests {
            Value::Array(tests) => tests,
            _ => Vec::new(),
        };
    }
    record.updated_ms = services.now_ms();
    record.updated_by = Some(by);
    ops.push(put(FlowRecord::key(id), record, Condition::Version(version)));
    let names_first = ops.len() > 1;
    match services.store.commit(services.workspace(), Commit { ops, now_ms: services.now_ms() }).await? {
        CommitOutcome::Committed => {
            forget(services, replaced).await;
            Ok(Loaded { version: version + 1, ..loaded })
        }
        CommitOutcome::ConditionFailed { index: 0, .. } if names_first => {
            Err(ApiError::conflict("flow_name_taken").at("name"))
        }
        CommitOutcome::ConditionFailed { .. } => Err(changed(&self::record(services, id).await?.0)),
        _ => Err(ApiError::unavailable()),
    }
}

/// Removes drafts that nothing points to any more. One that stays costs room and nothing else.
async fn forget(services: &Services, blobs: Vec<String>) {
    for name in blobs {
        if let Err(error) = services.blobs.delete(services.workspace(), &name).await {
            tracing::warn!(%error, name, "removing a replaced draft");
        }
    }
}

/// Somebody else saved since; the front end says who.
pub(super) fn changed(now: &FlowRecord) -> ApiError {
    let error = ApiError::new(StatusCode::PRECONDITION_FAILED, "version_changed");
    match &now.updated_by {
        Some(by) => error.with(serde_json::json!({ "updated_by": { "id": by.id, "name": by.name } })),
        None => error,
    }
}

/// Removes a flow that nothing starts. Conversations that run in it finish.
pub async fn remove(services: &Services, id: &FlowId) -> Result<(), ApiError> {
    let (mut record, version) = record(services, id).await?;
    let workspace = services.workspace();
    let users: Vec<AccountRecord> =
        services.accounts(workspace).await?.into_iter().filter(|account| account.flow.as_ref() == Some(id)).collect();
    if let Some(user) = users.first() {
        let name = format!("{}/{}", user.channel.as_str(), user.id);
        return Err(ApiError::conflict("flow_in_use").about(name));
    }
    record.removed = true;
    let ops = vec![
        put(FlowRecord::key(id), &record, Condition::Version(version)),
        Op::Delete { key: FlowName::key(&record.name), condition: Condition::Always },
    ];
    match services.store.commit(workspace, Commit { ops, now_ms: services.now_ms() }).await? {
        CommitOutcome::Committed => Ok(()),
        CommitOutcome::ConditionFailed { .. } => Err(changed(&self::record(services, id).await?.0)),
        _ => Err(ApiError::unavailable()),
    }
}

fn check_size(value: &Value) -> Result<(), ApiError> {
    if value.to_string().len() > limits::FLOW_DOCUMENT_BYTES {
        let error = ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "flow_too_large");
        return Err(error.about(limits::FLOW_DOCUMENT_BYTES.to_string()));
    }
    Ok(())
}

/// Blobs never change, so every save writes a new one. The version keeps a name from being used again: removing a
/// replaced draft can never take one that says the same later. The hash keeps two saves of one version apart.
async fn write_blob(
    services: &Services,
    flow: &FlowId,
    part: &str,
    version: u64,
    value: &Value,
) -> Result<String, ApiError> {
    let bytes = serde_json::to_vec(value).unwrap_or_default();
    let hash = crate::envelope::hash(&[part, &String::from_utf8_lossy(&bytes)]);
    let name = format!("flow/{flow}/{part}/{version}-{}", &hash[..32]);
    services.blobs.put(services.workspace(), &name, bytes).await?;
    Ok(name)
}

pub(super) async fn read_blob(services: &Services, name: &str) -> Result<Value, ApiError> {
    let bytes = services
        .blobs
        .get(services.workspace(), name)
        .await?
        .ok_or_else(|| ApiError::internal("a flow's document is missing", &name))?;
    serde_json::from_slice(&bytes).map_err(|error| ApiError::internal("reading a flow's document", &error))
}

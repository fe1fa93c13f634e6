//! Drafts: kept as they are written, problems or not, each save on top of the version it was made from.

use axum::http::StatusCode;
use ids::FlowId;
use ports::{Commit, CommitOutcome, Condition, Op};
use serde_json::Value;

use super::is_flow_name;
use crate::records::{AccountRecord, FlowName, FlowRecord, decode, put};
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

pub async fn create(services: &Services, name: &str, draft: Draft) -> Result<Loaded, ApiError> {
    if !is_flow_name(name) {
        return Err(ApiError::invalid("name", "flow_name_invalid"));
    }
    check_size(&draft.document)?;
    let now_ms = services.now_ms();
    let id = FlowId::mint(now_ms, services.ids.random());
    let record = FlowRecord {
        draft: write_blob(services, &id, "document", &draft.document).await?,
        tests: write_blob(services, &id, "tests", &Value::from(draft.tests.clone())).await?,
        id: id.clone(),
        name: name.to_owned(),
        updated_ms: now_ms,
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
    let (record, version) = record(services, id).await?;
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
pub async fn save(services: &Services, id: &FlowId, version: u64, change: SaveDraft) -> Result<Loaded, ApiError> {
    let mut loaded = by_id(services, id).await?;
    if loaded.version != version {
        return Err(changed());
    }
    let mut ops = Vec::new();
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
        record.draft = write_blob(services, id, "document", &document).await?;
        loaded.draft.document = document;
    }
    if let Some(tests) = change.tests {
        let tests = Value::from(tests);
        check_size(&tests)?;
        record.tests = write_blob(services, id, "tests", &tests).await?;
        loaded.draft.tests = match tests {
            Value::Array(tests) => tests,
            _ => Vec::new(),
        };
    }
    record.updated_ms = services.now_ms();
    ops.push(put(FlowRecord::key(id), record, Condition::Version(version)));
    let names_first = ops.len() > 1;
    match services.store.commit(services.workspace(), Commit { ops, now_ms: services.now_ms() }).await? {
        CommitOutcome::Committed => Ok(Loaded { version: version + 1, ..loaded }),
        CommitOutcome::ConditionFailed { index: 0, .. } if names_first => {
            Err(ApiError::conflict("flow_name_taken").at("name"))
        }
        CommitOutcome::ConditionFailed { .. } => Err(changed()),
        _ => Err(ApiError::unavailable()),
    }
}

fn changed() -> ApiError {
    ApiError::new(StatusCode::PRECONDITION_FAILED, "version_changed")
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
        CommitOutcome::ConditionFailed { .. } => Err(changed()),
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

/// Blobs never change, so every save writes a new one.
async fn write_blob(services: &Services, flow: &FlowId, part: &str, value: &Value) -> Result<String, ApiError> {
    let bytes = serde_json::to_vec(value).unwrap_or_default();
    let hash = crate::envelope::hash(&[part, &String::from_utf8_lossy(&bytes)]);
    let name = format!("flow/{flow}/{part}/{}", &hash[..32]);
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

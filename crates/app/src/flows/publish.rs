//! Publishing: read, analyse, test, compile, store the program, point to it. New conversations start with it at
//! once; running ones stay on their own revision (R4).

use axum::http::StatusCode;
use flow_model::{Document, Problem, Severity, analyse, compile};
use ids::FlowId;
use ports::{Commit, CommitOutcome, Condition, Query};
use protocol::flows::{FlowProblem, PublishPreview, TestResult, Words};
use serde_json::{Value, json};

use super::drafts::{Loaded, by_id, changed, read_blob, record};
use super::surroundings::{called_by, surroundings};
use super::tests::run_tests;
use super::wire::{flow_problem, read_problem};
use crate::records::{
    ConversationRecord, Editor, FlowRecord, LIST_SHARDS, RevisionRecord, decode, list_partition, put,
};
use crate::{ApiError, Services};

/// Running conversations, of any flow, that are looked at for the sheet before it says "or more".
const COUNTED: usize = 500;

/// Who publishes, what they looked at, and with what words.
#[derive(Debug, Clone)]
pub struct PublishOrder {
    pub by: Editor,
    /// The flow's version that was looked at; another one is refused. Whatever is current when absent.
    pub version: Option<u64>,
    pub note: String,
    pub override_reason: Option<String>,
}

impl PublishOrder {
    fn check_version(&self, loaded: &Loaded) -> Result<(), ApiError> {
        match self.version {
            Some(version) if version != loaded.version => Err(changed(&loaded.record)),
            _ => Ok(()),
        }
    }
}

/// The draft, checked.
struct Checked {
    document: Option<Document>,
    problems: Vec<FlowProblem>,
    program: Option<flow_model::Program>,
    tests: Vec<TestResult>,
}

impl Checked {
    fn has_errors(&self) -> bool {
        self.program.is_none()
    }
}

/// What publishing the draft would do.
pub async fn preview(services: &Services, id: &FlowId) -> Result<PublishPreview, ApiError> {
    let loaded = by_id(services, id).await?;
    let checked = check(services, &loaded).await?;
    let same =
        loaded.record.published.as_ref().is_some_and(|revision| {
            checked.program.as_ref().is_some_and(|program| program.hash_hex() == revision.hash)
        });
    let (running_conversations, running_is_at_least) = running(services, id).await?;
    Ok(PublishPreview {
        version: loaded.version,
        changes: changes(services, &loaded.record, checked.document.as_ref()).await?,
        running_conversations,
        running_is_at_least,
        can_publish: !checked.has_errors() && !same,
        problems: checked.problems,
        tests: checked.tests,
    })
}

/// What publishing an earlier revision again would do. It was checked and tested when it was made.
pub async fn rollback_preview(services: &Services, id: &FlowId, number: u32) -> Result<PublishPreview, ApiError> {
    let earlier = earlier(services, id, number).await?;
    let (record, version) = record(services, id).await?;
    let document = read_document(services, &earlier).await?;
    let (running_conversations, running_is_at_least) = running(services, id).await?;
    Ok(PublishPreview {
        version,
        changes: changes(services, &record, document.as_ref()).await?,
        running_conversations,
        running_is_at_least,
        can_publish: record.published.as_ref().is_none_or(|revision| revision.hash != earlier.hash),
        problems: Vec::new(),
        tests: Vec::new(),
    })
}

/// From what is published to `after`, in words.
async fn changes(services: &Services, record: &FlowRecord, after: Option<&Document>) -> Result<Vec<Words>, ApiError> {
    let before = match &record.published {
        Some(revision) => read_document(services, revision).await?,
        None => None,
    };
    Ok(match (&before, after) {
        (Some(before), Some(after)) => flow_model::diff(before, after)
            .into_iter()
            .map(|change| Words { en: change.words.en, ja: change.words.ja, node: change.node })
            .collect(),
        _ => Vec::new(),
    })
}

async fn read_document(services: &Services, revision: &RevisionRecord) -> Result<Option<Document>, ApiError> {
    Ok(flow_model::read_value(read_blob(services, &revision.document).await?).ok())
}

/// Publishes the draft. Errors and red tests refuse it with what is wrong.
pub async fn publish(services: &Services, id: &FlowId, order: PublishOrder) -> Result<Loaded, ApiError> {
    let mut loaded = by_id(services, id).await?;
    order.check_version(&loaded)?;
    let checked = check(services, &loaded).await?;
    let Some(program) = checked.program else {
        let error = ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "flow_has_problems");
        return Err(error.with(json!({ "problems": checked.problems })));
    };
    let is_red = checked.tests.iter().any(|test| !test.passed);
    let override_reason = order.override_reason.filter(|reason| !reason.trim().is_empty());
    if is_red && override_reason.is_none() {
        let error = ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "flow_tests_failed");
        return Err(error.with(json!({ "tests": checked.tests })));
    }
    let workspace = services.workspace();
    let hash = program.hash_hex();
    services.blobs.put(workspace, &RevisionRecord::program_blob(&hash), program.bytes).await?;
    let revision = RevisionRecord {
        number: next_number(services, id).await?,
        hash,
        document: loaded.record.draft.clone(),
        published_ms: services.now_ms(),
        published_by: order.by.name,
        note: order.note,
        override_reason: override_reason.filter(|_| is_red),
    };
    loaded.record.draft_published = true;
    point_to(services, loaded, revision).await
}

/// Publishes an earlier revision again, as a new one.
pub async fn rollback(services: &Services, id: &FlowId, number: u32, order: PublishOrder) -> Result<Loaded, ApiError> {
    let earlier = earlier(services, id, number).await?;
    let loaded = by_id(services, id).await?;
    order.check_version(&loaded)?;
    let revision = RevisionRecord {
        number: next_number(services, id).await?,
        published_ms: services.now_ms(),
        published_by: order.by.name,
        note: order.note,
        override_reason: None,
        ..earlier
    };
    point_to(services, loaded, revision).await
}

async fn earlier(services: &Services, id: &FlowId, number: u32) -> Result<RevisionRecord, ApiError> {
    services
        .read::<RevisionRecord>(services.workspace(), RevisionRecord::key(id, number))
        .await?
        .ok_or_else(|| ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "revision_unknown").at("revision"))
}

async fn point_to(services: &Services, loaded: Loaded, revision: RevisionRecord) -> Result<Loaded, ApiError> {
    let Loaded { mut record, version, draft } = loaded;
    let id = record.id.clone();
    record.published = Some(revision.clone());
    let ops = vec![
        put(RevisionRecord::key(&id, revision.number), &revision, Condition::Absent),
        put(FlowRecord::key(&id), &record, Condition::Version(version)),
    ];
    match services.store.commit(services.workspace(), Commit { ops, now_ms: services.now_ms() }).await? {
        CommitOutcome::Committed => Ok(Loaded { record, version: version + 1, draft }),
        CommitOutcome::ConditionFailed { .. } => Err(changed(&self::record(services, &id).await?.0)),
        _ => Err(ApiError::unavailable()),
    }
}

/// Newest first.
pub async fn revisions(services: &Services, id: &FlowId) -> Result<Vec<RevisionRecord>, ApiError> {
    record(services, id).await?;
    let items = services.read_all(services.workspace(), &RevisionRecord::partition(id)).await?;
    let mut revisions = items.iter().map(decode).collect::<Result<Vec<RevisionRecord>, _>>()?;
    revisions.reverse();
    Ok(revisions)
}

async fn next_number(services: &Services, id: &FlowId) -> Result<u32, ApiError> {
    let query = Query { descending: true, limit: 1, ..Query::partition(RevisionRecord::partition(id)) };
    let last = services.store.query(services.workspace(), query).await?.items.pop();
    Ok(match last {
        Some(item) => decode::<RevisionRecord>(&item)?.number + 1,
        None => 1,
    })
}

async fn check(services: &Services, loaded: &Loaded) -> Result<Checked, ApiError> {
    let document = match flow_model::read_value(loaded.draft.document.clone()) {
        Ok(document) => document,
        Err(errors) => {
            let problems = errors.iter().map(read_problem).collect();
            return Ok(Checked { document: None, problems, program: None, tests: Vec::new() });
        }
    };
    let around = surroundings(services, &loaded.record.id, called_by(&document)).await?;
    let context = around.context();
    let problems = analyse(&document, &context);
    let has_errors = problems.iter().any(|problem| problem.severity == Severity::Error);
    let (program, more): (_, Vec<Problem>) = if has_errors {
        (None, Vec::new())
    } else {
        match compile(&document, &|name| around.flows.get(name).cloned()) {
            Ok(program) => (Some(program), Vec::new()),
            Err(problems) => (None, problems),
        }
    };
    let tests = match &program {
        Some(program) => run_tests(&program.bytes, &loaded.draft.tests)?,
        None => Vec::new(),
    };
    let problems = problems.iter().chain(&more).map(flow_problem).collect();
    Ok(Checked { document: Some(document), problems, program, tests })
}

/// Conversations in the flow, and whether there may be more.
async fn running(services: &Services, id: &FlowId) -> Result<(u32, bool), ApiError> {
    let workspace = services.workspace();
    let (mut keys, mut is_at_least) = (Vec::new(), false);
    for shard in 0..LIST_SHARDS {
        let partition = list_partition(conversation::State::Flow, shard);
        let query = Query { limit: COUNTED / LIST_SHARDS as usize, ..Query::partition(partition) };
        let page = services.store.query(workspace, query).await?;
        is_at_least |= page.more;
        for item in page.items {
            let conversation = item.key.sort.split_once('#').and_then(|(_, id)| id.parse().ok());
            keys.extend(conversation.map(|id| ConversationRecord::key(&id)));
        }
    }
    let mut count = 0;
    for item in services.store.get(workspace, &keys).await?.into_iter().flatten() {
        let record: ConversationRecord = decode(&item)?;
        count += u32::from(record.conversation.flow.is_some_and(|run| run.flow == *id));
    }
    Ok((count, is_at_least))
}

/// True when publishing the draft would change anything.
pub(super) fn differs(record: &FlowRecord) -> bool {
    let content = |blob: &str| blob.rsplit('-').next().map(str::to_owned);
    record.published.as_ref().is_none_or(|revision| content(&revision.document) != content(&record.draft))
}

/// The document that a new flow starts from: greets, and hands over to people.
pub fn starter_document() -> Value {
    json!({
        "format": flow_model::FORMAT,
        "languages": ["ja", "en"],
        "time_zone": "Asia/Tokyo",
        "start": "greeting",
        "nodes": {
            "greeting": {
                "kind": "message",
                "settings": { "text": { "ja": "お問い合わせありがとうございます。", "en": "Thank you for contacting us." } },
                "exits": { "next": "people" }
            },
            "people": {
                "kind": "handover",
                "settings": {
                    "text": { "ja": "担当者におつなぎします。", "en": "I am connecting you with a colleague." },
                    "queue": "general"
                },
                "exits": {}
            }
        },
        "layout": { "nodes": { "greeting": { "x": 80.0, "y": 120.0 }, "people": { "x": 400.0, "y": 120.0 } } }
    })
}

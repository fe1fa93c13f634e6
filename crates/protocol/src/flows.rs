//! Flows: drafts, problems, tests, publishing, revisions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::conversations::Person;
use crate::people::Ability;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FlowSummary {
    pub id: String,
    pub name: String,
    /// RFC 3339.
    pub updated_at: String,
    /// Who saved the draft last.
    pub updated_by: Option<Person>,
    /// The revision that new conversations start with.
    pub published: Option<Revision>,
    /// The draft differs from what is published.
    pub has_changes: bool,
    /// Channel accounts that start this flow, as `line/main`.
    pub used_by: Vec<String>,
}

/// A flow with its draft. Its `ETag` header (also `version`) goes into `If-Match` of the next write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Flow {
    pub id: String,
    pub name: String,
    pub version: u64,
    pub updated_at: String,
    pub updated_by: Option<Person>,
    /// A flow document (`tsunagi.flow/1`). A draft may have problems.
    #[schema(value_type = Object)]
    pub document: serde_json::Value,
    /// Flow tests (`tsunagi.flow-test/1`).
    #[schema(value_type = Vec<Object>)]
    pub tests: Vec<serde_json::Value>,
    pub published: Option<Revision>,
    pub has_changes: bool,
    pub used_by: Vec<String>,
    pub abilities: Vec<Ability>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFlow {
    /// Unique in the workspace; letters, digits, spaces, `-` and `_`, at most 80 characters.
    pub name: String,
    /// Starts from this document; a small starter flow when absent.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub document: Option<serde_json::Value>,
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub tests: Vec<serde_json::Value>,
}

/// Saves the draft. Anything that is a JSON object of the right format is kept, problems or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftChange {
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub document: Option<serde_json::Value>,
    #[serde(default)]
    #[schema(value_type = Option<Vec<Object>>)]
    pub tests: Option<Vec<serde_json::Value>>,
}

/// An immutable published version, named by the hash of its program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Revision {
    /// Counts from 1 in this flow.
    pub number: u32,
    /// Lower-case hex SHA-256 of the program.
    pub hash: String,
    pub published_at: String,
    pub published_by: String,
    pub note: String,
    /// Why it was published although a test was red.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub override_reason: Option<String>,
}

/// What decides about a flow beyond its own document, for checking and trying it as publishing will.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FlowSurroundings {
    /// Every published flow by name: documents of those that are called, directly or by another, and placeholders for the
    /// others.
    pub flows: BTreeMap<String, Value>,
    /// What the channels can show that start this flow.
    pub channels: Vec<ChannelLimits>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChannelLimits {
    pub name: String,
    /// UTF-16 units of one message, where a longer text is sent in parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_units: Option<usize>,
    /// Bytes of one message, where a longer text is not sent in parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_bytes: Option<usize>,
    /// Buttons under one message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<usize>,
    /// Characters of a button.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_chars: Option<usize>,
    pub images: bool,
}

/// What publishing would do, for the sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PublishPreview {
    /// The flow's version that this is about: in `If-Match`, it keeps publishing to what was looked at.
    pub version: u64,
    pub changes: Vec<Words>,
    pub problems: Vec<FlowProblem>,
    pub tests: Vec<TestResult>,
    /// Conversations that are in the flow now; they finish on their own revision.
    pub running_conversations: u32,
    /// There were more conversations than were looked at: the number may be larger.
    pub running_is_at_least: bool,
    /// False when there is an error, or nothing changed.
    pub can_publish: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Words {
    pub en: String,
    pub ja: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FlowProblem {
    /// Stable, such as `dead-end`.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    pub node: Option<String>,
    /// Path inside the document.
    pub path: String,
    pub message: Words,
    pub mend: Words,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TestResult {
    pub name: String,
    pub passed: bool,
    /// The step that failed, and what was expected and seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<Words>,
    pub transcript: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishRequest {
    #[serde(default)]
    pub note: String,
    /// Publishes although a test is red; kept with the revision.
    #[serde(default)]
    pub override_reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RollbackRequest {
    /// The number of the revision to publish again.
    pub revision: u32,
    #[serde(default)]
    pub note: String,
}

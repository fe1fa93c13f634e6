//! Flows as the API shows them.

use flow_model::{Problem, ReadError, Severity};
use protocol::conversations::Person;
use protocol::flows::{ChannelLimits, Flow, FlowProblem, FlowSummary, FlowSurroundings, Revision, Words};
use protocol::people::Ability;
use protocol::rfc3339;

use super::drafts::Loaded;
use super::publish::differs;
use super::surroundings::Surroundings;
use crate::records::{AccountRecord, Editor, FlowRecord, RevisionRecord};

pub fn summary(record: &FlowRecord, accounts: &[AccountRecord]) -> FlowSummary {
    FlowSummary {
        id: record.id.to_string(),
        name: record.name.clone(),
        updated_at: rfc3339(record.updated_ms),
        updated_by: record.updated_by.as_ref().map(person),
        published: record.published.as_ref().map(revision),
        has_changes: differs(record),
        used_by: used_by(record, accounts),
    }
}

pub fn to_wire(loaded: &Loaded, accounts: &[AccountRecord], abilities: &[Ability]) -> Flow {
    let record = &loaded.record;
    Flow {
        id: record.id.to_string(),
        name: record.name.clone(),
        version: loaded.version,
        updated_at: rfc3339(record.updated_ms),
        updated_by: record.updated_by.as_ref().map(person),
        document: loaded.draft.document.clone(),
        tests: loaded.draft.tests.clone(),
        published: record.published.as_ref().map(revision),
        has_changes: differs(record),
        used_by: used_by(record, accounts),
        abilities: abilities.to_vec(),
    }
}

pub fn surroundings_to_wire(around: Surroundings) -> FlowSurroundings {
    let flows =
        around.flows.iter().map(|(name, document)| (name.clone(), serde_json::to_value(document).unwrap_or_default()));
    let channels = around.channels.into_iter().map(|it| ChannelLimits {
        name: it.name,
        text_units: it.text_units,
        text_bytes: it.text_bytes,
        options: it.options,
        label_chars: it.label_chars,
        images: it.images,
    });
    FlowSurroundings { flows: flows.collect(), channels: channels.collect() }
}

pub fn revision(record: &RevisionRecord) -> Revision {
    Revision {
        number: record.number,
        hash: record.hash.clone(),
        published_at: rfc3339(record.published_ms),
        published_by: record.published_by.clone(),
        note: record.note.clone(),
        override_reason: record.override_reason.clone(),
    }
}

fn person(editor: &Editor) -> Person {
    Person { id: editor.id.to_string(), name: editor.name.clone() }
}

fn used_by(record: &FlowRecord, accounts: &[AccountRecord]) -> Vec<String> {
    accounts
        .iter()
        .filter(|account| account.flow.as_ref() == Some(&record.id))
        .map(|account| format!("{}/{}", account.channel.as_str(), account.id))
        .collect()
}

pub fn flow_problem(problem: &Problem) -> FlowProblem {
    FlowProblem {
        code: problem.code.to_owned(),
        severity: if problem.severity == Severity::Error { "error" } else { "warning" }.to_owned(),
        node: problem.place.node.clone(),
        path: problem.place.to_string(),
        message: words(&problem.message),
        mend: words(&problem.mend),
    }
}

pub(super) fn read_problem(error: &ReadError) -> FlowProblem {
    let mend = match &error.suggestion {
        Some(suggestion) => Words {
            en: format!("Did you mean `{suggestion}`?"),
            ja: format!("`{suggestion}` ではありませんか。"),
            node: None,
        },
        None => Words { en: String::new(), ja: String::new(), node: None },
    };
    FlowProblem {
        code: "unreadable".to_owned(),
        severity: "error".to_owned(),
        node: error.path.strip_prefix("nodes.").and_then(|rest| rest.split('.').next()).map(str::to_owned),
        path: error.path.clone(),
        message: words(&error.message),
        mend,
    }
}

fn words(words: &flow_model::Words) -> Words {
    Words { en: words.en.clone(), ja: words.ja.clone(), node: None }
}

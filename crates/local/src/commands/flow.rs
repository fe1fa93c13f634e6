//! `tsunagi flow check|run|test|publish|export|import`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use app::ApiError;
use app::flows::{self, Draft, PublishOrder, SaveDraft};
use app::records::Editor;
use clap::Subcommand;
use flow_model::{Context, Severity, analyse};
use serde_json::{Value, json};

use super::{Failed, open, out};
use crate::settings::Settings;
use crate::system::System;

#[derive(Subcommand)]
pub enum FlowCommand {
    /// Says what is wrong with flow files; exit 1 when there is an error.
    Check {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Plays a conversation: one line in is one message, `/wait 10m` moves the clock.
    Run(super::play::RunArgs),
    /// Runs tests of flows; exit 1 when one fails.
    Test(super::play::TestArgs),
    /// Publishes a file as a flow: new conversations start with it at once.
    Publish {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The flow's name; made where it does not exist.
        #[arg(long)]
        name: String,
        /// Why this revision.
        #[arg(long, default_value = "")]
        note: String,
        /// Publishes although a test is red, with this reason.
        #[arg(long, value_name = "REASON")]
        override_tests: Option<String>,
    },
    /// Prints the draft of a flow.
    Export {
        #[arg(long)]
        name: String,
    },
    /// Saves a file as the draft of a flow, without publishing it.
    Import {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[arg(long)]
        name: String,
    },
}

pub async fn run(command: FlowCommand, settings: &Settings, as_json: bool) -> Result<ExitCode, Failed> {
    match command {
        FlowCommand::Check { files } => check(&files, as_json),
        FlowCommand::Run(args) => super::play::run(&args, as_json),
        FlowCommand::Test(args) => super::play::test(&args, as_json),
        FlowCommand::Publish { file, name, note, override_tests } => {
            let system = open(settings).await?;
            let outcome = publish(&system, &file, &name, note, override_tests, as_json).await;
            system.store.shutdown().await;
            outcome
        }
        FlowCommand::Export { name } => {
            let system = open(settings).await?;
            let id = flows::by_name(&system.services, &name).await?;
            let id = id.ok_or_else(|| Failed(format!("there is no flow `{name}`")))?;
            let loaded = flows::by_id(&system.services, &id).await?;
            out::line(serde_json::to_string_pretty(&loaded.draft.document).unwrap_or_default());
            Ok(ExitCode::SUCCESS)
        }
        FlowCommand::Import { file, name } => {
            let system = open(settings).await?;
            let loaded = save_draft(&system, &file, &name).await?;
            let id = loaded.record.id.to_string();
            out::data(as_json, &json!({ "id": id }), &id);
            system.store.shutdown().await;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn check(files: &[PathBuf], as_json: bool) -> Result<ExitCode, Failed> {
    let mut has_errors = false;
    for file in files {
        let text = read_file(file)?;
        let name = file.display();
        let lines = match flow_model::read(&text) {
            Err(errors) => {
                has_errors = true;
                errors.iter().map(|error| read_error_line(error, as_json)).collect::<Vec<_>>()
            }
            Ok(document) => {
                let problems = analyse(&document, &Context { flows: beside(file), ..Context::default() });
                has_errors |= problems.iter().any(|problem| problem.severity == Severity::Error);
                problems.iter().map(|problem| problem_line(problem, as_json)).collect()
            }
        };
        for line in lines {
            if as_json {
                out::line(line);
            } else {
                out::line(format_args!("{name}: {line}"));
            }
        }
    }
    Ok(if has_errors { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Flows in the same folder, by file name: what `subflow` nodes may name.
pub(super) fn beside(file: &Path) -> Option<std::collections::BTreeMap<String, flow_model::Document>> {
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let files = std::fs::read_dir(folder).ok()?;
    let documents = files.flatten().filter_map(|entry| {
        let path = entry.path();
        let name = path.file_name()?.to_str()?.strip_suffix(".json")?.to_owned();
        let document = flow_model::read(&std::fs::read_to_string(&path).ok()?).ok()?;
        Some((name, document))
    });
    Some(documents.collect())
}

pub(super) fn read_error_line(error: &flow_model::ReadError, as_json: bool) -> String {
    if as_json {
        return json!({ "severity": "error", "code": "unreadable", "place": error.path, "message": error.to_string(),
            "suggestion": error.suggestion })
        .to_string();
    }
    let suggestion = error.suggestion.as_ref().map(|it| format!(" Did you mean `{it}`?")).unwrap_or_default();
    format!("error: {error}{suggestion}")
}

fn problem_line(problem: &flow_model::Problem, as_json: bool) -> String {
    let severity = if problem.severity == Severity::Error { "error" } else { "warning" };
    let place = problem.place.to_string();
    if as_json {
        return json!({ "severity": severity, "code": problem.code, "place": place, "message": problem.message.en,
            "mend": problem.mend.en })
        .to_string();
    }
    format!("{severity}: {place}: {} [{}] {}", problem.message.en, problem.code, problem.mend.en)
}

fn read_file(file: &Path) -> Result<String, Failed> {
    std::fs::read_to_string(file).map_err(|error| Failed(format!("{}: {error}", file.display())))
}

/// Reads the file and saves it as the draft, making the flow where it does not exist.
async fn save_draft(system: &System, file: &Path, name: &str) -> Result<flows::Loaded, Failed> {
    let document: Value = match flow_model::read(&read_file(file)?) {
        Ok(document) => serde_json::to_value(&document).map_err(|error| Failed(error.to_string()))?,
        Err(errors) => {
            let lines: Vec<_> = errors.iter().map(|error| read_error_line(error, false)).collect();
            return Err(Failed(format!("{} is not a flow:\n  {}", file.display(), lines.join("\n  "))));
        }
    };
    let services = &system.services;
    Ok(match flows::by_name(services, name).await? {
        None => flows::create(services, name, Draft { document, tests: Vec::new() }, editor()).await?,
        Some(id) => {
            let version = flows::by_id(services, &id).await?.version;
            let change = SaveDraft { document: Some(document), ..SaveDraft::default() };
            flows::save(services, &id, version, change, editor()).await?
        }
    })
}

fn editor() -> Editor {
    Editor::named("command line")
}

async fn publish(
    system: &System,
    file: &Path,
    name: &str,
    note: String,
    override_reason: Option<String>,
    as_json: bool,
) -> Result<ExitCode, Failed> {
    let draft = save_draft(system, file, name).await?;
    let order = PublishOrder { by: editor(), version: Some(draft.version), note, override_reason };
    match flows::publish(&system.services, &draft.record.id, order).await {
        Ok(loaded) => {
            let Some(revision) = loaded.record.published else {
                return Err(Failed("the flow was not published".to_owned()));
            };
            let value =
                json!({ "id": loaded.record.id.to_string(), "revision": revision.number, "hash": revision.hash });
            out::data(as_json, &value, &format!("{name} #{} {}", revision.number, revision.hash));
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            tell_why(&error);
            Err(error.into())
        }
    }
}

fn tell_why(error: &ApiError) {
    let Some(more) = &error.more else { return };
    for problem in more["problems"].as_array().into_iter().flatten() {
        eprintln!(
            "{}: {}: {} {}",
            problem["severity"].as_str().unwrap_or_default(),
            problem["path"].as_str().unwrap_or_default(),
            problem["message"]["en"].as_str().unwrap_or_default(),
            problem["mend"]["en"].as_str().unwrap_or_default(),
        );
    }
    for test in more["tests"].as_array().into_iter().flatten().filter(|test| test["passed"] == false) {
        let name = test["name"].as_str().unwrap_or_default();
        eprintln!("test `{name}`: {}", test["failure"]["en"].as_str().unwrap_or_default());
    }
}

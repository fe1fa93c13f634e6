//! `coldstart`: starts the functions as Lambda does and says how long it took. More in the README of the package.

mod aws;
mod event;
mod figures;
mod http;
mod lambda;
mod start;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use serde_json::{Value, json};

use aws::Aws;
use figures::{Figures, HEADING};
use lambda::Lambda;
use start::Function;

const HELLO: &str = "hello";
/// Each is started this often, one after the other, so that a busy moment meets them all.
const ROUNDS: usize = 40;
/// The first starts find nothing in memory yet.
const WARM_UP: usize = 3;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (bundles, json_file) = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [bundles] => (Path::new(*bundles), None),
        [bundles, "--json", file] => (Path::new(*bundles), Some(*file)),
        _ => {
            eprintln!(
                "usage: coldstart FOLDER [--json FILE], where FOLDER has a folder with a 'bootstrap' for each function"
            );
            return ExitCode::from(2);
        }
    };
    match run(bundles, json_file) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(bundles: &Path, json_file: Option<&str>) -> Result<(), String> {
    let (report, problems) = measure(bundles)?;
    if let Some(file) = json_file {
        fs::write(file, format!("{report:#}\n")).map_err(|error| format!("writing {file}: {error}"))?;
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("; ")) }
}

fn measure(bundles: &Path) -> Result<(Value, Vec<String>), String> {
    let functions = functions(bundles)?;
    let scratch = bundles.join("coldstart");
    fs::create_dir_all(&scratch).map_err(|error| format!("making {}: {error}", scratch.display()))?;
    let lambda = Lambda::open().map_err(|error| format!("playing Lambda: {error}"))?;
    let aws = Aws::open(&scratch).map_err(|error| format!("playing DynamoDB: {error}"))?;
    let trusted = scratch.join("trusted.pem");
    fs::write(&trusted, trust(&aws.certificate)).map_err(|error| format!("writing {}: {error}", trusted.display()))?;
    let environment = environment(&aws, &trusted);
    let mut all: Vec<Figures> = functions.iter().map(|function| figures_of(function, bundles)).collect();
    for round in 0..WARM_UP + ROUNDS {
        for (function, figures) in functions.iter().zip(&mut all) {
            let start = function.start(&lambda, &environment, event::of(&function.name), &scratch.join("said"))?;
            if round >= WARM_UP {
                figures.starts.push(start);
            }
        }
    }
    all.sort_by(|one, other| one.wall_ms(0.5).total_cmp(&other.wall_ms(0.5)));
    let hello = all.iter().find(|figures| figures.name == HELLO).ok_or("there is no 'hello' among the functions")?;
    println!("{HEADING}");
    all.iter().for_each(|figures| println!("{}", figures.row(hello)));
    let rows: Vec<Value> = all.iter().map(|figures| figures.json(hello)).collect();
    let problems = all.iter().filter_map(|figures| figures.problem(hello)).collect();
    Ok((json!({ "rounds": ROUNDS, "functions": rows }), problems))
}

fn functions(bundles: &Path) -> Result<Vec<Function>, String> {
    let entries = fs::read_dir(bundles).map_err(|error| format!("reading {}: {error}", bundles.display()))?;
    let folders = entries.flatten().map(|entry| entry.path()).filter(|folder| folder.join("bootstrap").is_file());
    let mut functions: Vec<Function> = folders
        .map(|folder| Function { name: folder.file_name().unwrap_or_default().to_string_lossy().into_owned(), folder })
        .collect();
    functions.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(functions)
}

fn figures_of(function: &Function, bundles: &Path) -> Figures {
    let zip = fs::metadata(bundles.join(format!("{}.zip", function.name)));
    Figures { name: function.name.clone(), starts: Vec::new(), zip_bytes: zip.ok().map(|about| about.len()) }
}

/// What functions trust in the cloud, and our own certificate.
fn trust(ours: &str) -> String {
    include_str!("../../../crates/aws-client/src/amazon-roots.pem").to_owned() + ours
}

/// What Lambda and the templates set. Functions get what others need too; nobody reads it.
fn environment(aws: &Aws, trusted: &Path) -> Vec<(String, String)> {
    let sockets = "https://sockets.execute-api.us-east-1.amazonaws.com/live";
    let queue = |name: &str| format!("https://sqs.us-east-1.amazonaws.com/123456789012/{name}");
    let arn = |service: &str, name: &str| format!("arn:aws:{service}:us-east-1:123456789012:{name}");
    let set: &[(&str, String)] = &[
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE".to_owned()),
        ("AWS_CA_BUNDLE", trusted.to_string_lossy().into_owned()),
        ("AWS_DEFAULT_REGION", "us-east-1".to_owned()),
        ("AWS_ENDPOINT_URL", aws.url()),
        ("AWS_EXECUTION_ENV", "AWS_Lambda_provided.al2023".to_owned()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512".to_owned()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "log".to_owned()),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "stream".to_owned()),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "example".to_owned()),
        ("AWS_SESSION_TOKEN", "example".to_owned()),
        ("TSUNAGI_BUCKET", "bucket".to_owned()),
        ("TSUNAGI_DEAD_HTTP_CALLS", queue("http-calls-dead.fifo")),
        ("TSUNAGI_DEAD_INBOUND", queue("inbound-dead.fifo")),
        ("TSUNAGI_DEAD_OUTBOUND", queue("outbound-dead.fifo")),
        ("TSUNAGI_DESK_SOCKETS_URL", sockets.to_owned()),
        ("TSUNAGI_LOG", "info".to_owned()),
        ("TSUNAGI_PUBLIC_URL", "https://chat.example.com".to_owned()),
        ("TSUNAGI_QUEUE_HTTP_CALLS", queue("http-calls.fifo")),
        ("TSUNAGI_QUEUE_INBOUND", queue("inbound.fifo")),
        ("TSUNAGI_QUEUE_OUTBOUND", queue("outbound.fifo")),
        ("TSUNAGI_SCHEDULE_GROUP", "timers".to_owned()),
        ("TSUNAGI_SCHEDULE_ROLE_ARN", arn("iam", "role/timers")),
        ("TSUNAGI_SECRETS_KEY", arn("kms", "key/1")),
        ("TSUNAGI_SECRETS_PREFIX", "/tsunagi".to_owned()),
        ("TSUNAGI_SOCKETS_URL", sockets.to_owned()),
        ("TSUNAGI_TABLE", "table".to_owned()),
        ("TSUNAGI_TIMERS_DEAD_LETTER_ARN", arn("sqs", "timers-dead")),
        ("TSUNAGI_TIMERS_QUEUE", queue("timers")),
        ("TSUNAGI_TIMERS_QUEUE_ARN", arn("sqs", "timers")),
        ("TSUNAGI_WORKSPACE", "main".to_owned()),
    ];
    set.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

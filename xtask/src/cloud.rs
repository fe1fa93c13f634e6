//! `cargo xtask cloud`: the templates of the cloud, deployed onto an emulated AWS on loopback.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::args::{Args, Failure};
use crate::build;
use crate::bundle::{self, Architecture};
use crate::cost::{self, Prices};
use crate::ministack::{Ministack, Wanted};
use crate::process;
use crate::sam::Sam;
use crate::stage::Counted;
use crate::tally::Tally;
use crate::template;
use crate::test::counted;
use crate::workspace::Workspace;

pub const HELP: &str = "\
Usage: cargo xtask cloud up [--port PORT]
       cargo xtask cloud test [NAME]
       cargo xtask cloud down

Builds the functions for this machine and deploys the templates of the cloud with 'sam deploy' onto MiniStack, an
emulated AWS on loopback, in which roles count. Installs MiniStack and SAM by pip the first time.

  up     leaves it running and prints where everything is, and the request that makes the first owner; there are no pages
  test   deploys another beside it, runs the tests of tests/cloud there, or those with NAME in their name, and ends it
  down   ends what 'up' left running; what it stored is gone

Options:
  --port PORT  where the emulated AWS listens (4566)
  --help       this text
";

/// Tests of this module name want a deployment, and are ignored without one.
pub const ON_CLOUD: &str = "on_cloud::";

const PORT: u16 = 4566;
const STACK: &str = "tsunagi";

pub fn run(workspace: &Workspace, mut args: Args) -> Result<(), Failure> {
    let port = args.value("--port")?;
    let words = args.names()?;
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["up"] => up(workspace, port.as_deref()),
        ["test"] => test(workspace, None).map(drop).map_err(|(_, failure)| failure),
        ["test", name] => test(workspace, Some(name)).map(drop).map_err(|(_, failure)| failure),
        ["down"] => down(workspace),
        _ => Err(Failure::Usage("say one of 'up', 'test' and 'down'".to_owned())),
    }
}

fn up(workspace: &Workspace, port: Option<&str>) -> Result<(), Failure> {
    if let Some((pid, _)) = running(workspace) {
        return Err(Failure::failed(format!("it runs already (process {pid}); 'cargo xtask cloud down' ends it")));
    }
    let port = port.map_or(Ok(PORT), str::parse);
    let port = port.map_err(|_| Failure::Usage("--port wants a number".to_owned()))?;
    Sam::installed(workspace).and(Ministack::install(workspace))?;
    let bundles = bundle::build_here(workspace)?;
    let aws = Ministack::start(workspace, Wanted { port: Some(port), with_roles: true, stays: true, counts: false })?;
    let deployment = Deployment::make(workspace, &aws, &bundles, &[])?;
    let link = aws.invoke(deployment.output("SetupLink"))?;
    let endpoint = aws.endpoint();
    let file = running_file(workspace);
    let (pid, scratch) = aws.leave();
    fs::write(&file, format!("{pid}\n{}\n", scratch.display()))
        .map_err(|error| Failure::failed(format!("writing {}: {error}", file.display())))?;
    println!("AWS        {endpoint}");
    for (name, what) in [("HttpUrl", "API"), ("WebchatSocket", "web chat"), ("DeskSocket", "desk")] {
        println!("{what:<10} {}", deployment.output(name));
    }
    println!("Set-up     {}", set_up(deployment.output("HttpUrl"), &link)?);
    Ok(())
}

/// The request that makes the first owner: the link itself leads to a page, and pages are not deployed here.
fn set_up(api: &str, answer: &str) -> Result<String, Failure> {
    let told = || Failure::failed(format!("the function for the first owner answered {answer}"));
    let answer: Value = serde_json::from_str(answer).map_err(|_| told())?;
    let token = answer["link"].as_str().and_then(|link| link.split_once("token=")).ok_or_else(told)?.1;
    let owner =
        json!({ "token": token, "email": "owner@example.com", "name": "Owner", "password": "choose-a-long-one" });
    Ok(format!("curl '{api}/api/v1/setup' -H 'content-type: application/json' -d '{owner}'"))
}

fn down(workspace: &Workspace) -> Result<(), Failure> {
    let Some((pid, scratch)) = running(workspace) else {
        println!("Nothing is running.");
        return Ok(());
    };
    process::end_group(pid);
    let _ = fs::remove_dir_all(scratch);
    let _ = fs::remove_file(running_file(workspace));
    println!("Ended process {pid} and what it started.");
    Ok(())
}

fn running_file(workspace: &Workspace) -> PathBuf {
    workspace.path("target/cloud/running")
}

/// The process that `up` left, when it still is the emulated AWS, and the folder that goes with it.
fn running(workspace: &Workspace) -> Option<(u32, PathBuf)> {
    let text = fs::read_to_string(running_file(workspace)).ok()?;
    let (pid, scratch) = text.trim().split_once('\n')?;
    let pid: u32 = pid.parse().ok()?;
    let mut ask = Command::new("ps");
    let shown = process::capture(ask.args(["-o", "args=", "-p", &format!("{pid}")])).ok()?;
    String::from_utf8_lossy(&shown).contains("ministack/serve.py").then(|| (pid, scratch.into()))
}

/// The tests of `tests/cloud` against a deployment of their own.
pub fn test(workspace: &Workspace, name: Option<&str>) -> Counted {
    let nothing = |failure| (Tally::default(), failure);
    Ministack::install(workspace).map_err(nothing)?;
    validate(workspace).map_err(nothing)?;
    let bundles = bundle::build_here(workspace).map_err(nothing)?;
    process::run(tests(workspace).arg("--no-run")).map_err(nothing)?;
    let aws =
        Ministack::start(workspace, Wanted { with_roles: true, counts: true, ..Wanted::default() }).map_err(nothing)?;
    // Where the tests play the vendors. It was free a moment ago, and nothing else here asks for one.
    let vendors = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let vendors = vendors.map_err(|error| nothing(Failure::failed(format!("looking for a free port: {error}"))))?;
    let provider = |name: &str, path: &str| format!("{name}=http://{vendors}/{path}");
    let parameters = [
        provider("HttpStandInUrl", "flows"),
        provider("ProviderUrlLine", "line"),
        provider("ProviderUrlSms", "sms"),
        provider("ProviderUrlCustom", "crm"),
    ];
    let deployment = Deployment::make(workspace, &aws, &bundles, &parameters).map_err(nothing)?;
    let told = workspace.path("target/cloud/deployment.json");
    let text = json!({ "vendors": vendors.to_string(), "outputs": deployment.outputs }).to_string();
    fs::write(&told, text).map_err(|error| nothing(Failure::failed(format!("writing {}: {error}", told.display()))))?;
    let mut test = tests(workspace);
    // One after the other: they share one clock.
    test.env("RUST_BACKTRACE", "0");
    test.args(["--", "--ignored", "--test-threads", "1", name.unwrap_or(ON_CLOUD)]).env("TSUNAGI_TEST_CLOUD", told);
    test.env("TSUNAGI_TEST_CLOUD_COST", counted_file(workspace));
    aws.tell(&mut test);
    let ran = counted(&mut test)?;
    if name.is_none() {
        // What was counted may cost more though nothing was gained that is written down: units, bytes, a price.
        let priced = counted_so_far(workspace).and_then(|all| {
            let prices = Prices::read(workspace)?;
            cost::verdict(&prices, &cost::price(&prices, &all))
        });
        println!("{}", priced.map_err(|failure| (ran, failure))?);
    }
    Ok(ran)
}

fn counted_file(workspace: &Workspace) -> PathBuf {
    workspace.path("target/cloud/cost.json")
}

/// What AWS would charge for in each scenario of `tests/cloud`, counted on a deployment of its own.
pub fn count(workspace: &Workspace) -> Result<Value, Failure> {
    let file = counted_file(workspace);
    let _ = fs::remove_file(&file);
    let ran = test(workspace, Some("on_cloud::cost::"));
    // The figures are there even where they are not those that are written down.
    counted_so_far(workspace).map_err(|unread| ran.err().map_or(unread, |(_, failure)| failure))
}

/// What the last run of `tests/cloud` counted.
fn counted_so_far(workspace: &Workspace) -> Result<Value, Failure> {
    let file = counted_file(workspace);
    let told = |error: &dyn std::fmt::Display| Failure::failed(format!("reading {}: {error}", file.display()));
    let bytes = fs::read(&file).map_err(|error| told(&error))?;
    serde_json::from_slice(&bytes).map_err(|error| told(&error))
}

/// Asks SAM and cfn-lint about every template.
fn validate(workspace: &Workspace) -> Result<(), Failure> {
    let sam = Sam::installed(workspace)?;
    let mut templates = vec!["template.yaml".to_owned()];
    templates.extend(template::stacks(workspace)?);
    let checked: Vec<Result<(), Failure>> = std::thread::scope(|scope| {
        let checks = templates.iter().map(|template| {
            let mut check = sam.command(workspace, &["validate", "--lint", "--template", template]);
            scope.spawn(move || process::quietly(&mut check))
        });
        let checks: Vec<_> = checks.collect();
        checks.into_iter().filter_map(|check| check.join().ok()).collect()
    });
    checked.into_iter().collect()
}

/// Named as all tests are, so that nothing is compiled differently for these.
fn tests(workspace: &Workspace) -> Command {
    let mut test = workspace.cargo(&["test", "--quiet", "--no-fail-fast", "--test", "cloud"]);
    test.args(build::ALL_CRATES);
    test
}

/// The deployed stack.
struct Deployment {
    outputs: Value,
}

impl Deployment {
    fn make(
        workspace: &Workspace,
        aws: &Ministack,
        bundles: &std::path::Path,
        parameters: &[String],
    ) -> Result<Self, Failure> {
        let sam = Sam::installed(workspace)?;
        let endpoint = aws.endpoint();
        let built = workspace.path("target/cloud/build");
        let myself =
            std::env::current_exe().map_err(|error| Failure::failed(format!("finding this very program: {error}")))?;
        eprintln!("Deploying with sam to {endpoint} …");
        let mut build = sam.command(workspace, &["build", "--parallel", "--build-in-source", "--build-dir"]);
        build.arg(&built).env("TSUNAGI_BUNDLES", bundles).env("XTASK", myself);
        process::quietly(&mut build)?;
        let mut deploy =
            emulated(sam.command(workspace, &["deploy", "--stack-name", STACK, "--resolve-s3"]), &endpoint);
        deploy.arg("--template-file").arg(built.join("template.yaml"));
        deploy.args(["--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND", "--no-confirm-changeset"]);
        deploy.args(["--no-progressbar", "--parameter-overrides"]);
        deploy.arg(format!("Architecture={}", Architecture::here().name()));
        deploy.arg(format!("AwsEndpointUrl={endpoint}")).args(parameters);
        process::quietly(deploy.env("SAM_CLI_POLL_DELAY", "0.2"))?;
        let list = ["list", "stack-outputs", "--stack-name", STACK, "--output", "json"];
        let listed = process::capture(&mut emulated(sam.command(workspace, &list), &endpoint))?;
        let outputs = serde_json::from_slice(&listed)
            .map_err(|error| Failure::failed(format!("reading the stack's outputs: {error}")))?;
        Ok(Self { outputs: by_name(&outputs) })
    }

    fn output(&self, name: &str) -> &str {
        self.outputs[name].as_str().unwrap_or_default()
    }
}

fn by_name(outputs: &Value) -> Value {
    let pairs = outputs.as_array().into_iter().flatten();
    pairs.map(|one| (one["OutputKey"].as_str().unwrap_or_default().to_owned(), one["OutputValue"].clone())).collect()
}

/// Any key does where AWS is emulated, and none of this machine's is looked at.
fn emulated(mut command: Command, endpoint: &str) -> Command {
    command
        .env("AWS_ENDPOINT_URL", endpoint)
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .env_remove("AWS_PROFILE")
        .env_remove("AWS_SESSION_TOKEN");
    command
}

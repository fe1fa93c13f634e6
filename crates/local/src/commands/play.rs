//! `tsunagi flow run|test`: flows without a server.

use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use conversation::{Channel, Content, HttpResult};
use flow_engine::play::{Line, Player, Setting, run_test};
use flow_model::flow_test::TestDuration;
use flow_model::{Document, Problem, Program};
use serde_json::json;

use super::{Failed, out};

#[derive(Args)]
pub struct RunArgs {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The channel that the customer is on.
    #[arg(long, default_value = "webchat")]
    channel: String,
    /// The customer's language.
    #[arg(long, default_value = "ja")]
    locale: String,
    /// Unix seconds at the start; now when absent.
    #[arg(long, value_name = "SECONDS")]
    at: Option<u64>,
}

#[derive(Args)]
pub struct TestArgs {
    /// Test files, or folders of them.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where the flows are; beside the tests and one folder up when absent.
    #[arg(long, value_name = "DIR")]
    flows: Option<PathBuf>,
}

/// One line in is one message; the first opens the conversation. `/wait 10m` moves the clock, `/pick ID` taps an option,
/// `/back` is a person handing the conversation back.
pub fn run(args: &RunArgs, as_json: bool) -> Result<ExitCode, Failed> {
    let program = compile_file(&args.file)?;
    let channel =
        Channel::parse(&args.channel).ok_or_else(|| Failed(format!("there is no channel `{}`", args.channel)))?;
    let start_ms = args.at.map_or_else(now_ms, |seconds| seconds * 1000);
    let mut player = Player::new(program.bytes.as_slice(), Setting::new(&args.locale, channel, start_ms));
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        eprintln!("Write as the customer. /wait 10m moves the clock, /pick ID taps an option, Ctrl-D ends.");
    }
    let mut seen = Seen::default();
    let mut started = false;
    for line in stdin.lock().lines() {
        let line = line.map_err(|error| Failed(format!("standard input: {error}")))?;
        act(&mut player, &mut started, line.trim_end())?;
        while player.open_call().is_some() {
            let reason = "`flow run` calls nobody; write a test with a mock for this".to_owned();
            player.answer(HttpResult::Failed { reason });
        }
        seen.print(&player, as_json);
    }
    Ok(ExitCode::SUCCESS)
}

fn act(player: &mut Player<&[u8]>, started: &mut bool, line: &str) -> Result<(), Failed> {
    if let Some(time) = line.strip_prefix("/wait ") {
        let duration = TestDuration::parse(time.trim())
            .ok_or_else(|| Failed(format!("`{time}` is no duration; write 30s, 10m, 2h or 1d")))?;
        player.advance(duration.seconds);
    } else if let Some(id) = line.strip_prefix("/pick ") {
        if !player.pick(id.trim()) {
            return Err(Failed(format!("no message showed the option `{}`", id.trim())));
        }
    } else if line == "/back" {
        player.hand_back();
    } else if line.is_empty() {
        // An empty line is no message on any channel.
    } else if *started {
        player.say(line);
    } else {
        *started = true;
        player.start(Some(line));
    }
    Ok(())
}

/// How much of the conversation was printed already.
#[derive(Default)]
struct Seen {
    lines: usize,
    visits: usize,
}

impl Seen {
    fn print(&mut self, player: &Player<&[u8]>, as_json: bool) {
        let lines = &player.lines()[self.lines..];
        let visits = &player.visits()[self.visits..];
        if as_json {
            let state = player.state();
            out::line(json!({ "lines": lines, "trace": visits, "state": state }));
        } else {
            lines.iter().for_each(show);
        }
        self.lines = player.lines().len();
        self.visits = player.visits().len();
    }
}

/// Replies on standard output, one line each; what the flow did beside is talk. What the customer did is known already.
fn show(line: &Line) {
    match line {
        Line::Customer { .. } | Line::Waited { .. } | Line::HandedBack => {}
        Line::Flow { content, .. } => out::line(one_line(content)),
        other => eprintln!("[{other}]"),
    }
}

fn one_line(content: &Content) -> String {
    let text = content.preview().replace('\n', " ");
    match content {
        Content::Choice { options, .. } => {
            let labels: Vec<_> = options.iter().map(|option| option.label.as_str()).collect();
            format!("{text} [{}]", labels.join(" | "))
        }
        _ => text,
    }
}

/// Runs test files; exit 1 when one fails.
pub fn test(args: &TestArgs, as_json: bool) -> Result<ExitCode, Failed> {
    let files = test_files(&args.files)?;
    let (mut passed, mut failed) = (0, 0);
    for file in files {
        let text = read(&file)?;
        let test = flow_model::read_test(&text).map_err(|errors| not_readable(&file, &errors))?;
        let flow = find_flow(&file, args.flows.as_deref(), &test.flow)?;
        let program = compile_file(&flow)?;
        let report = run_test(program.bytes.as_slice(), &test);
        if report.passed {
            passed += 1;
        } else {
            failed += 1;
        }
        if as_json {
            out::line(json!({ "file": file.display().to_string(), "report": report }));
            continue;
        }
        out::line(format_args!(
            "{} {} ({})",
            if report.passed { "ok    " } else { "FAILED" },
            report.name,
            file.display()
        ));
        if let Some(failure) = &report.failure {
            out::line(format_args!("       step {}: expected {}", failure.step, failure.expected.en));
            out::line(format_args!("       but saw {}", failure.saw.en));
            for line in &report.transcript {
                out::line(format_args!("       | {line}"));
            }
        }
    }
    eprintln!("{passed} passed, {failed} failed");
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn test_files(places: &[PathBuf]) -> Result<Vec<PathBuf>, Failed> {
    let mut files = Vec::new();
    for place in places {
        if !place.is_dir() {
            files.push(place.clone());
            continue;
        }
        let entries = std::fs::read_dir(place).map_err(|error| Failed(format!("{}: {error}", place.display())))?;
        let mut inside: Vec<_> = entries
            .flatten()
            .map(|it| it.path())
            .filter(|path| path.extension().is_some_and(|it| it == "json"))
            .collect();
        inside.sort();
        files.append(&mut inside);
    }
    if files.is_empty() { Err(Failed("there are no tests here".to_owned())) } else { Ok(files) }
}

fn find_flow(test: &Path, folder: Option<&Path>, name: &str) -> Result<PathBuf, Failed> {
    let beside = test.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folders = match folder {
        Some(folder) => vec![folder.to_path_buf()],
        // A test may have the name of its flow, so the folder of the tests comes last.
        None => vec![beside.join(".."), beside.join("../examples"), beside.to_path_buf()],
    };
    let file = format!("{name}.json");
    folders.iter().map(|folder| folder.join(&file)).find(|path| path.is_file()).ok_or_else(|| {
        Failed(format!("{}: there is no {file} beside it; name its folder with --flows", test.display()))
    })
}

/// Reads and compiles a flow file, with the flows beside it as subflows.
fn compile_file(file: &Path) -> Result<Program, Failed> {
    let document = flow_model::read(&read(file)?).map_err(|errors| not_readable(file, &errors))?;
    let others: BTreeMap<String, Document> = super::flow::beside(file).unwrap_or_default();
    flow_model::compile(&document, &|name| others.get(name).cloned()).map_err(|problems| {
        let lines: Vec<_> = problems.iter().map(problem_line).collect();
        Failed(format!("{} has errors:\n  {}", file.display(), lines.join("\n  ")))
    })
}

fn problem_line(problem: &Problem) -> String {
    format!("{}: {} {}", problem.place, problem.message.en, problem.mend.en)
}

fn not_readable(file: &Path, errors: &[flow_model::ReadError]) -> Failed {
    let lines: Vec<_> = errors.iter().map(|error| super::flow::read_error_line(error, false)).collect();
    Failed(format!("{} cannot be read:\n  {}", file.display(), lines.join("\n  ")))
}

fn read(file: &Path) -> Result<String, Failed> {
    std::fs::read_to_string(file).map_err(|error| Failed(format!("{}: {error}", file.display())))
}

fn now_ms() -> u64 {
    use ports::Clock;
    crate::clock::MovableClock::default().now_ms()
}

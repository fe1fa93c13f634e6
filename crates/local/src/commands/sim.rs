//! `tsunagi sim`

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use clap::Args;
use serde_json::{Value, json};
use sim::{Batch, Broken, Plant, Summary, many};

use super::{Failed, out};

#[derive(Args)]
pub struct SimArgs {
    /// How many seeds to run.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..))]
    seeds: u64,
    /// The first of them; the others count up from it.
    #[arg(long, default_value_t = 1)]
    first_seed: u64,
    /// How many things people do in each.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    events: u32,
    /// Seeds at once; as many as there are processors when absent. Changes nothing in what comes out.
    #[arg(long)]
    jobs: Option<NonZeroUsize>,
    /// Writes down everything that happened in the first seed that broke a promise, in virtual time.
    #[arg(long, value_name = "FILE")]
    history: Option<PathBuf>,
    /// A bug put in on purpose, which the simulation has to find: ack-before-commit, marker-outside-commit, outbox-twice,
    /// timer-generation or receipts-go-back.
    #[arg(long, value_name = "BUG", value_parser = plant)]
    plant: Option<Plant>,
}

fn plant(text: &str) -> Result<Plant, String> {
    let known = || Plant::ALL.map(Plant::as_str).join(", ");
    Plant::parse(text).ok_or_else(|| format!("known are {}", known()))
}

/// Exits with 1 when a promise was broken.
pub fn run(args: SimArgs, as_json: bool) -> Result<ExitCode, Failed> {
    let jobs = args.jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let SimArgs { seeds, first_seed, events, plant, .. } = args;
    let summary = many(Batch { first_seed, seeds, events, plant, jobs, stop_at_first: false });
    if let (Some(file), Some(first)) = (&args.history, summary.broken.first()) {
        std::fs::write(file, &first.history).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    let commit = commit();
    if as_json {
        out::line(in_json(&args, &commit, &summary));
    } else {
        print(&args, &commit, &summary);
    }
    Ok(if summary.broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print(args: &SimArgs, commit: &str, summary: &Summary) {
    out::line(format!("{:>10} {:>8}  crash point", "passed", "died"));
    for (point, visits) in &summary.points {
        out::line(format!("{:>10} {:>8}  {point}", visits.passed, visits.died));
    }
    for broken in &summary.broken {
        out::line(format!("SEED={} OPTIONS={} COMMIT={commit}", broken.seed, broken.options));
        out::line(format!("  at {}: {}", broken.violation.at_ms, broken.violation.what));
        out::line(format!("  {}", reproduce(args, broken)));
    }
    let seconds = summary.slowest_ms / 1000;
    let bad = summary.broken.len();
    out::line(format!(
        "{} seeds, {bad} broke a promise; the slowest settled in {seconds} virtual seconds",
        summary.run
    ));
}

fn in_json(args: &SimArgs, commit: &str, summary: &Summary) -> Value {
    let points = summary
        .points
        .iter()
        .map(|(point, visits)| json!({ "point": point.to_string(), "passed": visits.passed, "died": visits.died }));
    let broken = summary.broken.iter().map(|it| {
        json!({
            "seed": it.seed, "options": it.options, "commit": commit, "at_ms": it.violation.at_ms,
            "what": it.violation.what, "reproduce": reproduce(args, it),
        })
    });
    json!({
        "seeds": summary.run, "events": args.events, "broken": broken.collect::<Vec<_>>(),
        "points": points.collect::<Vec<_>>(), "slowest_ms": summary.slowest_ms,
    })
}

fn reproduce(args: &SimArgs, broken: &Broken) -> String {
    let plant = args.plant.map(|plant| format!(" --plant {}", plant.as_str())).unwrap_or_default();
    let (seed, events) = (broken.seed, args.events);
    format!("tsunagi sim --seeds 1 --first-seed {seed} --events {events}{plant} --history history.txt")
}

/// What a seed means depends on the code, so the code is named with it.
fn commit() -> String {
    let git = Command::new("git").args(["rev-parse", "--short=12", "HEAD"]).output();
    let found = git.ok().filter(|output| output.status.success()).and_then(|it| String::from_utf8(it.stdout).ok());
    found.map_or_else(|| format!("v{}", env!("CARGO_PKG_VERSION")), |text| text.trim().to_owned())
}

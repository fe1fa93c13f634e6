//! What AWS would charge for, as the emulator counts it: a line of JSON for each request, batch, run and socket message.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use crate::aws;
use crate::deployment::settled;

const FILE: &str = "TSUNAGI_TEST_AWS_COUNT";

/// What is under way when queues are empty is written down within this.
const MOMENT: Duration = Duration::from_millis(400);

/// What one kind of request came to: in a tally of several rounds the smallest of each, because a function that starts, or
/// reads again what it keeps for a minute, asks for more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Sum {
    pub count: u64,
    pub units: f64,
    pub bytes_in: u64,
    pub bytes_out: u64,
    pub ms: f64,
    pub memory_mb: u64,
    pub log_bytes: u64,
    /// SQS charges each 64 KB, and a socket each 32 KB.
    pub pieces: u64,
}

/// By who asks and for what: `ConversationTurn dynamodb:TransactWriteItems`.
pub type Tally = BTreeMap<String, Sum>;

fn lines() -> Vec<String> {
    let file = std::env::var(FILE).unwrap_or_else(|_| panic!("{FILE} is not set: `cargo xtask cloud test` sets it"));
    fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("reading {file}: {error}"))
        .lines()
        .map(str::to_owned)
        .collect()
}

/// Waits until everything is done and written down. Returns how many lines there are.
async fn still() -> usize {
    settled().await;
    let mut count = lines().len();
    loop {
        tokio::time::sleep(MOMENT).await;
        let now = lines().len();
        if now == count {
            return now;
        }
        count = now;
    }
}

/// What it takes until nothing happens any more, without the sweeper, which runs by the clock.
pub async fn tally(work: impl AsyncFnOnce()) -> Tally {
    let begin = still().await;
    work().await;
    still().await;
    let mut tally = read(begin);
    tally.retain(|name, _| !name.starts_with(SWEEPER));
    tally
}

const SWEEPER: &str = "OutboxSweep";

/// What the sweeper asks for in one run, when there is nothing to sweep.
pub async fn sweep() -> Tally {
    let begin = still().await;
    aws::pass(Duration::from_secs(61)).await;
    aws::until("the sweeper to run", async || read(begin).contains_key(&format!("{SWEEPER} lambda:Run")).then_some(()))
        .await;
    still().await;
    let mut tally = read(begin);
    tally.retain(|name, _| name.starts_with(SWEEPER));
    let runs = tally[&format!("{SWEEPER} lambda:Run")].count;
    for (name, sum) in &mut tally {
        assert_eq!(sum.count % runs, 0, "{name}: {} in {runs} runs", sum.count);
        sum.count /= runs;
    }
    tally
}

fn read(begin: usize) -> Tally {
    let functions = functions();
    let mut tally = Tally::new();
    for line in &lines()[begin..] {
        let line: Value = serde_json::from_str(line).expect("each line is JSON");
        let what = line["what"].as_str().unwrap_or_default();
        let who = line["who"].as_str().map(|name| function(&functions, name));
        let name = match who {
            Some(who) => format!("{who} {what}"),
            // Requests that no function made are those of the tests, but for what customers and pollers ask.
            None if what.starts_with("sqs:Poller") => format!("{} {what}", queue(&line)),
            None if ["socket:In", "socket:Out", "http:Request"].contains(&what) => what.to_owned(),
            None => continue,
        };
        add(tally.entry(name).or_default(), &line);
    }
    tally
}

fn add(sum: &mut Sum, line: &Value) {
    let number = |name: &str| line[name].as_u64().unwrap_or_default();
    let piece_bytes = if line["what"].as_str().is_some_and(|what| what.starts_with("socket")) { 32 } else { 64 } * 1024;
    sum.count += 1;
    sum.units += line["units"].as_f64().unwrap_or_default();
    sum.bytes_in += number("bytes_in");
    sum.bytes_out += number("bytes_out");
    sum.ms += line["ms"].as_f64().unwrap_or_default();
    sum.memory_mb = number("memory_mb");
    sum.log_bytes += number("log_bytes");
    sum.pieces += number("bytes").max(number("bytes_in")).div_ceil(piece_bytes).max(1);
}

/// A queue by its name in the templates.
fn queue(line: &Value) -> &'static str {
    let name = line["queue"].as_str().unwrap_or_default().to_lowercase();
    let known = [("inbound", "Inbound"), ("outbound", "Outbound"), ("http", "HttpCalls"), ("timers", "Timers")];
    known.iter().find(|(part, _)| name.contains(part)).unwrap_or_else(|| panic!("no queue of ours: {line}")).1
}

/// The functions by their names in the templates: `functions/webhook-line` is `WebhookLine`.
fn functions() -> Vec<String> {
    let folders =
        fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../functions")).expect("the functions are there");
    let names = folders.filter_map(|folder| folder.ok()?.file_name().into_string().ok());
    names.map(|folder| folder.split('-').map(capital).collect()).collect()
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

fn function(functions: &[String], deployed: &str) -> String {
    let known = functions.iter().filter(|name| deployed.contains(name.as_str())).max_by_key(|name| name.len());
    known.unwrap_or_else(|| panic!("no function of ours: {deployed}")).clone()
}

/// The smallest of each over several rounds.
pub fn least(rounds: Vec<Tally>) -> Tally {
    let mut rounds = rounds.into_iter();
    let first = rounds.next().unwrap_or_default();
    rounds.fold(first, |least, round| {
        least.into_iter().filter_map(|(name, sum)| Some((name.clone(), smaller(sum, *round.get(&name)?)))).collect()
    })
}

fn smaller(a: Sum, b: Sum) -> Sum {
    Sum {
        count: a.count.min(b.count),
        units: a.units.min(b.units),
        bytes_in: a.bytes_in.min(b.bytes_in),
        bytes_out: a.bytes_out.min(b.bytes_out),
        ms: a.ms.min(b.ms),
        memory_mb: a.memory_mb,
        log_bytes: a.log_bytes.min(b.log_bytes),
        pieces: a.pieces.min(b.pieces),
    }
}

//! Scenarios: what a customer says and hears, as files that every place where the product runs plays alike.
//!
//! A file `tests/scenarios/<name>.txt` begins with a line that says what it shows. Then come, in any number, blank lines
//! and these:
//!
//! ```text
//! flow NAME          the flow `tests/scenarios/NAME.json`; the scenario's own name when there is none
//! channels A B …     the scenario is played once on each
//! answers 200 BODY   the server that the flow calls, `https://orders.example`, answers its next call so
//! says TEXT          the customer writes
//! hears TEXT         the next message that reaches the customer is exactly this
//! waits 30s          time passes: s, m or h
//! leaves             web chat: the page is closed
//! comes back         web chat: it is opened again, by the same visitor
//! timeline           what the agent sees in the end: the indented lines after it, all of them
//! ```
//!
//! In the end nothing may have been heard that is not written.

use std::fs;
use std::path::{Path, PathBuf};

use conversation::Channel;
use serde_json::Value;

/// Whom the HTTP nodes of scenarios call.
pub const SERVER: &str = "https://orders.example";

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Answers { status: u16, body: String },
    Says(String),
    Hears(String),
    Waits { ms: u64 },
    Leaves,
    ComesBack,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    pub name: String,
    pub flow_name: String,
    /// The flow's document.
    pub flow: String,
    pub channels: Vec<Channel>,
    pub steps: Vec<Step>,
    /// Lines of the timeline in the end, where the scenario tells them.
    pub timeline: Vec<String>,
}

/// One customer on one channel, wherever the product runs.
#[expect(async_fn_in_trait, reason = "plays run one after the other, on no other thread")]
pub trait Place {
    /// What the server at [`SERVER`] answers next.
    async fn answers(&mut self, status: u16, body: &str);
    async fn says(&mut self, text: &str);
    /// The next message, waited for as long as it may take.
    async fn hears(&mut self) -> Option<String>;
    /// What was heard besides, as far as time has come: a message that something waits for is not among it.
    async fn hears_already(&mut self) -> Vec<String>;
    async fn waits(&mut self, ms: u64);
    async fn leaves(&mut self);
    async fn comes_back(&mut self);
    /// `GET /api/v1/customers/{id}/timeline` of this customer.
    async fn timeline(&mut self) -> Value;
    /// Everything is done that follows from what was said; returns what was heard besides.
    async fn finish(&mut self) -> Vec<String>;
}

/// Every scenario, by name.
pub fn all() -> Vec<Scenario> {
    let folder = folder();
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("reading {}: {error}", folder.display()));
    let files = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut scenarios: Vec<Scenario> =
        files.filter(|path| path.extension().is_some_and(|it| it == "txt")).map(|path| read(&path)).collect();
    scenarios.sort_by(|a, b| a.name.cmp(&b.name));
    scenarios
}

/// Plays a scenario and panics where it goes another way than written.
pub async fn play(scenario: &Scenario, channel: Channel, place: &mut impl Place) {
    let here = format!("{} on {}", scenario.name, channel.as_str());
    for step in &scenario.steps {
        match step {
            Step::Answers { status, body } => place.answers(*status, body).await,
            Step::Says(text) => place.says(text).await,
            Step::Hears(text) => {
                let heard = place.hears().await;
                assert_eq!(heard.as_deref(), Some(text.as_str()), "{here}: what was heard");
            }
            Step::Waits { ms } => {
                let early = place.hears_already().await;
                assert!(early.is_empty(), "{here}: heard before its time: {early:?}");
                place.waits(*ms).await;
            }
            Step::Leaves => place.leaves().await,
            Step::ComesBack => place.comes_back().await,
        }
    }
    let more = place.finish().await;
    assert!(more.is_empty(), "{here}: heard besides: {more:?}");
    if !scenario.timeline.is_empty() {
        let timeline = place.timeline().await;
        let entries = timeline["entries"].as_array().unwrap_or_else(|| panic!("{here}: {timeline}"));
        assert_eq!(entries.iter().map(line).collect::<Vec<_>>(), scenario.timeline, "{here}: the timeline");
    }
}

/// An entry of the API's timeline as scenarios write it.
fn line(entry: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (who, body) = (text(&entry["author"]["type"]), &entry["body"]);
    match body["type"].as_str() {
        Some("event") => format!("{who}: [{}]", text(&body["event"])),
        Some("note") => format!("{who} notes: {}", text(&body["text"])),
        _ => format!("{who}: {}", text(&body["content"]["text"])),
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scenarios")
}

fn read(path: &Path) -> Scenario {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("reading {}: {error}", path.display()));
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut scenario = parse(&name, &text).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
    let flow = path.with_file_name(format!("{}.json", scenario.flow_name));
    scenario.flow = fs::read_to_string(&flow).unwrap_or_else(|error| panic!("reading {}: {error}", flow.display()));
    scenario
}

fn parse(name: &str, text: &str) -> Result<Scenario, String> {
    let mut scenario = Scenario {
        name: name.to_owned(),
        flow_name: name.to_owned(),
        flow: String::new(),
        channels: Vec::new(),
        steps: Vec::new(),
        timeline: Vec::new(),
    };
    let mut in_timeline = false;
    for (at, line) in text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |what: &str| format!("line {}: {what}: {line}", at + 1);
        if let Some(entry) = line.strip_prefix("  ").filter(|_| in_timeline) {
            scenario.timeline.push(entry.to_owned());
            continue;
        }
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let step = match (word, rest) {
            ("flow", name) => {
                scenario.flow_name = name.to_owned();
                continue;
            }
            ("channels", names) => {
                let channels = names.split_whitespace().map(Channel::parse).collect::<Option<_>>();
                scenario.channels = channels.ok_or_else(|| wrong("not all of these are channels"))?;
                continue;
            }
            ("timeline", "") => {
                in_timeline = true;
                continue;
            }
            ("answers", answer) => answer_of(answer).ok_or_else(|| wrong("this is no status and body"))?,
            ("says", text) => Step::Says(text.to_owned()),
            ("hears", text) => Step::Hears(text.to_owned()),
            ("waits", time) => Step::Waits { ms: time_ms(time).ok_or_else(|| wrong("this is no time"))? },
            ("leaves", "") => Step::Leaves,
            ("comes", "back") => Step::ComesBack,
            _ => return Err(wrong("nobody knows what this means")),
        };
        scenario.steps.push(step);
    }
    if scenario.channels.is_empty() || scenario.steps.is_empty() {
        return Err("it names no channels or tells nothing".to_owned());
    }
    Ok(scenario)
}

fn answer_of(text: &str) -> Option<Step> {
    let (status, body) = text.split_once(' ')?;
    Some(Step::Answers { status: status.parse().ok()?, body: body.to_owned() })
}

fn time_ms(text: &str) -> Option<u64> {
    let (number, unit_ms) = match text.split_at_checked(text.len().checked_sub(1)?)? {
        (number, "s") => (number, 1_000),
        (number, "m") => (number, 60_000),
        (number, "h") => (number, 3_600_000),
        _ => return None,
    };
    Some(number.parse::<u64>().ok()? * unit_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_is_read_line_by_line() {
        let text = "What it shows.\n\nchannels sms line\n\nanswers 200 {}\nsays hello there\nwaits 20m\nhears Hi.\n\ntimeline\n  customer: hello there\n";
        let scenario = parse("name", text).expect("it is good");
        assert_eq!(scenario.channels, [Channel::Sms, Channel::Line]);
        let answer = Step::Answers { status: 200, body: "{}".into() };
        let steps =
            [answer, Step::Says("hello there".into()), Step::Waits { ms: 1_200_000 }, Step::Hears("Hi.".into())];
        assert_eq!(scenario.steps, steps);
        assert_eq!(scenario.timeline, ["customer: hello there"]);
    }

    #[test]
    fn what_nobody_knows_is_told_with_its_line() {
        for (text, wanted) in [
            ("It.\nchannels line\nshouts x\n", "line 3"),
            ("It.\nchannels morse\nsays x\n", "line 2"),
            ("It.\nchannels line\nwaits soon\n", "line 3"),
            ("It.\nchannels line\nanswers well\n", "line 3"),
            ("It.\nsays x\n", "no channels"),
        ] {
            let problem = parse("name", text).expect_err(text);
            assert!(problem.contains(wanted), "{problem}");
        }
    }
}

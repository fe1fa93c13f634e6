//! Figures as tables for people, and what they are held against.

use std::fmt::Write;

use crate::Figures;
use crate::figures::{Carried, Quiet};

/// What has to hold (`docs/performance.md`).
const PER_SECOND: f64 = 2_000.0;
const P99_MS: f64 = 50.0;
const P99_RATE: &str = "200 a second";
const RESIDENT_BYTES: u64 = 150_000_000;
const STARTED_IN_MS: f64 = 1_000.0;

/// One aim, and whether this run meets it.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub aim: &'static str,
    pub limit: String,
    pub run: String,
    pub holds: bool,
}

/// The aims that this run says something about.
pub fn verdicts(figures: &Figures) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    let mut add = |aim, limit: &str, run: String, holds| {
        verdicts.push(Verdict { aim, limit: limit.to_owned(), run, holds });
    };
    if let Some(fast) = figures.loads.iter().find(|load| load.name.starts_with("as fast as possible")) {
        let limit = format!("at least {}", number(PER_SECOND));
        let run = number(fast.per_second);
        add("durable messages per second with a reply each", &limit, run, fast.per_second >= PER_SECOND);
    }
    if let Some(load) = figures.loads.iter().find(|load| load.name == P99_RATE) {
        let limit = format!("under {P99_MS} ms");
        add("p99 at 200 per second", &limit, format!("{:.1} ms", load.reply.p99_ms), load.reply.p99_ms < P99_MS);
    }
    if let Some(soak) = &figures.soak {
        let run = format!("{:+.1} % after the first quarter", soak.resident_rise * 100.0);
        add("memory under steady load", "flat", run, soak.memory_is_flat());
        add("open files under steady load", "flat", format!("{:+.1}", soak.files_rise), soak.files_are_flat());
        let left = soak.connections_left;
        add("connections left when it is over", "none", format!("{left:+}"), soak.connections_are_closed());
    }
    let resident = mb(figures.peak_bytes);
    add("resident at most, over the whole run", "150 MB", resident, figures.peak_bytes <= RESIDENT_BYTES);
    let started = format!("{:.0} ms", figures.started_in_ms);
    add("start until ready", "under 1 s", started, figures.started_in_ms < STARTED_IN_MS);
    let checked = &figures.checked;
    let run = format!("{} messages read back", number(checked.messages as f64));
    add("nothing lost, nothing double", "all", run, checked.is_whole());
    verdicts
}

/// The whole run as Markdown.
pub fn markdown(figures: &Figures) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut text, figures);
    text
}

fn write(text: &mut String, figures: &Figures) -> std::fmt::Result {
    writeln!(text, "{} cores, generator and vendor included.\n", figures.cores)?;
    quiet(text, figures)?;
    loads(text, figures)?;
    soak(text, figures)?;
    alone(text, figures)?;
    writeln!(text, "| aim | limit | this run | |\n|---|---|---|---|")?;
    for Verdict { aim, limit, run, holds } in verdicts(figures) {
        writeln!(text, "| {aim} | {limit} | {run} | {} |", if holds { "holds" } else { "**fails**" })?;
    }
    if !figures.checked.is_whole() {
        writeln!(text, "\n{:#?}", figures.checked)?;
    }
    Ok(())
}

fn quiet(text: &mut String, figures: &Figures) -> std::fmt::Result {
    if figures.rest.is_none() && figures.sockets.is_none() {
        return Ok(());
    }
    writeln!(text, "| nobody speaks | resident | of one core | open files | |\n|---|---|---|---|---|")?;
    let mut row = |name: &str, quiet: &Quiet, more: &str| {
        let Quiet { resident_bytes, cpu_percent, handles } = quiet;
        writeln!(text, "| {name} | {} | {cpu_percent:.1} % | {handles} | {more} |", mb(*resident_bytes))
    };
    if let Some(rest) = &figures.rest {
        row("at rest", rest, &format!("ready in {:.0} ms", figures.started_in_ms))?;
    }
    if let Some(sockets) = &figures.sockets {
        let name = format!("{} idle sockets", number(sockets.count as f64));
        let each = format!("{:.1} KB each, opened in {:.0} ms", sockets.bytes_each / 1e3, sockets.opened_in_ms);
        row(&name, &sockets.quiet, &each)?;
    }
    writeln!(text)
}

fn loads(text: &mut String, figures: &Figures) -> std::fmt::Result {
    let all: Vec<&Carried> = figures.loads.iter().chain(figures.soak.iter().map(|soak| &soak.load)).collect();
    if all.is_empty() {
        return Ok(());
    }
    writeln!(
        text,
        "| load | messages | per second | p50 | p99 | p99.9 | most | webhook p50 | p99 | CPU each | generator's | resident | open files |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|---|"
    )?;
    for load in all {
        let Carried { name, reply, webhook, .. } = load;
        writeln!(
            text,
            "| {name} | {} | {} | {:.1} ms | {:.1} ms | {:.1} ms | {:.1} ms | {:.1} ms | {:.1} ms | {:.0} µs | {:.0} µs | {} | {} |",
            number(load.messages as f64),
            number(load.per_second),
            reply.p50_ms,
            reply.p99_ms,
            reply.p999_ms,
            reply.max_ms,
            webhook.p50_ms,
            webhook.p99_ms,
            load.cpu_us,
            load.generator_cpu_us,
            mb(load.resident_bytes),
            load.handles,
        )?;
    }
    writeln!(text)
}

fn soak(text: &mut String, figures: &Figures) -> std::fmt::Result {
    let Some(soak) = &figures.soak else { return Ok(()) };
    let head =
        "| minute | resident | open files | connections | stored | without a reply yet |\n|---|---|---|---|---|---|";
    writeln!(text, "{head}")?;
    let mut minute = 0.0;
    for look in &soak.samples {
        if look.second < minute * 60.0 {
            continue;
        }
        let (resident, stored) = (mb(look.resident_bytes), mb(look.stored_bytes));
        writeln!(text, "| {minute} | {resident} | {} | {} | {stored} | {} |", look.files, look.connections, look.open)?;
        minute += 1.0;
    }
    writeln!(text)
}

fn alone(text: &mut String, figures: &Figures) -> std::fmt::Result {
    if figures.alone.is_empty() {
        return Ok(());
    }
    writeln!(text, "| SQLite alone: turns in a commit | a commit | turns per second |\n|---|---|---|")?;
    for alone in &figures.alone {
        let turns = number(alone.turns_per_second);
        writeln!(text, "| {} | {:.2} ms | {turns} |", alone.turns_per_commit, alone.commit_ms)?;
    }
    writeln!(text)
}

fn mb(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// 12345.6 as `12,346`; small ones keep a digit.
fn number(value: f64) -> String {
    if value < 10.0 && value.fract() != 0.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Latency;
    use crate::verify::Checked;

    fn load(name: &str, per_second: f64, p99_ms: f64) -> Carried {
        Carried {
            name: name.to_owned(),
            messages: 40_000,
            per_second,
            reply: Latency { p99_ms, ..Latency::default() },
            webhook: Latency::default(),
            cpu_us: 200.0,
            generator_cpu_us: 50.0,
            resident_bytes: 90_000_000,
            handles: 60,
        }
    }

    fn check(change: impl FnOnce(&mut Figures)) -> Vec<&'static str> {
        let mut figures = Figures {
            loads: vec![load("200 a second", 200.0, 9.0), load("as fast as possible, 256 at once", 2_500.0, 90.0)],
            peak_bytes: 120_000_000,
            checked: Checked { messages: 40_000, customers: 10, ..Checked::default() },
            ..Figures::default()
        };
        change(&mut figures);
        let broken: Vec<_> = verdicts(&figures).iter().filter(|it| !it.holds).map(|it| it.aim).collect();
        assert_eq!(markdown(&figures).contains("**fails**"), !broken.is_empty());
        broken
    }

    #[test]
    fn each_aim_fails_by_itself() {
        assert!(check(|_| {}).is_empty());
        assert_eq!(check(|it| it.loads[0].reply.p99_ms = 50.0), ["p99 at 200 per second"]);
        assert_eq!(check(|it| it.loads[1].per_second = 1_999.0), ["durable messages per second with a reply each"]);
        assert_eq!(check(|it| it.peak_bytes = 150_000_001), ["resident at most, over the whole run"]);
        assert_eq!(check(|it| it.started_in_ms = 1_000.0), ["start until ready"]);
        assert_eq!(check(|it| it.checked.with_two_replies = 1), ["nothing lost, nothing double"]);
    }

    #[test]
    fn numbers_are_read_at_a_glance() {
        let shown = [0.0, 1.0, 0.96, 999.6, 12_345.6, 1_000_000.0].map(number);
        assert_eq!(shown, ["0", "1", "1.0", "1,000", "12,346", "1,000,000"]);
    }
}

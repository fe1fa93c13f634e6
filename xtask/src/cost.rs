//! What a message costs in the cloud: what was counted on the emulated AWS, at public prices.

use std::fs;

use serde_json::{Map, Value, json};

use crate::args::Failure;
use crate::workspace::Workspace;

/// The prices, what is assumed about time, and the limit.
pub const PRICES: &str = "infra/prices.json";

/// What the limit is about, on whichever channel.
const LIMITED: &str = "a message with one reply";

/// The parts of a price, in the order of the table.
const PARTS: [&str; 8] = ["Lambda", "SQS", "writes", "reads", "API", "timers", "logs", "other"];

/// Functions that wait for somebody else's server.
const CALLERS: [&str; 2] = ["OutboundSend", "HttpCall"];

pub struct Prices(Value);

impl Prices {
    pub fn read(workspace: &Workspace) -> Result<Self, Failure> {
        let text = fs::read_to_string(workspace.path(PRICES))
            .map_err(|error| Failure::failed(format!("reading {PRICES}: {error}")))?;
        let value =
            serde_json::from_str(&text).map_err(|error| Failure::failed(format!("reading {PRICES}: {error}")))?;
        Ok(Self(value))
    }

    fn number(&self, pointer: &str) -> f64 {
        // The file is checked in, and a test reads every price in it.
        self.0.pointer(pointer).and_then(Value::as_f64).unwrap_or(f64::NAN)
    }

    fn per_million(&self, name: &str) -> f64 {
        self.number(&format!("/usd_per_million/{name}"))
    }

    fn limit(&self) -> f64 {
        self.number("/limit_usd_per_million")
    }

    /// How long a request is waited for.
    fn wait_ms(&self, what: &str) -> f64 {
        let exact = self.0.pointer("/assumed/ms").and_then(|all| all.get(what)).and_then(Value::as_f64);
        let service = what.split(':').next().unwrap_or_default();
        exact.unwrap_or_else(|| self.number(&format!("/assumed/ms/{service}")))
    }
}

/// One scenario, priced for a million of it.
pub struct Priced {
    pub name: String,
    pub requests: u64,
    pub write_units: f64,
    pub read_units: f64,
    parts: [f64; PARTS.len()],
}

impl Priced {
    pub fn total(&self) -> f64 {
        self.parts.iter().sum()
    }
}

/// Prices what `tests/cloud` counted.
pub fn price(prices: &Prices, counted: &Value) -> Vec<Priced> {
    let scenarios = counted.as_object().into_iter().flatten();
    scenarios.map(|(name, tally)| one(prices, name, tally.as_object().unwrap_or(&Map::new()))).collect()
}

fn one(prices: &Prices, name: &str, tally: &Map<String, Value>) -> Priced {
    let is_chat = name.starts_with("web chat");
    let mut priced =
        Priced { name: name.to_owned(), requests: 0, write_units: 0.0, read_units: 0.0, parts: [0.0; PARTS.len()] };
    let number = |sum: &Value, field: &str| sum[field].as_f64().unwrap_or_default();
    for (key, sum) in tally {
        let (who, what) = key.split_once(' ').unwrap_or(("", key));
        let count = number(sum, "count");
        priced.requests += sum["count"].as_u64().unwrap_or_default();
        let (part, usd) = match what.split_once(':').unwrap_or((what, "")) {
            ("lambda", _) => {
                let waits = if CALLERS.contains(&who) && !is_chat { prices.wait_ms("vendor") } else { 0.0 };
                let ms = count * (prices.wait_ms("run") + waits) + waited_ms(prices, who, tally);
                let gb_seconds = number(sum, "memory_mb") / 1024.0 * ms / 1000.0;
                priced.parts[part("logs")] += number(sum, "log_bytes") / 1e3 * prices.number("/usd/log_gb");
                let compute = 1e6 * gb_seconds * prices.number("/usd/lambda_arm64_gb_second");
                ("Lambda", count * prices.per_million("lambda_runs") + compute)
            }
            ("sqs", _) => ("SQS", number(sum, "pieces") * prices.per_million("sqs_fifo_requests")),
            ("dynamodb", "GetItem" | "BatchGetItem" | "Query") => {
                priced.read_units += number(sum, "units");
                ("reads", number(sum, "units") * prices.per_million("dynamodb_read_units"))
            }
            ("dynamodb", _) => {
                priced.write_units += number(sum, "units");
                ("writes", number(sum, "units") * prices.per_million("dynamodb_write_units"))
            }
            ("http", _) => ("API", count * prices.per_million("http_requests")),
            ("socket", _) => ("API", number(sum, "pieces") * prices.per_million("socket_messages")),
            // What is posted to a socket is counted where it leaves.
            ("sockets", _) => ("API", 0.0),
            ("scheduler", "CreateSchedule") => ("timers", count * prices.per_million("schedules")),
            ("scheduler", _) => ("timers", 0.0),
            ("s3", "GET" | "HEAD") => ("other", count * prices.per_million("s3_reads")),
            ("s3", _) => ("other", count * prices.per_million("s3_writes")),
            (service, _) => ("other", count * prices.per_million(&format!("{service}_requests"))),
        };
        priced.parts[self::part(part)] += usd;
    }
    if is_chat {
        let minutes = prices.number("/assumed/socket_minutes_per_message");
        priced.parts[part("API")] += minutes * prices.per_million("socket_connection_minutes");
    }
    priced
}

/// What a function waits for AWS.
fn waited_ms(prices: &Prices, who: &str, tally: &Map<String, Value>) -> f64 {
    let asked = tally.iter().filter_map(|(key, sum)| {
        let what = key.strip_prefix(who)?.strip_prefix(' ')?;
        (!what.starts_with("lambda:")).then(|| sum["count"].as_f64().unwrap_or_default() * prices.wait_ms(what))
    });
    asked.sum()
}

fn part(name: &str) -> usize {
    PARTS.iter().position(|part| *part == name).unwrap_or(PARTS.len() - 1)
}

/// The table, in Markdown: US$ for a million of each.
pub fn table(priced: &[Priced]) -> String {
    let mut text = format!("| | requests | write units | read units | {} | US$ |\n", PARTS.join(" | "));
    text.push_str(&format!("|---{}|\n", "|---:".repeat(4 + PARTS.len())));
    for one in priced {
        let parts: Vec<String> = one.parts.iter().map(|usd| format!("{usd:.2}")).collect();
        let Priced { name, requests, write_units, read_units, .. } = one;
        let total = one.total();
        text.push_str(&format!(
            "| {name} | {requests} | {write_units} | {read_units} | {} | **{total:.2}** |\n",
            parts.join(" | ")
        ));
    }
    text
}

pub fn figures(priced: &[Priced], counted: &Value) -> Value {
    let scenarios: Map<String, Value> = priced
        .iter()
        .map(|one| {
            let parts: Map<String, Value> =
                PARTS.iter().zip(one.parts).map(|(name, usd)| ((*name).to_owned(), json!(usd))).collect();
            let told = json!({
                "usd_per_million": one.total(), "parts": parts, "requests": one.requests,
                "write_units": one.write_units, "read_units": one.read_units, "counted": counted[&one.name],
            });
            (one.name.clone(), told)
        })
        .collect();
    Value::Object(scenarios)
}

/// Whether the limit holds, in a sentence.
pub fn verdict(prices: &Prices, priced: &[Priced]) -> Result<String, Failure> {
    let limited = priced.iter().filter(|one| one.name.ends_with(LIMITED));
    let Some(dearest) = limited.max_by(|a, b| a.total().total_cmp(&b.total())) else {
        return Err(Failure::failed(format!("'{LIMITED}' was not counted")));
    };
    let (total, limit) = (dearest.total(), prices.limit());
    let told =
        format!("A million of '{LIMITED}' cost at most US$ {total:.2} ({}); US$ {limit:.2} are allowed.", dearest.name);
    if total <= limit { Ok(told) } else { Err(Failure::failed(told)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prices() -> Prices {
        Prices(serde_json::from_str(include_str!("../../infra/prices.json")).expect("JSON"))
    }

    fn sum(count: u64, units: f64) -> Value {
        json!({ "count": count, "units": units, "pieces": count, "memory_mb": 1024, "log_bytes": 1_000 })
    }

    #[test]
    fn every_service_that_is_asked_has_a_price() {
        let written: Value = serde_json::from_str(include_str!("../../tests/cloud/requests.json")).expect("JSON");
        for (name, tally) in written.as_object().expect("scenarios") {
            let tally: Map<_, _> =
                tally.as_object().expect("requests").keys().map(|key| (key.clone(), sum(1, 1.0))).collect();
            let total = one(&prices(), name, &tally).total();
            assert!(total.is_finite() && total > 0.0, "{name}: {total}");
        }
    }

    #[test]
    fn each_part_is_priced_as_it_is_charged() {
        let tally = json!({
            "OutboundSend lambda:Run": sum(1, 0.0),
            "OutboundSend dynamodb:Query": sum(1, 1.0),
            "OutboundSend dynamodb:DeleteItem": sum(1, 1.0),
            "Outbound sqs:PollerReceive": sum(2, 0.0),
        });
        let priced = one(&prices(), "LINE", tally.as_object().expect("an object"));
        assert_eq!((priced.write_units, priced.read_units, priced.requests), (1.0, 1.0, 5));
        // A gigabyte for 3 ms of its own, 10 of the table and 150 of the vendor.
        let lambda = 0.20 + 0.163 * 13.333_4;
        let expected = [lambda, 1.0, 0.625, 0.125, 0.0, 0.0, 0.5, 0.0];
        for (name, (usd, expected)) in PARTS.iter().zip(priced.parts.iter().zip(expected)) {
            assert!((usd - expected).abs() < 1e-6, "{name}: {usd} instead of {expected}");
        }
    }

    #[test]
    fn above_the_limit_is_a_failure() {
        let with = |channel: &str, units| {
            let tally = json!({ "X dynamodb:PutItem": sum(1, units) });
            one(&prices(), &format!("{channel}: {LIMITED}"), tally.as_object().expect("an object"))
        };
        assert!(verdict(&prices(), &[with("LINE", 12.0), with("web chat", 12.0)]).is_ok());
        assert!(verdict(&prices(), &[with("LINE", 12.0), with("web chat", 30.0)]).is_err());
        assert!(verdict(&prices(), &[with("LINE", 30.0), with("web chat", 12.0)]).is_err());
        assert!(verdict(&prices(), &[]).is_err());
    }
}

//! What a step costs: native, in a warm instance, in a fresh one, with and without fuel, over sizes of flows and
//! over the life of a session. `cargo run --release -p flow-host --features compiler --example bench_engine`
//! prints a table; `--json FILE` writes the figures, `--quick` takes fewer samples.

use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use flow_engine::{CustomerFacts, Event, EventKind, decode_result, encode_input, step_bytes};
use flow_host::{Guest, Host, HostConfig, Program};
use serde_json::{Value, json};

const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];
const ROUNDS: usize = 10;
const THANKS: &str = "Thanks {{ customer.name }}! {{ colour | upper }} and {{ drink }}.";
const CALCULATED: &str = "Thanks {{ customer.name }}! {{ colour | upper }} and {{ drink }}: {{ letters }} letters.";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let json_file = arguments.iter().position(|a| a == "--json").and_then(|at| arguments.get(at + 1));
    let samples = if arguments.iter().any(|a| a == "--quick") { 300 } else { 5_000 };
    let report = run(samples);
    if let Some(file) = json_file {
        let text = serde_json::to_string_pretty(&report).expect("figures are JSON");
        std::fs::write(file, text).unwrap_or_else(|error| panic!("writing {file}: {error}"));
    }
}

fn run(samples: usize) -> Value {
    let wasm = guest_bytes();
    let began = Instant::now();
    let guest = Guest::wasm(wasm.clone()).expect("the guest is WebAssembly");
    let fuelled = Host::new(&guest, HostConfig::default()).expect("the guest loads");
    let compile_ms = began.elapsed().as_millis();
    let unfuelled = HostConfig { fuel: false, ..HostConfig::default() };
    let unfuelled = Host::new(&guest, unfuelled).expect("the guest loads");
    let precompiled = flow_host::precompile(&wasm).expect("the guest compiles");
    println!(
        "guest {} KB, precompiled {} KB, compiled in {compile_ms} ms\n",
        wasm.len() / 1024,
        precompiled.len() / 1024
    );

    let hosts = Hosts { fuelled, unfuelled };
    let mut steps = Vec::new();
    for size in SIZES {
        steps.extend(conversation(size, false));
    }
    steps.extend(conversation(SIZES[0], true).into_iter().filter(|step| step.name == "drink"));
    // All steps in every round, so that a machine that is busy for a while is so for all of them.
    for _ in 0..ROUNDS {
        for step in &mut steps {
            step.measure(&hosts, samples / ROUNDS);
        }
    }
    println!(
        "{:>7} {:<10} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {:>7} {:>7}",
        "nodes", "step", "native", "warm", "warm+f", "fresh", "fresh+f", "p99", "fuel", "in", "out"
    );
    let rows: Vec<Value> = steps.iter_mut().map(|step| step.row(&hosts)).collect();
    let age = session_age(&hosts, samples);
    summary(&rows);
    json!({ "guest_bytes": wasm.len(), "precompiled_bytes": precompiled.len(), "compile_ms": compile_ms as u64,
        "steps": rows, "session_age": age })
}

struct Hosts {
    fuelled: Host,
    unfuelled: Host,
}

/// One step of a conversation, and what it took each time.
struct Step {
    nodes: usize,
    name: &'static str,
    calculates: bool,
    program: Program,
    input: Vec<u8>,
    native: Times,
    warm: Times,
    warm_fuelled: Times,
    fresh: Times,
    fuelled: Times,
}

impl Step {
    fn measure(&mut self, hosts: &Hosts, samples: usize) {
        let Self { program, input, .. } = self;
        self.native.take(samples, || drop(black_box(step_bytes(&&**program, black_box(input)))));
        let mut warm = hosts.unfuelled.keep(program).expect("an instance");
        self.warm.take(samples, || drop(black_box(warm.step(input).expect("a step"))));
        let mut warm_fuelled = hosts.fuelled.keep(program).expect("an instance");
        self.warm_fuelled.take(samples, || drop(black_box(warm_fuelled.step(input).expect("a step"))));
        self.fresh.take(samples, || drop(black_box(hosts.unfuelled.step(program, input).expect("a step"))));
        self.fuelled.take(samples, || drop(black_box(hosts.fuelled.step(program, input).expect("a step"))));
    }

    fn row(&mut self, hosts: &Hosts) -> Value {
        let outcome = hosts.fuelled.step_measured(&self.program, &self.input).expect("a step");
        let name = if self.calculates { format!("{}, set", self.name) } else { self.name.to_owned() };
        let [native, warm, warm_fuelled, fresh, fuelled] =
            [&mut self.native, &mut self.warm, &mut self.warm_fuelled, &mut self.fresh, &mut self.fuelled]
                .map(|times| times.at_us(0.5));
        let p99 = self.fuelled.at_us(0.99);
        println!(
            "{:>7} {name:<10} {native:>8.1} {warm:>8.1} {warm_fuelled:>8.1} {fresh:>8.1} {fuelled:>8.1} {p99:>8.1} {:>9} \
             {:>7} {:>7}",
            self.nodes,
            outcome.fuel_used,
            self.input.len(),
            outcome.output.len()
        );
        json!({ "nodes": self.nodes, "step": name, "native_us": native, "warm_us": warm, "warm_fuel_us": warm_fuelled,
            "fresh_us": fresh, "fresh_fuel_us": fuelled, "fresh_fuel_p99_us": p99, "fuel": outcome.fuel_used,
            "input_bytes": self.input.len(), "output_bytes": outcome.output.len(),
            "session_bytes": decode_result(&outcome.output).ok().and_then(|result| result.session).map(|s| s.len()) })
    }
}

/// The conversation that goes on for long: the 250th answer costs what the first did.
fn session_age(hosts: &Hosts, samples: usize) -> Value {
    let program = endless();
    let mut session = start(&program);
    let mut figures = Vec::new();
    println!("\n{:>7} {:>8} {:>8} {:>9} {:>8}", "resume", "native", "fresh+f", "fuel", "session");
    for resume in 1..=250 {
        let input = encode_input(Some(&session), &event(said("a word")));
        if [1, 10, 50, 250].contains(&resume) {
            let (mut native, mut fresh) = (Times::default(), Times::default());
            native.take(samples, || drop(black_box(step_bytes(&&*program, black_box(&input)))));
            fresh.take(samples, || drop(black_box(hosts.fuelled.step(&program, &input).expect("a step"))));
            let (native, fresh) = (native.at_us(0.5), fresh.at_us(0.5));
            let fuel = hosts.fuelled.step_measured(&program, &input).expect("a step").fuel_used;
            println!("{resume:>7} {native:>8.1} {fresh:>8.1} {fuel:>9} {:>8}", session.len());
            figures.push(json!({ "resume": resume, "native_us": native, "fresh_fuel_us": fresh,
                "fuel": fuel, "session_bytes": session.len() }));
        }
        let output = hosts.fuelled.step(&program, &input).expect("a step");
        session = decode_result(&output).expect("a result").session.expect("the flow goes on");
    }
    json!(figures)
}

fn summary(rows: &[Value]) {
    let of = |key: &str, nodes: usize| {
        let figures: Vec<f64> = rows
            .iter()
            .filter(|row| row["nodes"] == nodes && ["colour", "drink"].iter().any(|name| row["step"] == *name))
            .filter_map(|row| row[key].as_f64())
            .collect();
        figures.iter().sum::<f64>() / figures.len() as f64
    };
    let fresh: Vec<f64> = SIZES.iter().map(|size| of("fresh_fuel_us", *size)).collect();
    let flat = fresh.iter().fold(0.0_f64, |a, b| a.max(*b)) / fresh.iter().fold(f64::MAX, |a, b| a.min(*b));
    println!("\nper resume of the two-question conversation, mean of its resumes");
    println!("  fresh instance and fuel {:.1} µs (at most 40)", fresh[0]);
    println!("  10 to 10,000 nodes      {flat:.2}x (at most 1.2)");
    println!("  warm over native        {:.2}x (at most 1.6)", of("warm_us", 10) / of("native_us", 10));
    println!("  fresh over native       {:.2}x", fresh[0] / of("native_us", 10));
    let fuel = |nodes: usize| of("fuel", nodes) as u64;
    println!("  fuel at every size      {:?}", SIZES.map(fuel));
}

/// What something took, each time that it was done.
#[derive(Default)]
struct Times(Vec<u64>);

impl Times {
    fn take(&mut self, samples: usize, mut step: impl FnMut()) {
        for _ in 0..samples / 10 {
            step();
        }
        self.0.extend((0..samples).map(|_| {
            let began = Instant::now();
            step();
            began.elapsed().as_nanos() as u64
        }));
    }

    fn at_us(&mut self, share: f64) -> f64 {
        self.0.sort_unstable();
        self.0[((self.0.len() - 1) as f64 * share) as usize] as f64 / 1000.0
    }
}

/// Each step of the conversation.
fn conversation(nodes: usize, calculates: bool) -> Vec<Step> {
    let program = two_questions(nodes, calculates);
    let mut session: Option<Vec<u8>> = None;
    let steps = [("start", EventKind::Started { opening: None }), ("colour", said("Blue")), ("drink", said("tea"))];
    steps
        .into_iter()
        .map(|(name, kind)| {
            let input = encode_input(session.as_deref(), &event(kind));
            session = decode_result(&step_bytes(&&*program, &input)).expect("a result").session;
            let [native, warm, warm_fuelled, fresh, fuelled] = Default::default();
            let program = program.clone();
            Step { nodes, name, calculates, program, input, native, warm, warm_fuelled, fresh, fuelled }
        })
        .collect()
}

fn start(program: &Program) -> Vec<u8> {
    let output = step_bytes(&&**program, &encode_input(None, &event(EventKind::Started { opening: None })));
    decode_result(&output).expect("a result").session.expect("the flow waits")
}

fn said(text: &str) -> EventKind {
    EventKind::Message { content: conversation::Content::text(text) }
}

fn event(kind: EventKind) -> Event {
    Event {
        now_ms: 1_795_305_600_000,
        seed: 7,
        customer: CustomerFacts {
            name: "花".into(),
            language: "en".into(),
            channel: conversation::Channel::Webchat,
            phone: String::new(),
            email: String::new(),
        },
        kind,
    }
}

/// Colour, drink, thanks; the rest of the nodes lie beside the way, behind the others in the program, so that the
/// numbers of those that are visited take the same bytes at every size. One that calculates evaluates two expressions
/// before it thanks.
fn two_questions(nodes: usize, calculates: bool) -> Program {
    let mut drawn = serde_json::Map::new();
    drawn.insert(
        "colour".into(),
        json!({ "kind": "ask", "settings": {
        "text": { "en": "What is your favourite colour?" }, "answer": { "type": "text" }, "save_as": "colour" },
        "exits": { "answered": "drink", "invalid": "unused-0" } }),
    );
    drawn.insert(
        "drink".into(),
        json!({ "kind": "ask", "settings": {
        "text": { "en": "I like {{ colour | lower }} too! What is your favourite drink?" },
        "answer": { "type": "choice", "options": [
            { "id": "coffee", "label": { "en": "Coffee" } }, { "id": "tea", "label": { "en": "Tea" } },
            { "id": "water", "label": { "en": "Water" } } ] }, "save_as": "drink" },
        "exits": { "answered": if calculates { "count" } else { "thank" }, "invalid": "unused-0" } }),
    );
    if calculates {
        drawn.insert(
            "count".into(),
            json!({ "kind": "set", "settings": { "assignments": [
            { "variable": "letters", "value": "length(colour) + length(drink)" },
            { "variable": "long", "value": "letters > 10" } ] }, "exits": { "next": "thank" } }),
        );
    }
    drawn.insert(
        "thank".into(),
        json!({ "kind": "message", "settings": {
        "text": { "en": if calculates { CALCULATED } else { THANKS } } },
        "exits": { "next": "end" } }),
    );
    drawn.insert("end".into(), json!({ "kind": "end", "settings": {} }));
    let beside = nodes - drawn.len();
    for at in 0..beside {
        let next = if at + 1 == beside { "end".to_owned() } else { format!("unused-{}", at + 1) };
        drawn.insert(
            format!("unused-{at}"),
            json!({ "kind": "message",
            "settings": { "text": { "en": format!("This is message {at} beside the way.") } },
            "exits": { "next": next } }),
        );
    }
    compile("colour", drawn)
}

/// A question that is put again after every answer.
fn endless() -> Program {
    let mut drawn = serde_json::Map::new();
    drawn.insert(
        "word".into(),
        json!({ "kind": "ask", "settings": {
        "text": { "en": "Say something." }, "answer": { "type": "text" }, "save_as": "word" },
        "exits": { "answered": "echo", "invalid": "echo" } }),
    );
    drawn.insert(
        "echo".into(),
        json!({ "kind": "message", "settings": { "text": { "en": "You said {{ word | upper }}." } },
        "exits": { "next": "word" } }),
    );
    compile("word", drawn)
}

fn compile(start: &str, nodes: serde_json::Map<String, Value>) -> Program {
    let document = json!({ "format": "tsunagi.flow/1", "languages": ["en"], "time_zone": "Asia/Tokyo", "start": start,
        "nodes": nodes });
    let document = flow_model::read(&document.to_string()).unwrap_or_else(|errors| panic!("{errors:?}"));
    let program = flow_model::compile(&document, &|_| None).unwrap_or_else(|problems| panic!("{problems:?}"));
    Arc::from(program.bytes)
}

fn guest_bytes() -> Vec<u8> {
    let file = std::env::var_os("TSUNAGI_GUEST").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/guest/flow_wasm.wasm"),
        PathBuf::from,
    );
    std::fs::read(&file)
        .unwrap_or_else(|error| panic!("reading {}: {error}; `cargo xtask bench engine` builds it", file.display()))
}

//! R5: what a step reads and computes depends on the nodes that it visits, and on nothing else.

use std::cell::Cell;

use conversation::{Channel, Content};
use flow_engine::{CustomerFacts, Damaged, Event, EventKind, ReadProgram, StepResult, step};
use serde_json::{Value, json};

use crate::script::{NOW_MS, compile, end, flow, message};

/// A program that counts what is read of it.
struct Counted {
    bytes: Vec<u8>,
    reads: Cell<u64>,
    read_bytes: Cell<u64>,
}

impl ReadProgram for Counted {
    fn read(&self, offset: u32, out: &mut [u8]) -> Result<(), Damaged> {
        self.reads.set(self.reads.get() + 1);
        self.read_bytes.set(self.read_bytes.get() + out.len() as u64);
        self.bytes.as_slice().read(offset, out)
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Cost {
    reads: u64,
    read_bytes: u64,
    fuel: u64,
    visits: usize,
    session_bytes: Option<usize>,
}

impl Counted {
    fn new(nodes: Value) -> Self {
        Self { bytes: compile(&flow(nodes)), reads: Cell::new(0), read_bytes: Cell::new(0) }
    }

    fn step(&self, session: Option<&[u8]>, kind: EventKind) -> (Cost, StepResult) {
        self.reads.set(0);
        self.read_bytes.set(0);
        let customer = CustomerFacts {
            name: "Hana".into(),
            language: "en".into(),
            channel: Channel::Webchat,
            phone: String::new(),
            email: String::new(),
        };
        let result = step(self, session, &Event { now_ms: NOW_MS, seed: 7, customer, kind });
        let cost = Cost {
            reads: self.reads.get(),
            read_bytes: self.read_bytes.get(),
            fuel: result.trace.fuel,
            visits: result.trace.visits.len(),
            session_bytes: result.session.as_ref().map(Vec::len),
        };
        (cost, result)
    }
}

fn said(text: &str) -> EventKind {
    EventKind::Message { content: Content::text(text) }
}

fn ask(text: &str, save_as: &str, next: &str) -> Value {
    json!({ "kind": "ask", "settings": { "text": { "en": text }, "answer": { "type": "text" }, "save_as": save_as },
        "exits": { "answered": next, "invalid": next } })
}

/// A question, a calculation and an answer; the other nodes lie beside the way, behind these in the program.
fn beside_others(nodes: usize) -> Counted {
    let mut drawn = json!({
        "a": ask("Your favourite colour?", "colour", "b"),
        "b": { "kind": "set", "settings": { "assignments": [{ "variable": "n", "value": "length(colour) * 2" }] },
            "exits": { "next": "c" } },
        "c": message("{{ colour | upper }}: {{ n }}", "d"),
        "d": end() });
    for at in 4..nodes {
        let next = if at + 1 == nodes { "d".to_owned() } else { format!("unused-{}", at + 1) };
        drawn[format!("unused-{at}")] = message("Beside the way.", &next);
    }
    Counted::new(drawn)
}

#[test]
fn r5_a_step_costs_the_same_in_flows_of_10_and_of_10_000_nodes() {
    let costs = [10, 10_000].map(|nodes| {
        let program = beside_others(nodes);
        let (start, result) = program.step(None, EventKind::Started { opening: None });
        let (resume, result) = program.step(result.session.as_deref(), said("Blue"));
        assert_eq!(result.session, None, "the flow is over");
        assert!(resume.fuel > 0 && start.read_bytes > 0, "{start:?} {resume:?}");
        [start, resume]
    });
    assert_eq!(costs[0], costs[1]);
    let whole = beside_others(10_000).bytes.len() as u64;
    assert!(costs[1].iter().all(|cost| cost.read_bytes * 1000 < whole), "{costs:?} of {whole}");
}

#[test]
fn r5_the_250th_answer_costs_what_the_first_did() {
    let program = Counted::new(json!({
        "a": ask("Say something.", "word", "b"),
        "b": message("You said {{ word | upper }}.", "a") }));
    let (_, started) = program.step(None, EventKind::Started { opening: None });
    let mut session = started.session;
    let costs: Vec<Cost> = (0..250)
        .map(|_| {
            let (cost, result) = program.step(session.as_deref(), said("a word"));
            session = result.session;
            cost
        })
        .collect();
    assert!(costs[0].visits > 1 && costs[0].fuel > 0, "{:?}", costs[0]);
    assert_eq!(costs[0], costs[249]);
}

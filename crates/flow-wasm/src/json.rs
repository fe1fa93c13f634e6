//! What browsers call: JSON in, JSON out.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flow_engine::{Effect, Event, Inspection, ReadProgram, Trace, inspect, step};
use flow_model::analyse::ChannelLimits;
use flow_model::{Context, Document, analyse};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Deserialize)]
struct StepInput {
    session: Option<String>,
    event: Event,
}

#[derive(Serialize)]
struct StepOutput {
    session: Option<String>,
    effects: Vec<Effect>,
    trace: Trace,
    state: Option<Inspection>,
}

/// One step, as `flow_engine::step`.
pub fn step_json(program: &impl ReadProgram, input: &[u8]) -> Vec<u8> {
    let input: StepInput = match understood(input) {
        Ok(input) => input,
        Err(error) => return not_understood(&error),
    };
    let session = match input.session.map(|text| BASE64_STANDARD.decode(text)).transpose() {
        Ok(session) => session,
        Err(error) => return not_understood(&error),
    };
    let result = step(program, session.as_deref(), &input.event);
    write(&StepOutput {
        state: result.session.as_deref().and_then(|session| inspect(session).ok()),
        session: result.session.map(|session| BASE64_STANDARD.encode(session)),
        effects: result.effects,
        trace: result.trace,
    })
}

#[derive(Deserialize)]
struct CheckInput {
    document: Value,
    #[serde(default)]
    context: CheckContext,
}

#[derive(Default, Deserialize)]
struct CheckContext {
    flows: Option<BTreeMap<String, Value>>,
    queues: Option<BTreeSet<String>>,
    #[serde(default)]
    languages: Vec<String>,
    #[serde(default)]
    channels: Vec<CheckChannel>,
}

/// `ChannelLimits` on the wire.
#[derive(Deserialize)]
struct CheckChannel {
    name: String,
    text_units: Option<usize>,
    text_bytes: Option<usize>,
    options: Option<usize>,
    label_chars: Option<usize>,
    images: bool,
}

impl From<CheckChannel> for ChannelLimits {
    fn from(channel: CheckChannel) -> Self {
        let CheckChannel { name, text_units, text_bytes, options, label_chars, images } = channel;
        Self { name, text_units, text_bytes, options, label_chars, images }
    }
}

/// Reads and analyses a document.
pub fn read_check(input: &[u8]) -> Vec<u8> {
    let input: CheckInput = match understood(input) {
        Ok(input) => input,
        Err(error) => return not_understood(&error),
    };
    let document = match read(&input.document) {
        Ok(document) => document,
        Err(answer) => return answer,
    };
    let context = Context {
        flows: input.context.flows.map(readable),
        queues: input.context.queues,
        languages: input.context.languages,
        channels: input.context.channels.into_iter().map(ChannelLimits::from).collect(),
    };
    let problems = analyse(&document, &context);
    write(&json!({ "document": document, "problems": problems }))
}

#[derive(Deserialize)]
struct CompileInput {
    document: Value,
    #[serde(default)]
    flows: BTreeMap<String, Value>,
}

/// Compiles a document and the subflows that it uses.
pub fn compile(input: &[u8]) -> Vec<u8> {
    match compiled(input) {
        Ok(mut program) => {
            program.insert(0, 1);
            program
        }
        Err(mut answer) => {
            answer.insert(0, 0);
            answer
        }
    }
}

fn compiled(input: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
    let input: CompileInput = understood(input).map_err(|error| not_understood(&error))?;
    let document = read(&input.document)?;
    let flows = readable(input.flows);
    flow_model::compile(&document, &|name| flows.get(name).cloned())
        .map(|program| program.bytes)
        .map_err(|problems| write(&json!({ "document": document, "problems": problems })))
}

/// A document from its text or from JSON; the answer with its errors otherwise.
fn read(document: &Value) -> Result<Document, Vec<u8>> {
    let document = match document {
        Value::String(text) => flow_model::read(text),
        value => flow_model::read_value(value.clone()),
    };
    document.map_err(|errors| write(&json!({ "errors": errors })))
}

/// The other flows as far as they can be read: what is wrong in them is told where they are edited.
fn readable(flows: BTreeMap<String, Value>) -> BTreeMap<String, Document> {
    let mut documents = BTreeMap::new();
    documents.extend(flows.into_iter().filter_map(|(name, document)| Some((name, read(&document).ok()?))));
    documents
}

/// By way of a `Value`: a second reader of every type, straight from text, would cost 100 KB of guest.
fn understood<T: DeserializeOwned>(input: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_value(serde_json::from_slice(input)?)
}

fn not_understood(error: &dyn std::fmt::Display) -> Vec<u8> {
    write(&json!({ "error": error.to_string() }))
}

fn write(answer: &impl Serialize) -> Vec<u8> {
    // Maps have text keys and numbers are finite, so there is nothing that JSON could not say.
    serde_json::to_vec(answer).unwrap_or_default()
}

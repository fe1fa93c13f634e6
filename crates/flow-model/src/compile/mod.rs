//! Document to program.

mod node;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use sha2::{Digest, Sha256};

use crate::analyse::{Context, Problem, Severity, Spot, analyse};
use crate::document::Document;
use crate::in_order::in_order;
use crate::json::canonical;
use crate::nodes::NodeKind;
use crate::normalise::normalise;
use crate::program::{Header, MAGIC, NodeIndex, PREAMBLE_BYTES, PROGRAM_FORMAT, ProgramNode, Unit};
use crate::words::words;
use crate::zones::posix_zone;

/// A compiled flow with its subflows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    pub bytes: Vec<u8>,
    /// SHA-256 of `bytes`: names the revision.
    pub hash: [u8; 32],
}

impl Program {
    /// The hash as 64 small hexadecimal digits.
    pub fn hash_hex(&self) -> String {
        self.hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Compiles a flow and, through `resolve` by name, every subflow that it uses, each once. Refuses a flow that
/// the analyser finds errors in, its own or a subflow's; the answer then holds the errors only.
pub fn compile(document: &Document, resolve: &dyn Fn(&str) -> Option<Document>) -> Result<Program, Vec<Problem>> {
    let flows = subflows(document, resolve);
    let context = Context { flows: Some(flows), ..Context::default() };
    let flows = context.flows.as_ref().into_iter().flatten();
    let units: Vec<(&str, &Document)> =
        [("", document)].into_iter().chain(flows.map(|(name, document)| (name.as_str(), document))).collect();
    let errors: Vec<Problem> = units
        .iter()
        .flat_map(|(name, document)| {
            analyse(document, &context).into_iter().map(|mut problem| {
                problem.place.flow = (!name.is_empty()).then(|| (*name).to_owned());
                problem
            })
        })
        .filter(|problem| problem.severity == Severity::Error)
        .collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    link(&units).ok_or_else(|| vec![too_large()])
}

/// The subflows that a flow reaches, by name. Names that lead nowhere are absent: the analyser tells.
fn subflows(document: &Document, resolve: &dyn Fn(&str) -> Option<Document>) -> BTreeMap<String, Document> {
    let mut found = BTreeMap::new();
    let mut asked = BTreeSet::new();
    let mut open: VecDeque<String> = subflow_names(document).collect();
    while let Some(name) = open.pop_front() {
        if !asked.insert(name.clone()) {
            continue;
        }
        if let Some(subflow) = resolve(&name) {
            open.extend(subflow_names(&subflow));
            found.insert(name, subflow);
        }
    }
    found
}

fn subflow_names(document: &Document) -> impl Iterator<Item = String> {
    document.nodes.values().filter_map(|node| match &node.kind {
        NodeKind::Subflow(subflow) => Some(subflow.flow.clone()),
        _ => None,
    })
}

/// Where every node and unit of the program stands.
struct Index<'a> {
    units: BTreeMap<&'a str, u16>,
    /// Per unit.
    nodes: Vec<BTreeMap<&'a str, NodeIndex>>,
}

impl Index<'_> {
    fn node(&self, unit: u16, id: &str) -> Option<NodeIndex> {
        self.nodes.get(usize::from(unit))?.get(id).copied()
    }
}

/// Comments are not entered, so they are not part of the program: a remark changes no revision.
fn entered(document: &Document) -> impl Iterator<Item = (&String, &crate::document::Node)> {
    document.nodes.iter().filter(|(_, node)| !matches!(node.kind, NodeKind::Comment(_)))
}

/// `None` when a number does not fit its field; the analyser's limits keep far below that.
fn link(units: &[(&str, &Document)]) -> Option<Program> {
    let mut index = Index { units: BTreeMap::new(), nodes: Vec::new() };
    let mut count: NodeIndex = 0;
    for (at, (name, document)) in units.iter().enumerate() {
        index.units.insert(name, u16::try_from(at).ok()?);
        let mut places = BTreeMap::new();
        for (id, _) in entered(document) {
            places.insert(id.as_str(), count);
            count = count.checked_add(1)?;
        }
        index.nodes.push(places);
    }
    let mut header = Header { units: Vec::new() };
    let mut records = Vec::new();
    for (at, (name, document)) in units.iter().enumerate() {
        let at = u16::try_from(at).ok()?;
        header.units.push(unit(at, name, document, &index)?);
        for (id, node) in entered(document) {
            let exits = node
                .kind
                .exits()
                .into_iter()
                .filter_map(|exit| {
                    let target = index.node(at, node.exits.get(&exit.name)?)?;
                    Some((exit.name, target))
                })
                .collect();
            let node = ProgramNode {
                id: id.clone(),
                unit: at,
                exits,
                operation: node::operation(&node.kind, at, document, &index)?,
                delivery: node::delivery(&node.kind),
            };
            records.push(node.to_record().ok()?);
        }
    }
    write(&postcard::to_allocvec(&header).ok()?, &records)
}

fn unit(at: u16, name: &str, document: &Document, index: &Index<'_>) -> Option<Unit> {
    let mut commands: BTreeMap<String, NodeIndex> = BTreeMap::new();
    for command in &document.commands {
        let to = index.node(at, &command.to)?;
        for keyword in command.keywords.values().flatten() {
            // The same word in two languages of one command is one entry.
            commands.entry(normalise(keyword)).and_modify(|known| *known = to.min(*known)).or_insert(to);
        }
    }
    // In which order an author lists them means nothing, so it makes no revision.
    let initial = in_order(document.variables.iter().filter_map(|variable| {
        let value = canonical(variable.initial.as_ref()?);
        Some((variable.name.clone(), value))
    }));
    Some(Unit {
        name: name.to_owned(),
        start: index.node(at, &document.start)?,
        languages: document.languages.clone(),
        time_zone: document.time_zone.clone(),
        posix_zone: posix_zone(&document.time_zone)?.to_owned(),
        initial: initial.into_iter().collect(),
        commands: commands.into_iter().collect(),
        on_error: document.handlers.error.as_ref().and_then(|node| index.node(at, node)),
    })
}

/// Puts the parts together as `program` describes.
fn write(header: &[u8], records: &[Vec<u8>]) -> Option<Program> {
    let records_at = PREAMBLE_BYTES + header.len();
    let index_at = records_at + records.iter().map(Vec::len).sum::<usize>();
    let mut bytes = Vec::with_capacity(index_at + records.len() * 8);
    bytes.extend(MAGIC);
    for number in [
        PROGRAM_FORMAT,
        u32::try_from(header.len()).ok()?,
        u32::try_from(records.len()).ok()?,
        u32::try_from(index_at).ok()?,
    ] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(header);
    bytes.extend(records.iter().flatten());
    let mut offset = records_at;
    for record in records {
        bytes.extend(u32::try_from(offset).ok()?.to_le_bytes());
        bytes.extend(u32::try_from(record.len()).ok()?.to_le_bytes());
        offset += record.len();
    }
    let hash = Sha256::digest(&bytes).into();
    Some(Program { bytes, hash })
}

fn too_large() -> Problem {
    Problem {
        code: "limit-exceeded",
        severity: Severity::Error,
        place: Spot::default(),
        message: words(
            "the flow and its subflows together are too large to be published",
            "フローとサブフローの合計が大きすぎるため、公開できません。",
        ),
        mend: words("Split the flow into several flows.", "フローを複数に分けてください。"),
        fix: None,
    }
}

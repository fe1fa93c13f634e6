//! The flow as a graph.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Document, Node, NodeId};
use crate::in_order::in_order;
use crate::nodes::NodeKind;

/// One way from a node to another.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub exit: String,
    pub to: usize,
}

/// Nodes in the document's order, by number.
pub(super) struct Graph<'a> {
    pub ids: Vec<&'a str>,
    pub nodes: Vec<&'a Node>,
    pub edges: Vec<Vec<Edge>>,
    pub start: Option<usize>,
    /// Where customers get by a command, and the flow by an error.
    pub commands: Vec<usize>,
    pub on_error: Option<usize>,
    /// Some path leads here.
    pub reachable: Vec<bool>,
}

impl<'a> Graph<'a> {
    pub fn of(document: &'a Document) -> Self {
        let ids: Vec<&str> = document.nodes.keys().map(String::as_str).collect();
        let nodes: Vec<&Node> = document.nodes.values().collect();
        let numbers = in_order(ids.iter().enumerate().map(|(at, id)| (*id, at)));
        // Nothing goes on from or to a comment, whatever the document says.
        let number = |id: &NodeId| {
            let at = *numbers.get(id.as_str())?;
            (!matches!(nodes[at].kind, NodeKind::Comment(_))).then_some(at)
        };
        let edges = nodes.iter().map(|node| edges(node, &number)).collect();
        let mut graph = Self {
            start: number(&document.start),
            commands: document.commands.iter().filter_map(|command| number(&command.to)).collect(),
            on_error: document.handlers.error.as_ref().and_then(number),
            reachable: vec![false; ids.len()],
            ids,
            nodes,
            edges,
        };
        graph.reach();
        graph
    }

    fn reach(&mut self) {
        let mut open: Vec<usize> =
            self.start.into_iter().chain(self.commands.iter().copied()).chain(self.on_error).collect();
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut self.reachable[at], true) {
                continue;
            }
            open.extend(self.edges[at].iter().map(|edge| edge.to));
        }
    }

    /// Reachable nodes with their ids and numbers.
    pub fn live(&self) -> impl Iterator<Item = (usize, &'a str, &'a Node)> {
        (0..self.ids.len()).filter(|at| self.reachable[*at]).map(|at| (at, self.ids[at], self.nodes[at]))
    }
}

fn edges(node: &Node, number: &dyn Fn(&NodeId) -> Option<usize>) -> Vec<Edge> {
    if let NodeKind::Jump(jump) = &node.kind {
        return number(&jump.to).map(|to| Edge { exit: String::new(), to }).into_iter().collect();
    }
    node.kind
        .exits()
        .into_iter()
        .filter_map(|exit| {
            let to = number(node.exits.get(&exit.name)?)?;
            Some(Edge { exit: exit.name, to })
        })
        .collect()
}

/// Whether a step always ends at this node, until something happens outside. A subflow counts when every way
/// through it waits; what is not known counts as waiting, since the missing flow is told elsewhere.
pub(super) fn waits(kind: &NodeKind, flows: Option<&BTreeMap<String, Document>>) -> bool {
    match kind {
        NodeKind::Ask(_) | NodeKind::Wait(_) | NodeKind::Http(_) | NodeKind::Handover(_) => true,
        NodeKind::Subflow(call) => !flows.is_some_and(|flows| passes(&call.flow, flows, &mut BTreeSet::new())),
        NodeKind::Message(_)
        | NodeKind::Branch(_)
        | NodeKind::Switch(_)
        | NodeKind::Set(_)
        | NodeKind::ScheduleCheck(_)
        | NodeKind::Jump(_)
        | NodeKind::End(_)
        | NodeKind::Comment(_) => false,
    }
}

/// Whether some way leads through a flow without a wait. A flow that calls itself first does not pass: that
/// is an endless subflow, told elsewhere.
fn passes<'a>(name: &'a str, flows: &'a BTreeMap<String, Document>, inside: &mut BTreeSet<&'a str>) -> bool {
    let Some(document) = flows.get(name) else {
        return false;
    };
    if !inside.insert(name) {
        return false;
    }
    let graph = Graph::of(document);
    let mut seen = vec![false; graph.ids.len()];
    let mut open: Vec<usize> = graph.start.into_iter().collect();
    let mut through = false;
    while let Some(at) = open.pop() {
        if std::mem::replace(&mut seen[at], true) {
            continue;
        }
        let goes_on = match &document.nodes[graph.ids[at]].kind {
            NodeKind::End(_) => {
                through = true;
                break;
            }
            NodeKind::Subflow(call) => passes(&call.flow, flows, inside),
            kind => !waits(kind, None),
        };
        if goes_on {
            open.extend(graph.edges[at].iter().map(|edge| edge.to));
        }
    }
    inside.remove(name);
    through
}

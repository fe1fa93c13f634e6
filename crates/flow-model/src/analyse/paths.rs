//! Which variables have a value where: a walk over the graph until nothing changes.

use std::collections::BTreeMap;

use super::flow::Flow;
use crate::nodes::NodeKind;

/// A set of variables by number.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Names(Vec<u64>);

impl Names {
    fn none(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    fn all(count: usize) -> Self {
        Self(vec![u64::MAX; count.div_ceil(64)])
    }

    pub fn has(&self, number: usize) -> bool {
        self.0[number / 64] & (1 << (number % 64)) != 0
    }

    pub fn add(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    /// Joins another path. True when that changed something.
    fn join(&mut self, other: &Self, meet: fn(u64, u64) -> u64) -> bool {
        let mut changed = false;
        for (mine, other) in self.0.iter_mut().zip(&other.0) {
            let joined = meet(*mine, *other);
            changed |= joined != *mine;
            *mine = joined;
        }
        changed
    }
}

/// What has a value when a node is entered: on every path, and on some path.
pub(super) struct Paths {
    pub surely: Vec<Names>,
    pub maybe: Vec<Names>,
}

impl Paths {
    pub fn through(flow: &Flow<'_>, numbers: &BTreeMap<&str, usize>) -> Self {
        let graph = &flow.graph;
        let count = numbers.len();
        let mut first = Names::none(count);
        for (name, facts) in &flow.variables {
            let initial = facts.declared.is_some_and(|variable| variable.initial.is_some());
            if initial || facts.is_parameter() {
                first.add(numbers[name]);
            }
        }
        let mut paths =
            Self { surely: vec![Names::all(count); graph.ids.len()], maybe: vec![Names::none(count); graph.ids.len()] };
        let mut open: Vec<usize> = Vec::new();
        // A fault can strike at the first node already, so the handler knows only what the start knows.
        for root in graph.start.into_iter().chain(graph.on_error) {
            paths.enter(root, &first, &first);
            open.push(root);
        }
        let mut visited = vec![false; graph.ids.len()];
        while let Some(at) = open.pop() {
            visited[at] = true;
            let (surely, maybe) = (paths.surely[at].clone(), paths.maybe[at].clone());
            for edge in &graph.edges[at] {
                let (mut surely, mut maybe) = (surely.clone(), maybe.clone());
                for name in sets(&graph.nodes[at].kind, &edge.exit) {
                    surely.add(numbers[name]);
                    maybe.add(numbers[name]);
                }
                if paths.enter(edge.to, &surely, &maybe) || !visited[edge.to] {
                    open.push(edge.to);
                }
            }
            // Commands leave a question before its answer is saved.
            if matches!(graph.nodes[at].kind, NodeKind::Ask(_)) {
                for to in &graph.commands {
                    if paths.enter(*to, &surely, &maybe) || !visited[*to] {
                        open.push(*to);
                    }
                }
            }
            if let Some(handler) = graph.on_error
                && paths.enter(handler, &surely, &maybe)
            {
                open.push(handler);
            }
        }
        paths
    }

    fn enter(&mut self, at: usize, surely: &Names, maybe: &Names) -> bool {
        let fewer = self.surely[at].join(surely, |left, right| left & right);
        let more = self.maybe[at].join(maybe, |left, right| left | right);
        fewer || more
    }
}

/// The variables that have a value after leaving by an exit.
fn sets<'a>(kind: &'a NodeKind, exit: &str) -> Vec<&'a str> {
    match kind {
        NodeKind::Ask(ask) if exit == "answered" || exit.starts_with("option:") => vec![&ask.save_as],
        NodeKind::Http(http) => vec![&http.save_as],
        NodeKind::Set(set) => set.assignments.iter().map(|assignment| assignment.variable.as_str()).collect(),
        NodeKind::Subflow(call) => call.results.iter().map(|result| result.variable.as_str()).collect(),
        NodeKind::Ask(_)
        | NodeKind::Message(_)
        | NodeKind::Branch(_)
        | NodeKind::Switch(_)
        | NodeKind::Wait(_)
        | NodeKind::ScheduleCheck(_)
        | NodeKind::Jump(_)
        | NodeKind::End(_)
        | NodeKind::Handover(_)
        | NodeKind::Comment(_) => Vec::new(),
    }
}

//! What the node kinds do. A kind's settings and exits stand in `flow-model` under the same file name.

mod ask;
mod branch;
mod end;
mod handover;
mod http;
mod jump;
mod message;
mod schedule_check;
mod set;
mod subflow;
mod switch;
mod wait;

use conversation::{Content, HttpResult};
use flow_model::program::{NodeIndex, Operation, ProgramNode};

use crate::program::ReadProgram;
use crate::run::Run;
use crate::session::Waiting;
use crate::trouble::Trouble;

/// Where a node sends the flow.
#[derive(Debug, PartialEq)]
pub(crate) enum Next {
    /// Out of this exit, and why, in a few words.
    Exit(String, String),
    /// To a node that is behind no exit, and how: `jump`, `command`, `subflow`.
    To(NodeIndex, &'static str),
    /// Here until something arrives.
    Wait(Waiting),
    /// The flow of this frame is over.
    End,
}

impl Next {
    fn exit(name: &str, why: impl Into<String>) -> Self {
        Self::Exit(name.to_owned(), why.into())
    }
}

/// What a waiting node gets.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Arrival<'e> {
    Message(&'e Content),
    Timer,
    Http(&'e HttpResult),
    HandedBack,
}

/// The kind's name, as in documents.
pub(crate) fn kind(operation: &Operation) -> &'static str {
    match operation {
        Operation::Message(_) => "message",
        Operation::Ask(_) => "ask",
        Operation::Branch(_) => "branch",
        Operation::Switch(_) => "switch",
        Operation::Set(_) => "set",
        Operation::Wait(_) => "wait",
        Operation::ScheduleCheck(_) => "schedule_check",
        Operation::Jump(_) => "jump",
        Operation::Subflow(_) => "subflow",
        Operation::End => "end",
        Operation::Http(_) => "http",
        Operation::Handover(_) => "handover",
    }
}

/// The flow reaches the node.
pub(crate) fn enter<P: ReadProgram>(run: &mut Run<'_, P>, at: NodeIndex, node: &ProgramNode) -> Result<Next, Trouble> {
    match &node.operation {
        Operation::Message(settings) => message::enter(run, node, settings),
        Operation::Ask(settings) => ask::enter(run, node, settings),
        Operation::Branch(settings) => branch::enter(run, settings),
        Operation::Switch(settings) => switch::enter(run, settings),
        Operation::Set(assignments) => set::enter(run, assignments),
        Operation::Wait(settings) => wait::enter(run, settings),
        Operation::ScheduleCheck(settings) => schedule_check::enter(run, settings),
        Operation::Jump(target) => Ok(jump::enter(*target)),
        Operation::Subflow(settings) => subflow::enter(run, at, settings),
        Operation::End => Ok(end::enter()),
        Operation::Http(settings) => http::enter(run, settings),
        Operation::Handover(settings) => handover::enter(run, node, settings),
    }
}

/// Something arrives at the node that waits.
pub(crate) fn resume<P: ReadProgram>(
    run: &mut Run<'_, P>,
    node: &ProgramNode,
    arrival: Arrival<'_>,
) -> Result<Next, Trouble> {
    match (&node.operation, run.session.waiting, arrival) {
        (Operation::Ask(settings), Waiting::Answer { retries }, Arrival::Message(content)) => {
            ask::answer(run, node, settings, content, retries)
        }
        (Operation::Ask(_), Waiting::Answer { .. }, Arrival::Timer) => Ok(ask::silence()),
        (Operation::Wait(settings), Waiting::Time, Arrival::Message(content)) => wait::message(run, settings, content),
        (Operation::Wait(_), Waiting::Time, Arrival::Timer) => Ok(wait::over()),
        (Operation::Http(_), Waiting::Call, Arrival::Message(content)) => Ok(http::message(run, content)),
        (Operation::Http(settings), Waiting::Call, Arrival::Http(result)) => http::finished(run, settings, result),
        (Operation::Handover(_), Waiting::Person, Arrival::HandedBack) => Ok(handover::returned(node)),
        (operation, _, Arrival::HandedBack) => wait_anew(run, node, operation),
        _ => Err(Trouble::damaged("the session waits at a node that does not")),
    }
}

/// A person took over while the flow waited for something else, and gives the conversation back. What the flow waited
/// for may have come and gone meanwhile, so it begins to wait again.
fn wait_anew<P: ReadProgram>(run: &mut Run<'_, P>, node: &ProgramNode, operation: &Operation) -> Result<Next, Trouble> {
    run.stop_timer();
    // The person read the timeline, and with it what was kept.
    run.session.mailbox.clear();
    match operation {
        Operation::Ask(settings) => ask::enter(run, node, settings),
        Operation::Wait(settings) => wait::enter(run, settings),
        Operation::Http(settings) => http::handed_back(run, settings),
        _ => Err(Trouble::damaged("the session waits at a node that does not")),
    }
}

/// The subflow that ends gives its results to the one that called it.
pub(crate) fn return_from_subflow<P: ReadProgram>(run: &mut Run<'_, P>, caller: &ProgramNode) -> Result<Next, Trouble> {
    match &caller.operation {
        Operation::Subflow(settings) => subflow::returned(run, settings),
        _ => Err(Trouble::damaged("a subflow returns to a node that called none")),
    }
}

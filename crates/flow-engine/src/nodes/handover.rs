//! `handover`: a person goes on from here.

use flow_model::program::{HandoverNode, ProgramNode};

use super::Next;
use crate::effect::Effect;
use crate::program::ReadProgram;
use crate::run::Run;
use crate::session::Waiting;
use crate::trouble::Trouble;

pub(super) fn enter<P: ReadProgram>(
    run: &mut Run<'_, P>,
    node: &ProgramNode,
    settings: &HandoverNode,
) -> Result<Next, Trouble> {
    let text = run.text(&settings.text)?;
    if !text.is_empty() {
        run.send(node, conversation::Content::Text(text))?;
    }
    let reason = run.render(&settings.reason)?.trim().to_owned();
    // The person reads the timeline, and with it what came early.
    run.session.mailbox.clear();
    run.effect(Effect::Handover { queue: settings.queue.clone(), reason });
    Ok(Next::Wait(Waiting::Person))
}

/// The person gave the conversation back. Where nothing is drawn behind it the flow is over.
pub(super) fn returned(node: &ProgramNode) -> Next {
    match node.exits.iter().any(|(name, _)| name == "returned") {
        true => Next::exit("returned", ""),
        false => Next::End,
    }
}

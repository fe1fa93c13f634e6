//! `subflow`: another flow, with variables of its own.

use flow_model::program::{NodeIndex, SubflowNode};

use super::Next;
use crate::effect::ProblemCode;
use crate::program::ReadProgram;
use crate::run::Run;
use crate::trouble::Trouble;

pub(super) fn enter<P: ReadProgram>(
    run: &mut Run<'_, P>,
    at: NodeIndex,
    settings: &SubflowNode,
) -> Result<Next, Trouble> {
    if run.session.frames.len() >= limits::SUBFLOW_DEPTH {
        return Err(Trouble::new(ProblemCode::SubflowTooDeep, "subflows call each other too deeply"));
    }
    let mut params = Vec::with_capacity(settings.params.len());
    for (name, expression) in &settings.params {
        params.push((name, run.evaluate(expression)?));
    }
    let start = run.push_frame(settings.unit, Some(at))?;
    for (name, value) in params {
        run.save(name, value)?;
    }
    Ok(Next::To(start, "subflow"))
}

/// Evaluates the results in the subflow that ends, and goes on behind the node that called it.
pub(super) fn returned<P: ReadProgram>(run: &mut Run<'_, P>, settings: &SubflowNode) -> Result<Next, Trouble> {
    let mut results = Vec::with_capacity(settings.results.len());
    for (variable, expression) in &settings.results {
        results.push((variable, run.evaluate(expression)?));
    }
    run.pop_frame();
    for (variable, value) in results {
        run.save(variable, value)?;
    }
    Ok(Next::exit("returned", ""))
}

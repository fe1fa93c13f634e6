//! `branch`: the first condition that is true decides.

use flow_model::program::BranchNode;

use super::Next;
use crate::program::ReadProgram;
use crate::run::Run;
use crate::trouble::Trouble;

pub(super) fn enter<P: ReadProgram>(run: &mut Run<'_, P>, settings: &BranchNode) -> Result<Next, Trouble> {
    for (exit, condition) in &settings.cases {
        if run.holds(condition)? {
            return Ok(Next::exit(exit, condition));
        }
    }
    Ok(Next::exit("else", "no condition held"))
}

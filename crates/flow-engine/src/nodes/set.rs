//! `set`: gives variables a value, one after the other; later ones see the earlier results.

use super::Next;
use crate::program::ReadProgram;
use crate::run::Run;
use crate::trouble::Trouble;

pub(super) fn enter<P: ReadProgram>(run: &mut Run<'_, P>, assignments: &[(String, String)]) -> Result<Next, Trouble> {
    for (variable, expression) in assignments {
        let value = run.evaluate(expression)?;
        run.save(variable, value)?;
    }
    Ok(Next::exit("next", ""))
}

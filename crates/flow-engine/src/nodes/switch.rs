//! `switch`: one value, compared as text without case and width.

use flow_model::program::SwitchNode;

use super::Next;
use crate::answer::normalise;
use crate::program::ReadProgram;
use crate::run::Run;
use crate::trouble::Trouble;
use crate::value::Value;

pub(super) fn enter<P: ReadProgram>(run: &mut Run<'_, P>, settings: &SwitchNode) -> Result<Next, Trouble> {
    let value = normalise(&as_text(&run.evaluate(&settings.value)?));
    let case = settings.cases.iter().find(|(_, equals)| equals.contains(&value));
    Ok(match case {
        Some((exit, _)) => Next::exit(exit, "the value is one of the case's"),
        None => Next::exit("else", "no case has the value"),
    })
}

/// Lists and objects as JSON: they equal no case that people write, and that is what `else` is for.
fn as_text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => other.to_json().to_string(),
    }
}

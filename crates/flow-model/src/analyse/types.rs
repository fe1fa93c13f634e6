//! A7: values are compared with values of their kind, and with ones that they can have.

use super::flow::{Flow, VariableFacts, warning};
use super::{Problem, Spot};
use crate::document::ValueType;
use crate::nodes::NodeKind;
use crate::normalise::normalise;
use crate::schedule::date;
use crate::suggest::nearest;
use crate::template::Operand;
use crate::words::words;

pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    declared(flow, problems);
    for script in flow.scripts.iter().filter(|script| script.flow.is_none()) {
        let comparisons = script.reading.iter().flat_map(|reading| &reading.comparisons);
        for comparison in comparisons {
            let (name, other) = match (&comparison.left, &comparison.right) {
                (Operand::Variable(name), other) | (other, Operand::Variable(name)) => (name, other),
                _ => continue,
            };
            if let Some(facts) = flow.variables.get(name.as_str()) {
                let place = script.spot().position(comparison.at);
                compare(name, facts, other, comparison.arithmetic, place, problems);
            }
        }
    }
    switches(flow, problems);
}

/// What writes a variable fits the type that it is declared with.
fn declared(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    for (name, facts) in &flow.variables {
        let Some(variable) = facts.declared else { continue };
        for (place, written) in &facts.writers {
            let Some(written) = *written else { continue };
            let fits = written == variable.value_type
                || (written == ValueType::Text && variable.value_type == ValueType::Date)
                || (written == ValueType::Date && variable.value_type == ValueType::Text);
            if !fits {
                let (declared, written) = (variable.value_type.title(), written.title());
                problems.push(mismatch(
                    place.clone(),
                    format!(
                        "`{name}` is declared as {}, and gets {} here.",
                        declared.en.to_lowercase(),
                        written.en.to_lowercase()
                    ),
                    format!("`{name}` は{}として宣言されていますが、ここで{}が入ります。", declared.ja, written.ja),
                ));
            }
        }
    }
}

fn compare(
    name: &str,
    facts: &VariableFacts<'_>,
    other: &Operand,
    arithmetic: bool,
    place: Spot,
    problems: &mut Vec<Problem>,
) {
    let Some(value_type) = facts.value_type() else { return };
    if arithmetic {
        if matches!(value_type, ValueType::Text | ValueType::Date | ValueType::Boolean) && *other == Operand::Number {
            let title = value_type.title();
            problems.push(mismatch(
                place,
                format!("`{name}` is {}, and is calculated with here.", title.en.to_lowercase()),
                format!("`{name}` は{}ですが、ここで計算に使われています。", title.ja),
            ));
        }
        return;
    }
    let fits = match (value_type, other) {
        (_, Operand::Variable(_) | Operand::Other) => true,
        (ValueType::Number, other) => *other == Operand::Number,
        (ValueType::Boolean, other) => *other == Operand::Boolean,
        (ValueType::Text, other) => matches!(other, Operand::Text(_)),
        (ValueType::Date, Operand::Text(text)) => date(text).is_some(),
        (ValueType::Date | ValueType::List | ValueType::Object, _) => false,
    };
    if !fits {
        let title = value_type.title();
        problems.push(mismatch(
            place,
            format!("`{name}` is {}, and is compared with something else.", title.en.to_lowercase()),
            format!("`{name}` は{}ですが、種類の違う値と比べています。", title.ja),
        ));
    } else if let (Some(options), Operand::Text(text)) = (&facts.options, other)
        && !options.contains(&text.as_str())
    {
        problems.push(impossible(name, text, options, place));
    }
}

/// A switch over the answer of a choice question compares with the ids of its options.
fn switches(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    for (id, node) in &flow.document.nodes {
        let NodeKind::Switch(switch) = &node.kind else { continue };
        let Some(facts) = flow.variables.get(switch.value.trim()) else { continue };
        let Some(options) = &facts.options else { continue };
        for (at, case) in switch.cases.iter().enumerate() {
            for value in &case.equals {
                if !options.iter().any(|option| normalise(option) == normalise(value)) {
                    let place = Spot::node(id).field(format!("settings.cases[{at}].equals"));
                    problems.push(impossible(switch.value.trim(), value, options, place));
                }
            }
        }
    }
}

fn mismatch(place: Spot, en: String, ja: String) -> Problem {
    warning(
        "type-mismatch",
        place,
        words(en, ja),
        words(
            "Convert it with `number(…)` or `text(…)`, or correct the other side.",
            "`number(…)` や `text(…)` で変換するか、もう一方の値を直してください。",
        ),
    )
}

fn impossible(name: &str, text: &str, options: &[&str], place: Spot) -> Problem {
    let list = options.iter().map(|option| format!("`{option}`")).collect::<Vec<_>>();
    let (mut en, mut ja) = (
        format!("Use the id of an option: {}", list.join(", ")),
        format!("選択肢のIDを使ってください({})。", list.join("、")),
    );
    match nearest(text, options.iter().copied()) {
        Some(meant) => {
            en += &format!(". Did you mean `{meant}`?");
            ja = format!("`{meant}` のことではありませんか。{ja}");
        }
        None => en.push('.'),
    }
    warning(
        "impossible-value",
        place,
        words(
            format!("`{name}` is never `{text}`: no option of its question has this id."),
            format!("`{name}` が `{text}` になることはありません。質問の選択肢に、このIDはありません。"),
        ),
        words(en, ja),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::analyse::testing::check;

    /// Asks for `n` (number), `c` (choice of tea and milk), then branches on a condition.
    fn branch(when: &str) -> Value {
        json!({
            "a": ["ask", { "text": "?", "save_as": "n", "answer": { "type": "number" } }, { "answered": "b", "invalid": "z" }],
            "b": ["ask", { "text": "?", "save_as": "c", "answer": { "type": "choice", "options": [
                { "id": "tea", "label": "Tea" }, { "id": "milk", "label": "Milk" }] } }, { "answered": "d", "invalid": "z" }],
            "d": ["branch", { "conditions": [{ "id": "x", "when": when }] }, { "case:x": "z", "else": "z" }],
            "z": ["end"]
        })
    }

    #[test]
    fn a7_sensible_comparisons_are_fine() {
        check(branch("n > 3 and c == 'tea' and customer.name != 'x' and n * 2 > 4 and c in ['x']"), &[]);
    }

    #[test]
    fn a7_numbers_and_texts_do_not_compare() {
        check(branch("n == '3'"), &["warning type-mismatch d.settings.conditions[0].when:1:1"]);
        check(branch("true and 3 < c"), &["warning type-mismatch d.settings.conditions[0].when:1:10"]);
        check(branch("c + 1 == n"), &["warning type-mismatch d.settings.conditions[0].when:1:1"]);
    }

    #[test]
    fn a7_options_that_do_not_exist_are_never_chosen() {
        check(branch("c == 'teaa'"), &["warning impossible-value d.settings.conditions[0].when:1:1"]);
        let mut flow = branch("true");
        flow["d"] = json!(["switch", { "value": "c", "cases": [{ "id": "x", "equals": ["TEA", "cocoa"] }] }, { "case:x": "z", "else": "z" }]);
        check(flow, &["warning impossible-value d.settings.cases[0].equals"]);
    }

    #[test]
    fn a7_what_a_question_saves_fits_the_declaration() {
        let mut flow = branch("true");
        flow["$"] = json!({ "variables": [{ "name": "n", "type": "text" }, { "name": "c", "type": "text" }] });
        check(flow, &["warning type-mismatch a.settings.save_as"]);
    }
}

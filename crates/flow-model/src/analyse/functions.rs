//! A13: functions, filters and tests exist and get what they need.

use super::Problem;
use super::flow::{Flow, error};
use super::scripts::Script;
use crate::functions::{Call as Form, FILTERS, FUNCTIONS, LANGUAGE_FUNCTIONS, TESTS, function_named};
use crate::suggest::nearest;
use crate::template::{Call, CallForm};
use crate::words::words;

pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    for script in &flow.scripts {
        for call in script.reading.iter().flat_map(|reading| &reading.calls) {
            problems.extend(call_problem(script, call));
        }
    }
}

fn call_problem(script: &Script<'_>, call: &Call) -> Option<Problem> {
    let name = call.name.as_str();
    let known = match call.form {
        CallForm::Function => function_named(name).filter(|function| function.call != Form::Filter),
        CallForm::Filter => function_named(name).filter(|function| function.call != Form::Function),
        CallForm::Test => None,
    };
    if let Some(function) = known {
        let (fewest, most) = function.arguments;
        let given = call.arguments?;
        return (given < fewest || given > most).then(|| {
            error(
                "wrong-arguments",
                script.spot().position(call.at),
                words(
                    format!("`{name}` is written `{}`, and gets {given} values here.", function.signature),
                    format!("`{name}` は `{}` と書きますが、ここでは値が{given}個です。", function.signature),
                ),
                words(function.help_en, function.help_ja),
            )
        });
    }
    let of_the_language = match call.form {
        CallForm::Function => LANGUAGE_FUNCTIONS.contains(&name),
        CallForm::Filter => FILTERS.contains(&name),
        CallForm::Test => TESTS.contains(&name) || name.chars().all(|char| char.is_ascii_punctuation()),
    };
    (!of_the_language).then(|| unknown(script, call))
}

fn unknown(script: &Script<'_>, call: &Call) -> Problem {
    let ours = FUNCTIONS.iter().map(|function| function.name);
    let (what_en, what_ja, candidates): (_, _, Vec<&str>) = match call.form {
        CallForm::Function => ("function", "関数", ours.chain(LANGUAGE_FUNCTIONS.iter().copied()).collect()),
        CallForm::Filter => ("filter", "フィルター", ours.chain(FILTERS.iter().copied()).collect()),
        CallForm::Test => ("test", "判定", TESTS.to_vec()),
    };
    let name = &call.name;
    let (mend_en, mend_ja) = match nearest(name, candidates.iter().copied()) {
        Some(meant) => (format!("Did you mean `{meant}`?"), format!("`{meant}` のことではありませんか。")),
        None => ("Choose one from the list of functions.".to_owned(), "関数の一覧から選んでください。".to_owned()),
    };
    error(
        "unknown-function",
        script.spot().position(call.at),
        words(format!("There is no {what_en} `{name}`."), format!("`{name}` という{what_ja}はありません。")),
        words(mend_en, mend_ja),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::analyse::testing::check;

    fn set(value: &str) -> Value {
        json!({ "a": ["set", { "assignments": [{ "variable": "x", "value": value }] }, { "next": "b" }], "b": ["end"] })
    }

    #[test]
    fn a13_functions_and_filters_of_the_table_are_fine() {
        for value in [
            "yen(3)",
            "3 | yen",
            "format_date(today, 'ja')",
            "today | date_add(3)",
            "range(3) | length",
            "random_int(1, 6)",
            "customer.name | default('x') | upper",
            "3 is odd and 4 is gt(3)",
        ] {
            check(set(value), &[]);
        }
    }

    #[test]
    fn a13_unknown_names_and_wrong_counts_are_errors() {
        let place = "a.settings.assignments[0].value";
        for (value, expected) in [
            ("yeen(3)", format!("error unknown-function {place}:1:1")),
            ("3 | currency", format!("error unknown-function {place}:1:5")),
            ("3 is prime", format!("error unknown-function {place}:1:6")),
            ("6 | random_int(1)", format!("error unknown-function {place}:1:5")),
            ("date_add(today)", format!("error wrong-arguments {place}:1:1")),
            ("yen(1, 2)", format!("error wrong-arguments {place}:1:1")),
        ] {
            check(set(value), &[expected.as_str()]);
        }
    }
}

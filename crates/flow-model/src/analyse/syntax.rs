//! A12: templates and expressions can be read.

use super::Problem;
use super::flow::{Flow, error};
use super::scripts::ScriptKind;
use crate::words::words;

pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    for script in &flow.scripts {
        let (code, what_en, what_ja, mend) = match script.kind {
            ScriptKind::Template => (
                "bad-template",
                "The placeholders of this text",
                "この文章の差し込み部分",
                words(
                    "Write a variable as {{ name }}; a `{{` that is meant as text as {{ \"{{\" }}.",
                    "変数は {{ name }} のように書きます。文字としての「{{」は {{ \"{{\" }} と書いてください。",
                ),
            ),
            ScriptKind::Expression => (
                "bad-expression",
                "This expression",
                "この式",
                words(
                    "Write for example `amount > 1000`, `\"text\"` or `name == \"x\"`; without {{ }}.",
                    "`amount > 1000`、`\"テキスト\"`、`name == \"x\"` のように書いてください。{{ }} は不要です。",
                ),
            ),
        };
        match &script.reading {
            Err(refused) => problems.push(error(
                code,
                script.spot().position(refused.at),
                words(
                    format!("{what_en} cannot be read: {}.", refused.detail),
                    format!("{what_ja}を読み取れません({})。", refused.detail),
                ),
                mend,
            )),
            Ok(reading) => problems.extend(reading.forbidden.iter().map(|(name, at)| {
                error(
                    code,
                    script.spot().position(*at),
                    words(
                        format!("`{{% {name} %}}` cannot be used in flows."),
                        format!("`{{% {name} %}}` はフローでは使えません。"),
                    ),
                    words(
                        "Use `if`, `for`, `set` and placeholders only.",
                        "`if`、`for`、`set` と変数の差し込みだけを使ってください。",
                    ),
                )
            })),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::analyse::testing::check;

    #[test]
    fn a12_what_can_be_read_is_fine() {
        check(
            json!({
                "a": ["message", { "text": "{% if customer.name %}Dear {{ customer.name }}{% else %}Hi{% endif %} { } {{ \"{{\" }}" }, { "next": "b" }],
                "b": ["wait", { "until": "date_add(today, 1) ~ 'T09:00'" }, { "next": "c" }], "c": ["end"]
            }),
            &[],
        );
    }

    #[test]
    fn a12_what_cannot_be_read_has_a_position() {
        check(
            json!({
                "a": ["message", { "text": "One\nTwo {{ customer.name }" }, { "next": "b" }],
                "b": ["set", { "assignments": [{ "variable": "x", "value": "1 +" }, { "variable": "y", "value": "" }, { "variable": "z", "value": "{{ x }}" }] }, { "next": "c" }],
                "c": ["message", { "text": "{% include 'x' %}" }, { "next": "d" }], "d": ["end"]
            }),
            &[
                "error bad-template a.settings.text.en:2:22",
                "error bad-expression b.settings.assignments[0].value:1:3",
                "error bad-expression b.settings.assignments[1].value:1:1",
                "error bad-expression b.settings.assignments[2].value:1:6",
                "error bad-template c.settings.text.en:1:4",
            ],
        );
    }
}

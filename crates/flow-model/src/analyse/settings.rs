//! A19: settings that make no sense, each by itself.

use super::flow::{Flow, error};
use super::problem::{Fix, Patch, pointer};
use super::{Problem, Spot};
use crate::document::ValueType;
use crate::nodes::{Answer, Ask, Http, NodeKind, Wait};
use crate::schedule::date;
use crate::words::{Words, words};

pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    initial_values(flow, problems);
    for (id, node) in &flow.document.nodes {
        match &node.kind {
            NodeKind::Message(message) => {
                if let Some(image) = &message.image {
                    address(id, "image.url", &image.url, problems);
                }
            }
            NodeKind::Ask(ask) => answer(id, ask, problems),
            NodeKind::Branch(branch) => at_least_one(id, "conditions", branch.conditions.len(), problems),
            NodeKind::Switch(switch) => {
                at_least_one(id, "cases", switch.cases.len(), problems);
                for (at, case) in switch.cases.iter().enumerate() {
                    at_least_one(id, &format!("cases[{at}].equals"), case.equals.len(), problems);
                }
            }
            NodeKind::Set(set) => at_least_one(id, "assignments", set.assignments.len(), problems),
            NodeKind::Wait(wait) => waiting(id, wait, problems),
            NodeKind::Http(http) => request(id, http, problems),
            NodeKind::ScheduleCheck(_)
            | NodeKind::Jump(_)
            | NodeKind::Subflow(_)
            | NodeKind::End(_)
            | NodeKind::Handover(_)
            | NodeKind::Comment(_) => {}
        }
    }
    for (at, command) in flow.document.commands.iter().enumerate() {
        if command.keywords.values().flatten().all(|word| word.trim().is_empty()) {
            problems.push(bad(
                Spot::document(format!("commands[{at}].keywords")),
                words("The command has no words.", "コマンドの言葉がありません。"),
                words("Add a word that customers write.", "顧客が送る言葉を追加してください。"),
            ));
        }
    }
}

fn bad(place: Spot, message: Words, mend: Words) -> Problem {
    error("bad-setting", place, message, mend)
}

fn setting(id: &str, field: &str) -> Spot {
    Spot::node(id).field(format!("settings.{field}"))
}

fn at_least_one(id: &str, field: &str, count: usize, problems: &mut Vec<Problem>) {
    if count == 0 {
        problems.push(bad(
            setting(id, field),
            words("The list is empty.", "一覧が空です。"),
            words("Add at least one item.", "項目を1つ以上追加してください。"),
        ));
    }
}

fn initial_values(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    for (at, variable) in flow.document.variables.iter().enumerate() {
        let Some(initial) = &variable.initial else { continue };
        let fits = match variable.value_type {
            ValueType::Text => initial.is_string(),
            ValueType::Number => initial.is_number(),
            ValueType::Boolean => initial.is_boolean(),
            ValueType::Date => initial.as_str().is_some_and(|text| date(text).is_some()),
            ValueType::List => initial.is_array(),
            ValueType::Object => initial.is_object(),
        };
        if !fits {
            let title = variable.value_type.title();
            problems.push(bad(
                Spot::document(format!("variables[{at}].initial")),
                words(
                    format!("The initial value is not of the type {}.", title.en.to_lowercase()),
                    format!("初期値が{}ではありません。", title.ja),
                ),
                words("Correct the value or the type.", "値か種類を直してください。"),
            ));
        }
    }
}

fn answer(id: &str, ask: &Ask, problems: &mut Vec<Problem>) {
    let order = |field: &str| {
        bad(
            setting(id, field),
            words("The lower bound is above the upper one.", "下限が上限より大きくなっています。"),
            words("Exchange or correct them.", "入れ替えるか、値を直してください。"),
        )
    };
    match &ask.answer {
        Answer::Text(bounds) => {
            if let (Some(min), Some(max)) = (bounds.min_length, bounds.max_length)
                && min > max
            {
                problems.push(order("answer.min_length"));
            }
        }
        Answer::Number(bounds) => {
            if let (Some(min), Some(max)) = (bounds.min, bounds.max)
                && min > max
            {
                problems.push(order("answer.min"));
            }
        }
        Answer::Date(bounds) => {
            // Only bounds of one form can be compared without a clock.
            if let (Some(min), Some(max)) = (&bounds.min, &bounds.max)
                && let (Some(min), Some(max)) = (date(min), date(max))
                && min > max
            {
                problems.push(order("answer.min"));
            }
        }
        Answer::Phone { country } => {
            if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                problems.push(bad(
                    setting(id, "answer.country"),
                    words(
                        format!("`{country}` is not a country code."),
                        format!("`{country}` は国コードではありません。"),
                    ),
                    words("Write two letters, such as JP.", "JP のように2文字で書いてください。"),
                ));
            }
        }
        Answer::Choice { options } => at_least_one(id, "answer.options", options.len(), problems),
        Answer::Email {} => {}
    }
    if ask.no_reply_after_s == Some(0) {
        problems.push(Problem {
            fix: Some(Fix {
                title: words("Wait for ever", "待ち続ける"),
                patch: vec![Patch::Remove { path: pointer(["nodes", id, "settings", "no_reply_after_s"]) }],
            }),
            ..bad(
                setting(id, "no_reply_after_s"),
                words("Nobody can reply in no time.", "応答なしとみなす時間が0秒です。"),
                words("Choose a longer time, or none.", "長くするか、空欄にしてください。"),
            )
        });
    }
}

fn waiting(id: &str, wait: &Wait, problems: &mut Vec<Problem>) {
    let (message, field) = match (wait.for_s, &wait.until) {
        (Some(0), None) => (words("The wait takes no time.", "待つ時間が0秒です。"), "for_s"),
        (Some(_), None) | (None, Some(_)) => return,
        (None, None) => (words("It is not said how long to wait.", "待つ時間が決まっていません。"), "for_s"),
        (Some(_), Some(_)) => (
            words(
                "There is both a time to wait and a moment to wait for.",
                "待つ時間と待つ日時の両方が指定されています。",
            ),
            "until",
        ),
    };
    problems.push(bad(
        setting(id, field),
        message,
        words("Choose a time or a moment, one of the two.", "待つ時間か待つ日時のどちらか一方を指定してください。"),
    ));
}

fn address(id: &str, field: &str, url: &str, problems: &mut Vec<Problem>) {
    let url = url.trim();
    let host = url.strip_prefix("https://");
    // An address may begin with a variable; the host is then checked when it is called.
    let fits = url.starts_with("{{") || host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'));
    if !fits {
        problems.push(bad(
            setting(id, field),
            words(
                format!("`{url}` is not an address that begins with https://."),
                format!("`{url}` は https:// で始まるURLではありません。"),
            ),
            words("Write the whole address, with https://.", "https:// から始まるURLをすべて書いてください。"),
        ));
    }
}

fn request(id: &str, http: &Http, problems: &mut Vec<Problem>) {
    address(id, "url", &http.url, problems);
    for (at, header) in http.headers.iter().enumerate() {
        let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if header.name.is_empty() || !header.name.bytes().all(token) {
            problems.push(bad(
                setting(id, &format!("headers[{at}].name")),
                words(
                    format!("`{}` cannot be the name of a header.", header.name),
                    format!("`{}` はヘッダーの名前として使えません。", header.name),
                ),
                words("Write for example content-type.", "content-type のように書いてください。"),
            ));
        }
    }
    if http.timeout_s == Some(0) {
        problems.push(bad(
            setting(id, "timeout_s"),
            words("No service answers in no time.", "タイムアウトが0秒です。"),
            words("Choose 1 second or more.", "1秒以上にしてください。"),
        ));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::analyse::testing::check;

    fn ask(answer: Value) -> Value {
        json!({ "a": ["ask", { "text": "?", "save_as": "x", "answer": answer }, { "answered": "z", "invalid": "z" }], "z": ["end"] })
    }

    #[test]
    fn a19_bounds_are_in_order() {
        check(ask(json!({ "type": "number", "min": 1, "max": 1 })), &[]);
        check(ask(json!({ "type": "number", "min": 2, "max": 1 })), &["error bad-setting a.settings.answer.min"]);
        check(
            ask(json!({ "type": "text", "min_length": 2, "max_length": 1 })),
            &["error bad-setting a.settings.answer.min_length"],
        );
        check(
            ask(json!({ "type": "date", "min": "2026-02-01", "max": "2026-01-31" })),
            &["error bad-setting a.settings.answer.min"],
        );
        check(ask(json!({ "type": "phone", "country": "jp" })), &[]);
        check(ask(json!({ "type": "phone", "country": "Japan" })), &["error bad-setting a.settings.answer.country"]);
    }

    #[test]
    fn a19_a_wait_has_a_time_or_a_moment() {
        let wait = |settings: Value| json!({ "a": ["wait", settings, { "next": "z" }], "z": ["end"] });
        check(wait(json!({ "for_s": 1 })), &[]);
        check(wait(json!({ "until": "now" })), &[]);
        check(wait(json!({})), &["error bad-setting a.settings.for_s"]);
        check(wait(json!({ "for_s": 0 })), &["error bad-setting a.settings.for_s"]);
        check(wait(json!({ "for_s": 1, "until": "now" })), &["error bad-setting a.settings.until"]);
    }

    #[test]
    fn a19_addresses_and_headers_are_well_formed() {
        let call = |url: &str, header: &str| {
            json!({
                "a": ["http", { "method": "GET", "url": url, "save_as": "r", "headers": [{ "name": header, "value": "x" }] }, { "success": "z", "failure": "z" }],
                "z": ["end"]
            })
        };
        check(call("https://x.example/{{ today }}", "X-Key"), &[]);
        check(call("{{ customer.name }}/x", "x"), &[]);
        check(call("http://x.example", "x"), &["error bad-setting a.settings.url"]);
        check(
            call("https://", "bad header"),
            &["error bad-setting a.settings.headers[0].name", "error bad-setting a.settings.url"],
        );
    }

    #[test]
    fn a19_lists_have_items_and_initial_values_their_type() {
        check(
            json!({
                "a": ["branch", { "conditions": [] }, { "else": "b" }],
                "b": ["switch", { "value": "today", "cases": [{ "id": "x", "equals": [] }] }, { "case:x": "c", "else": "c" }],
                "c": ["set", { "assignments": [] }, { "next": "d" }],
                "d": ["ask", { "text": "?", "save_as": "x", "answer": { "type": "text" }, "no_reply_after_s": 0 }, { "answered": "z", "invalid": "z", "no_reply": "z" }],
                "z": ["end"],
                "$": {
                    "variables": [{ "name": "n", "type": "number", "initial": "1" }, { "name": "d", "type": "date", "initial": "2026-01-31" }],
                    "commands": [{ "keywords": [" "], "to": "z" }]
                }
            }),
            &[
                "error bad-setting commands[0].keywords",
                "warning missing-translation commands[0].keywords",
                "error bad-setting variables[0].initial",
                "error bad-setting a.settings.conditions",
                "error bad-setting b.settings.cases[0].equals",
                "error bad-setting c.settings.assignments",
                "error bad-setting d.settings.no_reply_after_s",
            ],
        );
    }
}

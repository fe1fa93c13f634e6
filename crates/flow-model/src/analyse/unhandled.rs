//! A3: silence, wrong answers and failed calls have somewhere to go.

use super::dead_ends::TROUBLE;
use super::flow::{Flow, error, warning};
use super::{Problem, Spot};
use crate::words::words;

/// An error where nothing takes care of it; a warning where the flow's error handler does.
pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    let report = if flow.graph.on_error.is_some() { warning } else { error };
    for (_, id, node) in flow.graph.live() {
        for exit in node.kind.exits() {
            if !TROUBLE.contains(&exit.name.as_str()) || node.exits.contains_key(&exit.name) {
                continue;
            }
            let (en, ja) = match exit.name.as_str() {
                "failure" => ("the service cannot be reached or refuses", "外部サービスの呼び出しに失敗した"),
                "no_reply" => ("the customer does not reply in time", "時間内に応答がない"),
                _ => ("no answer fits", "有効な回答が得られない"),
            };
            let (then_en, then_ja) = match flow.graph.on_error {
                Some(handler) => {
                    let handler = flow.graph.ids[handler];
                    (
                        format!("the flow goes to its error handler `{handler}`"),
                        format!("エラー時のノード `{handler}` に進みます"),
                    )
                }
                None => ("nothing is said about what happens".to_owned(), "進む先が決まっていません".to_owned()),
            };
            problems.push(report(
                "unhandled-exit",
                Spot::node(id).exit(&exit.name),
                words(format!("When {en}, {then_en}."), format!("{ja}とき、{then_ja}。")),
                words(
                    format!("Connect the exit `{}`, for instance to a message or a hand-over.", exit.name),
                    format!("出口 `{}` を、メッセージや引き継ぎなどにつないでください。", exit.name),
                ),
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::analyse::testing::check;

    #[test]
    fn a3_trouble_without_an_exit_is_an_error() {
        let ask = json!({ "text": "?", "save_as": "x", "answer": { "type": "text" }, "no_reply_after_s": 60 });
        check(
            json!({ "a": ["ask", ask, { "answered": "b" }], "b": ["end"] }),
            &["error unhandled-exit a@invalid", "error unhandled-exit a@no_reply"],
        );
        check(
            json!({ "a": ["http", { "method": "GET", "url": "https://x.example", "save_as": "r" }, { "success": "b" }], "b": ["end"] }),
            &["error unhandled-exit a@failure"],
        );
    }

    #[test]
    fn a3_an_error_handler_makes_it_a_warning_and_an_exit_makes_it_fine() {
        let ask = json!({ "text": "?", "save_as": "x", "answer": { "type": "text" } });
        check(
            json!({ "a": ["ask", ask, { "answered": "b" }], "b": ["end"], "$": { "handlers": { "error": "b" } } }),
            &["warning unhandled-exit a@invalid"],
        );
        check(json!({ "a": ["ask", ask, { "answered": "b", "invalid": "b" }], "b": ["end"] }), &[]);
    }
}

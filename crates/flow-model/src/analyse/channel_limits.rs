//! A9: what is said fits the channels that it is said on.

use unicode_segmentation::UnicodeSegmentation;

use super::flow::{Flow, warning};
use super::texts::{Role, texts};
use super::{ChannelLimits, Problem, Spot};
use crate::in_order::in_order;
use crate::nodes::{Answer, NodeKind};
use crate::words::{Words, words};

pub(super) fn check(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    for channel in &flow.context.channels {
        lengths(flow, channel, problems);
        for (id, node) in &flow.document.nodes {
            let (count, field) = match &node.kind {
                NodeKind::Message(message) => {
                    if message.image.is_some() && !channel.images {
                        problems.push(no_images(id, channel));
                    }
                    (message.choices.len(), "settings.choices")
                }
                NodeKind::Ask(ask) => match &ask.answer {
                    Answer::Choice { options } => (options.len(), "settings.answer.options"),
                    _ => continue,
                },
                _ => continue,
            };
            if let Some(most) = channel.options.filter(|most| count > *most) {
                problems.push(over(
                    Spot::node(id).field(field),
                    words(
                        format!("{} shows at most {most} buttons, and here are {count}.", channel.name),
                        format!("{}で表示できるボタンは{most}個までですが、{count}個あります。", channel.name),
                    ),
                    words(
                        "The others will be written as a numbered list; fewer are easier to choose from.",
                        "残りは番号付きの一覧で送られます。数を減らすと選びやすくなります。",
                    ),
                ));
            }
        }
    }
}

/// What placeholders add is not known here: only the fixed part is counted.
fn lengths(flow: &Flow<'_>, channel: &ChannelLimits, problems: &mut Vec<Problem>) {
    let fixed = in_order(flow.scripts.iter().filter_map(|script| {
        let literal = script.reading.as_ref().ok()?.literal.as_str();
        Some(((script.node?, script.field.as_str()), literal))
    }));
    for said in texts(flow.document) {
        for language in said.text.keys() {
            let field = format!("{}.{language}", said.field);
            let Some(text) = fixed.get(&(said.node, field.as_str())) else { continue };
            let over_limit = match said.role {
                Role::Text | Role::Alt => long_text(channel, text),
                Role::Label => long_label(channel, text),
            };
            let Some((message, mend)) = over_limit else { continue };
            problems.push(over(Spot::node(said.node).field(field), message, mend));
        }
    }
}

fn long_text(channel: &ChannelLimits, text: &str) -> Option<(Words, Words)> {
    let name = &channel.name;
    let over = |length: usize, most: Option<usize>| most.filter(|most| length > *most).map(|most| (length, most));
    if let Some((length, most)) = over(text.len(), channel.text_bytes) {
        let message = words(
            format!("{name} takes {most} bytes in a message, and here are {length}."),
            format!("{name}の1通は{most}バイトまでですが、{length}バイトあります。"),
        );
        let mend = words(
            "Shorten the text, or say it in two messages; else customers may see only its beginning.",
            "文章を短くするか、2通に分けてください。長い文章は先頭しか表示されないことがあります。",
        );
        return Some((message, mend));
    }
    let (length, most) = over(text.encode_utf16().count(), channel.text_units)?;
    let message = words(
        format!("{name} takes {most} characters in a message, and here are {length}."),
        format!("{name}の1通は{most}文字までですが、{length}文字あります。"),
    );
    let mend =
        words("Shorten the text; else it is sent in parts.", "文章を短くしてください。長い文章は分割して送られます。");
    Some((message, mend))
}

fn long_label(channel: &ChannelLimits, text: &str) -> Option<(Words, Words)> {
    let (name, length) = (&channel.name, text.graphemes(true).count());
    let most = channel.label_chars.filter(|most| length > *most)?;
    let message = words(
        format!("{name} shows {most} characters of a button, and here are {length}."),
        format!("{name}のボタンに表示できるのは{most}文字までですが、{length}文字あります。"),
    );
    let mend = words(
        "Shorten the label; else it is cut, and written out in the text above.",
        "ラベルを短くしてください。長いラベルは途中で切られ、全文が本文に書き添えられます。",
    );
    Some((message, mend))
}

fn no_images(id: &str, channel: &ChannelLimits) -> Problem {
    over(
        Spot::node(id).field("settings.image"),
        words(format!("{} shows no images.", channel.name), format!("{}では画像を表示できません。", channel.name)),
        words(
            "The description and a link are sent instead: make sure that they are enough.",
            "代わりに代替テキストとリンクが送られます。それだけで伝わるか確認してください。",
        ),
    )
}

fn over(place: Spot, message: Words, mend: Words) -> Problem {
    warning("over-channel-limit", place, message, mend)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::analyse::testing::{check_in, context, flow, line, webchat};
    use crate::analyse::{Context, analyse};

    fn check(flow: Value, expected: &[&str]) {
        check_in(&Context { channels: vec![line()], ..context() }, flow, expected);
    }

    #[test]
    fn a9_what_a_channel_cannot_show_is_a_warning() {
        let options = json!([{ "id": "o", "label": "One" }, { "id": "p", "label": "Number two" }, { "id": "q", "label": "三つめです。" }]);
        check(
            json!({
                "a": ["message", { "text": "This text is longer than that.", "image": { "url": "https://x.example/p.png", "alt": "P" } }, { "next": "b" }],
                "b": ["ask", { "text": "?", "save_as": "x", "answer": { "type": "choice", "options": options } }, { "answered": "c", "invalid": "c" }],
                "c": ["end"]
            }),
            &[
                "warning over-channel-limit a.settings.image",
                "warning over-channel-limit a.settings.text.en",
                "warning over-channel-limit b.settings.answer.options",
                "warning over-channel-limit b.settings.answer.options[1].label.en",
                "warning over-channel-limit b.settings.answer.options[2].label.en",
            ],
        );
    }

    #[test]
    fn a9_placeholders_are_not_counted_and_emoji_count_once() {
        check(
            json!({
                "a": ["message", { "text": "Hi {{ customer.name | default('dear customer') }}", "choices": [{ "id": "o", "label": "👩‍👩‍👧 x" }] }, { "next": "c" }],
                "c": ["end"]
            }),
            &[],
        );
    }

    #[test]
    fn a9_where_a_text_is_not_sent_in_parts_its_bytes_count_and_its_end_may_not_be_seen() {
        let context = Context { channels: vec![line(), webchat()], ..context() };
        let said = |text: &str| {
            let flow = flow(&json!({ "a": ["message", { "text": text }, { "next": "c" }], "c": ["end"] }));
            let problems = analyse(&flow, &context);
            problems.iter().map(|it| format!("{} {}", it.message.en, it.mend.en)).collect::<Vec<_>>()
        };
        assert_eq!(said("日本語で六文"), Vec::<String>::new(), "18 bytes");
        let cut = "Shorten the text, or say it in two messages; else customers may see only its beginning.";
        assert_eq!(said("日本語で七文字"), [format!("Web chat takes 20 bytes in a message, and here are 21. {cut}")]);
        assert_eq!(
            said("A text of twenty-four, x"),
            [
                "LINE takes 20 characters in a message, and here are 24. Shorten the text; else it is sent in parts."
                    .to_owned(),
                format!("Web chat takes 20 bytes in a message, and here are 24. {cut}"),
            ]
        );
    }
}

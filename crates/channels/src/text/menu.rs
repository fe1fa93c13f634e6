//! Options as text that a customer can answer by typing. Language-neutral: numbers and labels, no instruction.

use conversation::ChoiceOption;

/// What a customer reads for an option: its label on one line, else its id.
pub fn label(option: &ChoiceOption) -> String {
    let shown = one_line(&option.label);
    if shown.is_empty() { one_line(&option.id) } else { shown }
}

/// One line per option: `1 はい`. The number is the option's place, starting at 1, so that an answer can be matched
/// against the options as they were sent.
///
/// ```
/// # use channels::text::menu;
/// # use conversation::ChoiceOption;
/// let options = [("y", "はい"), ("n", "いいえ")]
///     .map(|(id, label)| ChoiceOption { id: id.into(), label: label.into() });
/// assert_eq!(menu(&options), "1 はい\n2 いいえ");
/// ```
pub fn menu(options: &[ChoiceOption]) -> String {
    let lines: Vec<String> =
        options.iter().enumerate().map(|(index, option)| numbered(index, &label(option))).collect();
    lines.join("\n")
}

/// The text, then the menu.
pub fn with_menu(text: &str, options: &[ChoiceOption]) -> String {
    match (text.trim_end(), menu(options)) {
        ("", menu) => menu,
        (text, menu) if menu.is_empty() => text.to_owned(),
        (text, menu) => format!("{text}\n{menu}"),
    }
}

/// `2 いいえ`; the number alone where there is no label.
pub(crate) fn numbered(index: usize, label: &str) -> String {
    format!("{} {label}", index + 1).trim_end().to_owned()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(id: &str, label: &str) -> ChoiceOption {
        ChoiceOption { id: id.to_owned(), label: label.to_owned() }
    }

    #[test]
    fn menus_are_stable_and_hold_every_option_on_its_line() {
        for (text, options, expected) in [
            ("どちら？", vec![option("y", "はい"), option("n", "いいえ")], "どちら？\n1 はい\n2 いいえ"),
            ("Which?\n", vec![option("a", "A")], "Which?\n1 A"),
            ("", vec![option("a", "A"), option("b", "B")], "1 A\n2 B"),
            ("x", vec![], "x"),
            ("x", vec![option("a", " two\n lines ")], "x\n1 two lines"),
            ("x", vec![option("only-id", " ")], "x\n1 only-id"),
            ("x", vec![option("", "")], "x\n1"),
        ] {
            assert_eq!(with_menu(text, &options), expected);
        }
    }
}

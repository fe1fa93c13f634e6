//! `ask`: puts a question and waits for the answer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, TextBounds};
use super::{Delivery, Exit};
use crate::about::{About, Choice, Input, choice, exit, exit_per, field, label};
use crate::document::Text;

/// Puts a question, waits, checks the answer, and saves it.
///
/// Exits: `answered`; for a choice also one per option (`option:<id>`, falling back to `answered`);
/// `invalid` after the last retry; `no_reply` when `no_reply_after_s` is set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    pub text: Text,
    pub answer: Answer,
    /// The variable that takes the answer.
    pub save_as: String,
    #[serde(default)]
    pub retry: Retry,
    /// Seconds of silence after which the flow leaves by `no_reply`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_reply_after_s: Option<u64>,
    /// What is done when a message was cut off on its way.
    #[serde(default, skip_serializing_if = "Delivery::is_default")]
    pub delivery: Delivery,
}

/// What happens when the answer does not fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// How often to ask again before leaving by `invalid`; at most 10.
    pub max: u32,
    /// What to say then; the question itself is repeated when this is empty.
    #[serde(default)]
    pub text: Text,
}

impl Default for Retry {
    fn default() -> Self {
        Self { max: 2, text: Text::new() }
    }
}

const ANSWER_TYPES: &[Choice] = &[
    choice("text", label("Text", "テキスト")),
    choice("number", label("Number", "数値")),
    choice("email", label("E-mail address", "メールアドレス")),
    choice("phone", label("Phone number", "電話番号")),
    choice("date", label("Date", "日付")),
    choice("choice", label("Choice", "選択肢")),
];

impl Ask {
    pub(super) const ABOUT: About = About {
        title: label("Question", "質問"),
        help: label(
            "Asks, waits for the answer, checks it and saves it.",
            "質問を送り、回答を待って確認し、変数に保存します。",
        ),
        icon: "question",
        waits: true,
        fields: &[
            field(
                "text",
                Input::LocalText,
                label("Question", "質問文"),
                label(
                    "What the customer reads. Insert variables with {{ }}.",
                    "顧客に送る文章です。{{ }} で変数を差し込めます。",
                ),
            ),
            field(
                "answer",
                Input::Group,
                label("Answer", "回答"),
                label("What counts as an answer.", "回答として受け付ける内容です。"),
            ),
            field(
                "answer.type",
                Input::Select,
                label("Type", "回答の種類"),
                label("The answer is checked and saved accordingly.", "種類に合わせて回答を確認し、保存します。"),
            )
            .options(ANSWER_TYPES),
            field(
                "answer.min_length",
                Input::WholeNumber,
                label("At least (characters)", "最小文字数"),
                label("Shorter answers are asked again.", "これより短い回答には、もう一度たずねます。"),
            )
            .shown_when("answer.type", &["text"]),
            field(
                "answer.max_length",
                Input::WholeNumber,
                label("At most (characters)", "最大文字数"),
                label("Longer answers are asked again.", "これより長い回答には、もう一度たずねます。"),
            )
            .shown_when("answer.type", &["text"]),
            field(
                "answer.pattern",
                Input::Pattern,
                label("Pattern", "形式(正規表現)"),
                label("A regular expression that the whole answer must match.", "回答全体が一致すべき正規表現です。"),
            )
            .shown_when("answer.type", &["text"]),
            field(
                "answer.min",
                Input::Number,
                label("From", "下限"),
                label(
                    "The smallest number, or the earliest date: 2026-01-31, today, today+7.",
                    "最小の数値、または最も早い日付です。日付は 2026-01-31、today、today+7 のように書きます。",
                ),
            )
            .shown_when("answer.type", &["number", "date"]),
            field(
                "answer.max",
                Input::Number,
                label("To", "上限"),
                label(
                    "The largest number, or the latest date: 2026-01-31, today, today+7.",
                    "最大の数値、または最も遅い日付です。日付は 2026-01-31、today、today+7 のように書きます。",
                ),
            )
            .shown_when("answer.type", &["number", "date"]),
            field(
                "answer.integer",
                Input::Toggle,
                label("Whole numbers only", "整数のみ"),
                label("Numbers with decimals are asked again.", "小数の回答には、もう一度たずねます。"),
            )
            .shown_when("answer.type", &["number"]),
            field(
                "answer.country",
                Input::Country,
                label("Country", "国"),
                label(
                    "The country of numbers that are written without +.",
                    "「+」なしで書かれた番号を、この国の番号として扱います。",
                ),
            )
            .shown_when("answer.type", &["phone"]),
            field(
                "answer.options",
                Input::ItemList,
                label("Options", "選択肢"),
                label(
                    "What the customer chooses from. Every option can be tapped or typed.",
                    "顧客が選ぶ項目です。ボタンでも文字入力でも選べます。",
                ),
            )
            .shown_when("answer.type", &["choice"]),
            field(
                "answer.options[].id",
                Input::Id,
                label("ID", "ID"),
                label("The value that is saved.", "変数に保存される値です。"),
            ),
            field(
                "answer.options[].label",
                Input::LocalLine,
                label("Label", "ラベル"),
                label("What the button says.", "ボタンに表示する文字です。"),
            ),
            field(
                "answer.options[].keywords",
                Input::WordList,
                label("Keywords", "キーワード"),
                label(
                    "Other words that mean this option, in any language.",
                    "この選択肢とみなす別の言葉です。言語は問いません。",
                ),
            ),
            field(
                "save_as",
                Input::Variable,
                label("Save as", "保存先の変数"),
                label("The variable that takes the answer.", "回答を保存する変数です。"),
            ),
            field(
                "retry",
                Input::Group,
                label("Asking again", "聞き直し"),
                label("What happens when an answer does not fit.", "回答が条件に合わないときの動作です。"),
            ),
            field(
                "retry.max",
                Input::WholeNumber,
                label("How often", "回数"),
                label(
                    "How often to ask again before the exit “Invalid”; at most 10.",
                    "この回数だけ聞き直し、それでも合わなければ「無効な回答」の出口へ進みます(10回まで)。",
                ),
            ),
            field(
                "retry.text",
                Input::LocalText,
                label("What to say", "聞き直しの文章"),
                label("The question is repeated when this is empty.", "空欄のときは、質問文をもう一度送ります。"),
            ),
            field(
                "no_reply_after_s",
                Input::Duration,
                label("No reply after", "応答なしとみなす時間"),
                label(
                    "How long to wait before the exit “No reply”. Waits for ever when empty.",
                    "この時間が過ぎると「応答なし」の出口へ進みます。空欄のときは待ち続けます。",
                ),
            ),
            Delivery::FIELD,
        ],
        exits: &[
            exit_per(
                "option:*",
                "answer.options",
                label("Option", "選択肢"),
                label(
                    "This option was chosen. Left open, it goes on by “Answered”.",
                    "この選択肢が選ばれたときに進みます。未接続のときは「回答あり」へ進みます。",
                ),
            ),
            exit(
                "answered",
                label("Answered", "回答あり"),
                label("The answer fits and is saved.", "条件に合う回答を保存した後に進みます。"),
            ),
            exit(
                "invalid",
                label("Invalid", "無効な回答"),
                label("The last answer did not fit either.", "聞き直しても回答が条件に合わないときに進みます。"),
            ),
            exit(
                "no_reply",
                label("No reply", "応答なし"),
                label("No answer came in time.", "時間内に回答がないときに進みます。"),
            ),
        ],
    };

    pub(super) fn fresh() -> Self {
        Self {
            text: Text::new(),
            answer: Answer::Text(TextBounds::default()),
            save_as: "answer".to_owned(),
            retry: Retry::default(),
            no_reply_after_s: None,
            delivery: Delivery::default(),
        }
    }

    pub(super) fn exits(&self) -> Vec<Exit> {
        let mut exits = Vec::new();
        if let Answer::Choice { options } = &self.answer {
            exits.extend(options.iter().map(|option| Exit::optional(&format!("option:{}", option.id))));
            exits.push(Exit::optional("answered"));
        } else {
            exits.push(Exit::required("answered"));
        }
        exits.push(Exit::required("invalid"));
        if self.no_reply_after_s.is_some() {
            exits.push(Exit::required("no_reply"));
        }
        exits
    }
}

//! What expressions and templates may use: functions, built-in names, and the filters and tests of `minijinja`
//! that we let through. `flow-engine` implements the functions under the same names; this table feeds
//! the analyser and the builder's completion.

use serde::Serialize;

/// A function of ours. Most also work as a filter on their first argument: `yen(total)` is `total | yen`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Function {
    pub name: &'static str,
    /// As people read it: `format_date(date, language?)`.
    pub signature: &'static str,
    /// How many arguments it needs, and how many it takes.
    pub arguments: (usize, usize),
    pub call: Call,
    pub help_en: &'static str,
    pub help_ja: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// `name(x)` and `x | name`.
    FunctionOrFilter,
    /// `name(x)` only.
    Function,
    /// `x | name` only.
    Filter,
}

const fn function(
    name: &'static str,
    signature: &'static str,
    arguments: (usize, usize),
    call: Call,
    help_en: &'static str,
    help_ja: &'static str,
) -> Function {
    Function { name, signature, arguments, call, help_en, help_ja }
}

/// Every function, in the order in which documentation shows them.
pub const FUNCTIONS: &[Function] = &[
    function(
        "number",
        "number(x)",
        (1, 1),
        Call::FunctionOrFilter,
        "The number that a text holds, full-width digits and separators included. An error when it holds none.",
        "テキストを数値に変換します。全角数字や桁区切りも読み取ります。数値でなければエラーになります。",
    ),
    function("text", "text(x)", (1, 1), Call::FunctionOrFilter, "The value as text.", "値をテキストに変換します。"),
    function(
        "length",
        "length(x)",
        (1, 1),
        Call::FunctionOrFilter,
        "Characters of a text, or items of a list.",
        "テキストの文字数、またはリストの件数です。",
    ),
    function(
        "default",
        "x | default(value)",
        (1, 2),
        Call::Filter,
        "The value to use where a variable has not been set.",
        "変数に値がないときに、代わりに使う値を指定します。",
    ),
    function(
        "contains",
        "contains(x, part)",
        (2, 2),
        Call::FunctionOrFilter,
        "True when a text has the part in it, or a list has the item. Case and width do not matter.",
        "テキストが指定した文字列を含む、またはリストが指定した項目を含むときに真になります。大文字と小文字、全角と半角は区別しません。",
    ),
    function(
        "starts_with",
        "starts_with(text, part)",
        (2, 2),
        Call::FunctionOrFilter,
        "True when the text begins with the part. Case and width do not matter.",
        "テキストが指定した文字列で始まるときに真になります。大文字と小文字、全角と半角は区別しません。",
    ),
    function(
        "matches",
        "matches(text, pattern)",
        (2, 2),
        Call::FunctionOrFilter,
        "True when the regular expression is found in the text.",
        "正規表現がテキストのどこかに一致するときに真になります。",
    ),
    function(
        "date_add",
        "date_add(date, days)",
        (2, 2),
        Call::FunctionOrFilter,
        "The date so many days later, or earlier when negative.",
        "指定した日数だけ後の日付です。負の数なら前の日付になります。",
    ),
    function(
        "date_diff",
        "date_diff(from, to)",
        (2, 2),
        Call::FunctionOrFilter,
        "Days from the first date to the second; negative when the second is earlier.",
        "最初の日付から2番目の日付までの日数です。2番目のほうが前なら負の数になります。",
    ),
    function(
        "weekday",
        "weekday(date)",
        (1, 1),
        Call::FunctionOrFilter,
        "The day of the week as `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`.",
        "曜日を `mon`、`tue`、`wed`、`thu`、`fri`、`sat`、`sun` のいずれかで返します。",
    ),
    function(
        "format_date",
        "format_date(date, language?)",
        (1, 2),
        Call::FunctionOrFilter,
        "The date as people write it, in the customer's language unless another is given.",
        "日付を読みやすい形にします。言語を指定しなければ、顧客の言語を使います。",
    ),
    function(
        "format_number",
        "format_number(x, decimals?)",
        (1, 2),
        Call::FunctionOrFilter,
        "The number with separators: 1,234,567.",
        "数値を桁区切り付きで表示します(例:1,234,567)。",
    ),
    function(
        "yen",
        "yen(x)",
        (1, 1),
        Call::FunctionOrFilter,
        "The amount in yen: 1,980円 in Japanese, ¥1,980 otherwise.",
        "金額を円で表示します。日本語では「1,980円」、それ以外では「¥1,980」になります。",
    ),
    function(
        "format_phone",
        "format_phone(x)",
        (1, 1),
        Call::FunctionOrFilter,
        "The phone number as it is written in its country: 03-1234-5678.",
        "電話番号を国内の書き方で表示します(例:03-1234-5678)。",
    ),
    function(
        "json",
        "json(x)",
        (1, 1),
        Call::FunctionOrFilter,
        "The value as JSON, for the body of an HTTP request.",
        "値をJSONに変換します。HTTPリクエストの本文に使います。",
    ),
    function(
        "url_encode",
        "url_encode(x)",
        (1, 1),
        Call::FunctionOrFilter,
        "The text made safe as a part of an address. The address of an HTTP request does it by itself.",
        "テキストをURLの一部として安全に使える形に変換します。HTTPリクエストのURLでは自動で変換されます。",
    ),
    function(
        "random_int",
        "random_int(min, max)",
        (2, 2),
        Call::Function,
        "A random whole number from min to max, both included.",
        "最小値から最大値まで(両端を含む)の整数を無作為に選びます。",
    ),
];

/// A name that is always there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct BuiltIn {
    /// `customer.name`, `now` …
    pub name: &'static str,
    pub help_en: &'static str,
    pub help_ja: &'static str,
}

const fn built_in(name: &'static str, help_en: &'static str, help_ja: &'static str) -> BuiltIn {
    BuiltIn { name, help_en, help_ja }
}

/// What is known without any node having set it.
pub const BUILT_INS: &[BuiltIn] = &[
    built_in("customer.name", "The customer's name; empty when unknown.", "顧客の名前。わからないときは空です。"),
    built_in("customer.language", "The customer's language, such as `ja`.", "顧客の言語(例:`ja`)。"),
    built_in("customer.channel", "The channel they write on now, such as `line`.", "現在のチャネル(例:`line`)。"),
    built_in(
        "customer.phone",
        "Their phone number as +81…; empty when unknown.",
        "電話番号(+81… の形式)。わからないときは空です。",
    ),
    built_in("customer.email", "Their e-mail address; empty when unknown.", "メールアドレス。わからないときは空です。"),
    built_in("message.text", "What the customer wrote last.", "顧客が最後に送ったメッセージの本文。"),
    built_in(
        "message.choice",
        "The id of the option of a message that the customer chose last; empty when they wrote something else.",
        "メッセージの選択肢から最後に選ばれたもののID。選択肢以外が送られたときは空です。",
    ),
    built_in("now", "The moment, as `2026-11-22T09:00:00+09:00`.", "現在の日時(例:`2026-11-22T09:00:00+09:00`)。"),
    built_in(
        "today",
        "The date in the flow's time zone, as `2026-11-22`.",
        "フローのタイムゾーンでの今日の日付(例:`2026-11-22`)。",
    ),
];

/// The function of that name.
pub fn function_named(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// Whether the name belongs to the product (`customer`, `now`, a function) or to the template language, so that
/// no variable may take it.
pub fn is_reserved(name: &str) -> bool {
    built_in_roots().any(|root| root == name)
        || function_named(name).is_some()
        || LANGUAGE_FUNCTIONS.contains(&name)
        || KEYWORDS.contains(&name)
}

/// `customer`, `message`, `now`, `today`.
pub fn built_in_roots() -> impl Iterator<Item = &'static str> {
    BUILT_INS.iter().map(|known| known.name.split('.').next().unwrap_or(known.name))
}

/// Functions of the template language itself.
pub const LANGUAGE_FUNCTIONS: &[&str] = &["range", "dict", "namespace"];

/// Words that the template language reads as something else.
pub const KEYWORDS: &[&str] = &[
    "true", "false", "none", "True", "False", "None", "and", "or", "not", "in", "is", "if", "else", "elif", "for",
    "loop", "self", "set", "with",
];

/// Filters of the template language that flows may use.
pub const FILTERS: &[&str] = &[
    "abs",
    "bool",
    "capitalize",
    "count",
    "d",
    "default",
    "dictsort",
    "first",
    "float",
    "groupby",
    "int",
    "items",
    "join",
    "last",
    "length",
    "lines",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "safe",
    "select",
    "selectattr",
    "slice",
    "sort",
    "split",
    "string",
    "sum",
    "title",
    "trim",
    "unique",
    "upper",
];

/// Tests of the template language (`x is defined`) that flows may use.
pub const TESTS: &[&str] = &[
    "boolean",
    "defined",
    "divisibleby",
    "endingwith",
    "eq",
    "equalto",
    "even",
    "false",
    "float",
    "ge",
    "greaterthan",
    "gt",
    "in",
    "int",
    "integer",
    "iterable",
    "le",
    "lessthan",
    "lower",
    "lt",
    "mapping",
    "ne",
    "none",
    "number",
    "odd",
    "sequence",
    "startingwith",
    "string",
    "true",
    "undefined",
    "upper",
];

//! How a node kind presents itself in the builder: the vocabulary in which `nodes/*` describe themselves.

use serde::Serialize;

/// A fixed sentence or noun in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Label {
    pub en: &'static str,
    pub ja: &'static str,
}

pub(crate) const fn label(en: &'static str, ja: &'static str) -> Label {
    Label { en, ja }
}

/// What the palette and the inspector show of a kind.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct About {
    pub title: Label,
    /// One line.
    pub help: Label,
    /// A name of the icon set in `packages/ui`.
    pub icon: &'static str,
    /// True when the flow can stand here until something happens outside.
    pub waits: bool,
    pub fields: &'static [Field],
    pub exits: &'static [ExitAbout],
}

/// One setting.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Field {
    /// Inside `settings`; `[]` stands for every item: `answer.options[].label`.
    pub path: &'static str,
    pub label: Label,
    pub help: Label,
    pub input: Input,
    /// The values to choose from, for `Input::Select`, with what each is called.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub options: &'static [Choice],
    /// The field is shown when the setting at this path has one of these values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown_when: Option<ShownWhen>,
}

/// A value of a field and what people call it.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Choice {
    pub value: &'static str,
    pub label: Label,
}

pub(crate) const fn choice(value: &'static str, label: Label) -> Choice {
    Choice { value, label }
}

#[derive(Debug, Clone, Copy, Serialize)]
pub struct ShownWhen {
    /// Inside `settings`.
    pub path: &'static str,
    pub values: &'static [&'static str],
}

/// Which control fits a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// Several lines per language, with placeholders.
    LocalText,
    /// One line per language, with placeholders.
    LocalLine,
    /// One template, the same in every language.
    Template,
    /// Several lines of template.
    LongTemplate,
    Expression,
    /// The name of a variable that takes a value.
    Variable,
    Line,
    LongText,
    Id,
    Url,
    Pattern,
    Number,
    WholeNumber,
    Toggle,
    /// Seconds, entered with a unit.
    Duration,
    /// One of `options`.
    Select,
    /// Any of `options`.
    MultiSelect,
    /// A list of words.
    WordList,
    /// A list of items with fields of their own.
    ItemList,
    /// Fields of its own, optional as a whole.
    Group,
    DateBound,
    DateList,
    TimeOfDay,
    TimeZone,
    Country,
    Node,
    Flow,
    Queue,
}

/// One way out, or a way out per item of a list.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ExitAbout {
    /// `next`; `option:*` stands for one exit per item of `each`, with the item's id.
    pub name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub each: Option<&'static str>,
    pub label: Label,
    pub help: Label,
}

pub(crate) const fn field(path: &'static str, input: Input, label: Label, help: Label) -> Field {
    Field { path, label, help, input, options: &[], shown_when: None }
}

impl Field {
    pub(crate) const fn options(mut self, options: &'static [Choice]) -> Self {
        self.options = options;
        self
    }

    pub(crate) const fn shown_when(mut self, path: &'static str, values: &'static [&'static str]) -> Self {
        self.shown_when = Some(ShownWhen { path, values });
        self
    }
}

pub(crate) const fn exit(name: &'static str, label: Label, help: Label) -> ExitAbout {
    ExitAbout { name, each: None, label, help }
}

pub(crate) const fn exit_per(name: &'static str, each: &'static str, label: Label, help: Label) -> ExitAbout {
    ExitAbout { name, each: Some(each), label, help }
}

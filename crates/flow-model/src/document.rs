//! The document as people edit it: `format: "tsunagi.flow/1"`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::nested::nested;
use crate::nodes::{End, NodeKind};

/// The only format this build writes. Older ones are upgraded by `migrate`.
pub const FORMAT: &str = "tsunagi.flow/1";

/// A flow as drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Always `tsunagi.flow/1`.
    pub format: String,
    /// Languages of the texts as BCP 47 tags. The first is used where a translation is missing.
    pub languages: Vec<String>,
    /// IANA time zone for dates, times and business hours, such as `Asia/Tokyo`.
    pub time_zone: String,
    /// Variables that the flow keeps, beyond those that questions save.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variables: Vec<Variable>,
    /// The node a conversation starts at.
    pub start: NodeId,
    pub nodes: BTreeMap<NodeId, Node>,
    /// Words that work at every question, such as "やり直し".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<Command>,
    #[serde(default, skip_serializing_if = "Handlers::is_empty")]
    pub handlers: Handlers,
    /// Positions, colours and comments: not part of the revision.
    #[serde(default, skip_serializing_if = "Layout::is_empty")]
    pub layout: Layout,
}

impl Document {
    /// Stands for a flow of which only the name counts.
    pub fn placeholder() -> Self {
        let end = Node { kind: NodeKind::End(End {}), exits: BTreeMap::new() };
        Self {
            format: FORMAT.to_owned(),
            languages: vec!["en".to_owned()],
            time_zone: "UTC".to_owned(),
            variables: Vec::new(),
            start: "end".to_owned(),
            nodes: BTreeMap::from([("end".to_owned(), end)]),
            commands: Vec::new(),
            handlers: Handlers::default(),
            layout: Layout::default(),
        }
    }
}

/// Names a node inside its flow: letters, digits, `_` and `-`, at most 64.
pub type NodeId = String;

/// A text in every language of the flow, as templates (`{{ name }}`).
pub type Text = BTreeMap<String, String>;

/// One box on the canvas.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Node {
    #[serde(flatten)]
    pub kind: NodeKind,
    /// Where each exit leads, by the exit's name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub exits: BTreeMap<String, NodeId>,
}

/// By hand, because a flattened enum would let unknown fields pass and forget where an error was.
impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Parts {
            kind: String,
            settings: serde_json::Value,
            #[serde(default)]
            exits: BTreeMap<String, NodeId>,
        }
        let parts: Parts = nested(serde_json::Value::deserialize(reader)?, "")?;
        Ok(Self { kind: NodeKind::from_settings(&parts.kind, parts.settings)?, exits: parts.exits })
    }
}

/// A variable that the flow keeps from the start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// Letters, digits and `_`, not starting with a digit, at most 64.
    pub name: String,
    #[serde(rename = "type")]
    pub value_type: ValueType,
    /// The value at the start; absent variables are undefined until set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initial: Option<serde_json::Value>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueType {
    Text,
    Number,
    Boolean,
    Date,
    List,
    Object,
}

/// A word that the customer may write at any question to go somewhere else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// Exact words per language, compared without case and width.
    pub keywords: BTreeMap<String, Vec<String>>,
    pub to: NodeId,
}

/// Where the flow goes when something went wrong that no exit takes care of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Handlers {
    /// A template or expression failed, a loop did not end, a session grew too large.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<NodeId>,
}

impl Handlers {
    pub fn is_empty(&self) -> bool {
        self.error.is_none()
    }
}

/// How the flow is drawn.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    #[serde(default)]
    pub nodes: BTreeMap<NodeId, Place>,
}

impl Layout {
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub x: f64,
    pub y: f64,
    /// A name that the author gives the box.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// A remark for other authors.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

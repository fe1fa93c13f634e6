//! What the analyser says.

use serde::Serialize;
use serde_json::Value;

use crate::document::NodeId;
use crate::words::Words;

/// Every code that a problem can have. The README says what each means.
pub const CODES: &[&str] = &[
    "bad-date",
    "bad-expression",
    "bad-hours",
    "bad-language",
    "bad-name",
    "bad-pattern",
    "bad-setting",
    "bad-template",
    "bad-time-zone",
    "comment-target",
    "dangling-target",
    "dead-end",
    "duplicate-id",
    "duplicate-keyword",
    "endless-subflow",
    "impossible-value",
    "limit-exceeded",
    "loop-without-wait",
    "missing-language",
    "missing-param",
    "missing-queue",
    "missing-start",
    "missing-text",
    "missing-translation",
    "over-channel-limit",
    "read-before-set",
    "reserved-name",
    "type-mismatch",
    "unhandled-exit",
    "unknown-exit",
    "unknown-function",
    "unknown-language",
    "unknown-param",
    "unknown-queue",
    "unknown-subflow",
    "unknown-variable",
    "unreachable-node",
    "wrong-arguments",
];

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Problem {
    /// Stable: `dead-end`. The list stands in the crate's README.
    pub code: &'static str,
    pub severity: Severity,
    pub place: Spot,
    /// What is wrong.
    pub message: Words,
    /// What to do about it.
    pub mend: Words,
    /// A mend that the builder can apply by one click.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The flow cannot be published.
    Error,
    /// The flow runs, but probably not as meant.
    Warning,
}

/// Where a problem is, as exactly as is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Spot {
    /// The subflow's name; absent for the flow that was analysed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<NodeId>,
    /// Inside the node, or inside the document where there is no node: `settings.text.ja`, `commands[0].to`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit: Option<String>,
    /// Line and column inside a template or expression, both from 1, columns in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<(u32, u32)>,
}

impl Spot {
    pub(crate) fn node(node: &str) -> Self {
        Self { node: Some(node.to_owned()), ..Self::default() }
    }

    /// A field of the document itself.
    pub(crate) fn document(field: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::default() }
    }

    pub(crate) fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    pub(crate) fn exit(mut self, exit: impl Into<String>) -> Self {
        self.exit = Some(exit.into());
        self
    }

    pub(crate) fn position(mut self, position: (u32, u32)) -> Self {
        self.position = Some(position);
        self
    }
}

impl std::fmt::Display for Spot {
    /// `flow/node.field@exit:line:column`, without what is not known.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(flow) = &self.flow {
            write!(out, "{flow}/")?;
        }
        let node = self.node.as_deref().unwrap_or_default();
        out.write_str(node)?;
        if let Some(field) = &self.field {
            write!(out, "{}{field}", if node.is_empty() { "" } else { "." })?;
        }
        if let Some(exit) = &self.exit {
            write!(out, "@{exit}")?;
        }
        if let Some((line, column)) = self.position {
            write!(out, ":{line}:{column}")?;
        }
        Ok(())
    }
}

/// A change to the document that makes the problem go away.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fix {
    /// The button's words.
    pub title: Words,
    /// Operations of RFC 6902 (JSON Patch) on the document.
    pub patch: Vec<Patch>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Patch {
    Add { path: String, value: Value },
    Replace { path: String, value: Value },
    Remove { path: String },
}

/// A JSON pointer (RFC 6901) of these keys.
pub(crate) fn pointer<'a>(keys: impl IntoIterator<Item = &'a str>) -> String {
    keys.into_iter().map(|key| format!("/{}", key.replace('~', "~0").replace('/', "~1"))).collect()
}

/// The document with a fix applied. `None` when the fix does not fit the document.
pub fn apply_fix(document: &Value, fix: &Fix) -> Option<Value> {
    let mut value = document.clone();
    for patch in &fix.patch {
        let path = match patch {
            Patch::Add { path, .. } | Patch::Replace { path, .. } | Patch::Remove { path } => path,
        };
        let (owner, key) = path.rsplit_once('/')?;
        let key = key.replace("~1", "/").replace("~0", "~");
        let owner = value.pointer_mut(owner)?;
        match (owner, patch) {
            (Value::Object(object), Patch::Add { value, .. }) => {
                object.insert(key, value.clone());
            }
            (Value::Object(object), Patch::Replace { value, .. }) => {
                *object.get_mut(&key)? = value.clone();
            }
            (Value::Object(object), Patch::Remove { .. }) => {
                object.remove(&key)?;
            }
            (Value::Array(items), Patch::Add { value, .. }) if key == "-" => items.push(value.clone()),
            (Value::Array(items), Patch::Add { value, .. }) => {
                let at = key.parse().ok().filter(|at| *at <= items.len())?;
                items.insert(at, value.clone());
            }
            (Value::Array(items), Patch::Replace { value, .. }) => {
                *items.get_mut(key.parse::<usize>().ok()?)? = value.clone();
            }
            (Value::Array(items), Patch::Remove { .. }) => {
                let at = key.parse().ok().filter(|at| *at < items.len())?;
                items.remove(at);
            }
            _ => return None,
        }
    }
    Some(value)
}

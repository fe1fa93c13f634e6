//! Reading a value whose shape depends on another field, without losing the path to an error.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::from_value::{Misfit, from_value};

/// Reads `value`; an error's message starts with the path inside it, as ``at `options[1].label`: ``, because
/// serde forgets paths behind a tag. `read` takes it off again.
pub(crate) fn nested<T: DeserializeOwned, E: serde::de::Error>(value: Value, prefix: &str) -> Result<T, E> {
    from_value(&value).map_err(|misfit| E::custom(told(&misfit, prefix)))
}

/// What `split_path` takes apart.
fn told(misfit: &Misfit, prefix: &str) -> String {
    let (inner, message) = split_path(&misfit.message);
    let path = [prefix, &misfit.path, inner].into_iter().fold(String::new(), |all, part| join_path(&all, part));
    match path.as_str() {
        "" => message.to_owned(),
        path => format!("at `{path}`: {message}"),
    }
}

/// The path that `nested` wrote into a message, and the rest.
pub(crate) fn split_path(message: &str) -> (&str, &str) {
    message.strip_prefix("at `").and_then(|rest| rest.split_once("`: ")).unwrap_or(("", message))
}

pub(crate) fn join_path(outer: &str, inner: &str) -> String {
    match (outer, inner) {
        ("" | ".", inner) => inner.to_owned(),
        (outer, "" | ".") => outer.to_owned(),
        (outer, inner) if inner.starts_with('[') => format!("{outer}{inner}"),
        (outer, inner) => format!("{outer}.{inner}"),
    }
}

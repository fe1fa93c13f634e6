//! An operation as DynamoDB writes it, alone or in a transaction.
//!
//! A put that knows what stands there (nothing, or a version) replaces the item. A put that does not know has the
//! version counted where the item is.

use ids::WorkspaceId;
use ports::{Condition, Op};

use crate::condition::{self, Expression};
use crate::item::{
    Attributes, BODY, EXPIRES_MS, TTL, VERSION, body_attribute, expiry_attributes, key_attributes, number,
};

const KEEP_UNTIL: &str = "SET b = :body, v = if_not_exists(v, :none) + :one, x = :x, #ttl = :ttl";
const KEEP: &str = "SET b = :body, v = if_not_exists(v, :none) + :one REMOVE x, #ttl";

/// What the placeholder for `ttl` stands for; the word is reserved.
pub(crate) const TTL_NAME: (&str, &str) = ("#ttl", TTL);

pub(crate) enum Action {
    Put(Attributes),
    Update { key: Attributes, expression: &'static str, values: Attributes },
    Delete(Attributes),
    Check(Attributes),
}

pub(crate) struct Write {
    pub(crate) action: Action,
    pub(crate) condition: Option<Expression>,
}

impl Write {
    pub(crate) fn of(workspace: &WorkspaceId, op: &Op, now_ms: u64) -> Self {
        let key = key_attributes(workspace, op.key());
        let action = match op {
            Op::Put { body, expires_at_ms, condition, .. } => put(key, body, *expires_at_ms, *condition),
            Op::Delete { .. } => Action::Delete(key),
            Op::Check { .. } => Action::Check(key),
        };
        Self { action, condition: condition::expression(op.condition(), now_ms) }
    }
}

fn put(key: Attributes, body: &[u8], expires_at_ms: Option<u64>, condition: Condition) -> Action {
    let version = match condition {
        Condition::Absent => 1,
        Condition::Version(version) => version.saturating_add(1),
        Condition::Always | Condition::Present => return update(key, body, expires_at_ms),
    };
    let mut item = key;
    item.insert(VERSION.to_owned(), number(version));
    item.insert(BODY.to_owned(), body_attribute(body));
    if let Some(expires_at_ms) = expires_at_ms {
        let (exact, seconds) = expiry_attributes(expires_at_ms);
        item.extend([(EXPIRES_MS.to_owned(), exact), (TTL.to_owned(), seconds)]);
    }
    Action::Put(item)
}

fn update(key: Attributes, body: &[u8], expires_at_ms: Option<u64>) -> Action {
    let mut values: Attributes =
        [(":body".to_owned(), body_attribute(body)), (":none".to_owned(), number(0)), (":one".to_owned(), number(1))]
            .into();
    let Some(expires_at_ms) = expires_at_ms else {
        return Action::Update { key, expression: KEEP, values };
    };
    let (exact, seconds) = expiry_attributes(expires_at_ms);
    values.extend([(":x".to_owned(), exact), (":ttl".to_owned(), seconds)]);
    Action::Update { key, expression: KEEP_UNTIL, values }
}

/// The condition's text and the values of both, as the builders take them.
pub(crate) fn parts(condition: Option<Expression>, values: Attributes) -> (Option<String>, Option<Attributes>) {
    let (text, mut all) = match condition {
        Some(expression) => (Some(expression.text.to_owned()), expression.values),
        None => (None, Attributes::new()),
    };
    all.extend(values);
    (text, if all.is_empty() { None } else { Some(all) })
}

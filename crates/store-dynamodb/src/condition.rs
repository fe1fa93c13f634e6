//! Conditions as DynamoDB's expressions. What expired counts as absent, whether or not it was removed.

use aws_sdk_dynamodb::types::AttributeValue;
use ports::Condition;

use crate::item::{Attributes, number};

const ABSENT: &str = "attribute_not_exists(pk) OR x <= :now";
const PRESENT: &str = "attribute_exists(pk) AND (attribute_not_exists(x) OR x > :now)";
const VERSION: &str = "v = :version AND (attribute_not_exists(x) OR x > :now)";

/// An expression and the values that it names.
pub(crate) struct Expression {
    pub(crate) text: &'static str,
    pub(crate) values: Attributes,
}

/// `None` when the condition always holds.
pub(crate) fn expression(condition: Condition, now_ms: u64) -> Option<Expression> {
    let mut values: Attributes = [(":now".to_owned(), number(now_ms))].into();
    let text = match condition {
        Condition::Always => return None,
        Condition::Absent => ABSENT,
        Condition::Present => PRESENT,
        Condition::Version(version) => {
            values.insert(":version".to_owned(), AttributeValue::N(version.to_string()));
            VERSION
        }
    };
    Some(Expression { text, values })
}

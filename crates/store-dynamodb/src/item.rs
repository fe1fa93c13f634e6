//! An item as DynamoDB keeps it. Names are short, because they are stored and paid for with each item.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use ids::WorkspaceId;
use ports::{Item, Key, StoreError};

/// Workspace and partition.
pub(crate) const PARTITION: &str = "pk";
pub(crate) const SORT: &str = "sk";
pub(crate) const VERSION: &str = "v";
pub(crate) const BODY: &str = "b";
/// Unix milliseconds, which decide.
pub(crate) const EXPIRES_MS: &str = "x";
/// Unix seconds, by which DynamoDB tidies up some day.
pub(crate) const TTL: &str = "ttl";

pub(crate) type Attributes = HashMap<String, AttributeValue>;

/// `W#<workspace>#<partition>`. A workspace has no `#`, so no partition can reach into another's.
pub(crate) fn partition_key(workspace: &WorkspaceId, partition: &str) -> String {
    format!("W#{workspace}#{partition}")
}

pub(crate) fn key_attributes(workspace: &WorkspaceId, key: &Key) -> Attributes {
    HashMap::from([
        (PARTITION.to_owned(), AttributeValue::S(partition_key(workspace, &key.partition))),
        (SORT.to_owned(), AttributeValue::S(key.sort.clone())),
    ])
}

pub(crate) fn number(value: u64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// Text where the body is readable text, so that people who look into the table can read it; bytes otherwise.
/// Both are stored byte for byte and cost the same.
pub(crate) fn body_attribute(body: &[u8]) -> AttributeValue {
    match std::str::from_utf8(body) {
        // Control characters would travel as six characters each.
        Ok(text) if !text.bytes().any(|byte| byte.is_ascii_control()) => AttributeValue::S(text.to_owned()),
        _ => AttributeValue::B(Blob::new(body)),
    }
}

/// The two attributes of an expiry, in milliseconds and seconds.
pub(crate) fn expiry_attributes(expires_at_ms: u64) -> (AttributeValue, AttributeValue) {
    (number(expires_at_ms), number(expires_at_ms.div_ceil(1_000)))
}

/// Reads an item that this crate wrote.
pub(crate) fn item_of(workspace: &WorkspaceId, mut attributes: Attributes) -> Result<Item, StoreError> {
    let unreadable = |what: &str| StoreError::Unavailable(format!("an item of the table has no readable {what}"));
    let (Some(AttributeValue::S(partition)), Some(AttributeValue::S(sort))) =
        (attributes.remove(PARTITION), attributes.remove(SORT))
    else {
        return Err(unreadable("key"));
    };
    let prefix = partition_key(workspace, "");
    let partition = partition.strip_prefix(&prefix).ok_or_else(|| unreadable("workspace"))?;
    let read = |value: Option<&AttributeValue>| match value {
        Some(AttributeValue::N(digits)) => digits.parse::<u64>().ok(),
        _ => None,
    };
    let version = read(attributes.get(VERSION)).ok_or_else(|| unreadable("version"))?;
    let expires_at_ms = read(attributes.get(EXPIRES_MS));
    let body = match attributes.remove(BODY) {
        Some(AttributeValue::S(text)) => text.into_bytes(),
        Some(AttributeValue::B(bytes)) => bytes.into_inner(),
        _ => return Err(unreadable("body")),
    };
    Ok(Item { key: Key::new(partition, sort), version, body, expires_at_ms })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readable_bodies_are_kept_as_text() {
        assert_eq!(body_attribute("{\"名\":1}".as_bytes()), AttributeValue::S("{\"名\":1}".to_owned()));
        assert_eq!(body_attribute(b""), AttributeValue::S(String::new()));
        for bytes in [&b"a\nb"[..], &[0xff], &[0]] {
            assert_eq!(body_attribute(bytes), AttributeValue::B(Blob::new(bytes)));
        }
    }

    #[test]
    fn an_item_of_another_workspace_is_not_read() {
        let acme: WorkspaceId = "acme".parse().expect("a workspace");
        let longer: WorkspaceId = "acme-2".parse().expect("a workspace");
        let mut attributes = key_attributes(&longer, &Key::new("p", "s"));
        attributes.insert(VERSION.to_owned(), number(1));
        attributes.insert(BODY.to_owned(), body_attribute(b"x"));
        assert!(item_of(&acme, attributes.clone()).is_err());
        assert_eq!(item_of(&longer, attributes).map(|item| item.key), Ok(Key::new("p", "s")));
    }
}

//! The one table. The data stack's template declares the same; deployments use that, tests use this.

use aws_client::{Failure, SdkConfig};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, TimeToLiveSpecification,
};

use crate::item::{PARTITION, SORT, TTL};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the table `{table}` could not be created: {reason}")]
pub struct TableError {
    pub table: String,
    pub reason: String,
}

/// Creates the table: a partition and a sort key of text, on-demand billing, expiry by `ttl`, no index.
pub async fn create_table(config: &SdkConfig, table: &str) -> Result<(), TableError> {
    let failed = |reason: String| TableError { table: table.to_owned(), reason };
    let client = aws_sdk_dynamodb::Client::new(config);
    let mut create = client.create_table().table_name(table).billing_mode(BillingMode::PayPerRequest);
    for (name, role) in [(PARTITION, KeyType::Hash), (SORT, KeyType::Range)] {
        let attribute = AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
        let key = KeySchemaElement::builder().attribute_name(name).key_type(role);
        create = create
            .attribute_definitions(attribute.build().map_err(|error| failed(error.to_string()))?)
            .key_schema(key.build().map_err(|error| failed(error.to_string()))?);
    }
    create.send().await.map_err(|error| failed(Failure::of(&error).to_string()))?;

    let expiry = TimeToLiveSpecification::builder().attribute_name(TTL).enabled(true);
    let expiry = expiry.build().map_err(|error| failed(error.to_string()))?;
    let update = client.update_time_to_live().table_name(table).time_to_live_specification(expiry);
    update.send().await.map_err(|error| failed(Failure::of(&error).to_string()))?;
    Ok(())
}

//! The `Store` port on one table.

use async_trait::async_trait;
use aws_client::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use ids::WorkspaceId;
use ports::{Commit, CommitOutcome, Item, Key, Page, Query, Store, StoreError};

use crate::units::{Meter, Units};
use crate::{commit, read};

pub struct DynamoStore {
    pub(crate) reads: Client,
    /// Without the SDK's retries, which would hide that an earlier attempt may have counted.
    pub(crate) writes: Client,
    pub(crate) table: String,
    pub(crate) meter: Meter,
}

impl DynamoStore {
    pub fn new(config: &SdkConfig, table: impl Into<String>) -> Self {
        let once = aws_sdk_dynamodb::config::Builder::from(config).retry_config(RetryConfig::disabled()).build();
        Self {
            reads: Client::new(config),
            writes: Client::from_conf(once),
            table: table.into(),
            meter: Meter::default(),
        }
    }

    /// What DynamoDB charged since this store was made, as it reported with each answer.
    pub fn units(&self) -> Units {
        self.meter.total()
    }
}

#[async_trait]
impl Store for DynamoStore {
    async fn get(&self, workspace: &WorkspaceId, keys: &[Key]) -> Result<Vec<Option<Item>>, StoreError> {
        read::get(self, workspace, keys).await
    }

    async fn query(&self, workspace: &WorkspaceId, query: Query) -> Result<Page, StoreError> {
        read::query(self, workspace, query).await
    }

    async fn commit(&self, workspace: &WorkspaceId, commit: Commit) -> Result<CommitOutcome, StoreError> {
        commit::run(self, workspace, &commit).await
    }
}

//! The `Store` port on one table.

use async_trait::async_trait;
use aws_client::{Late, SdkConfig, late};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use ids::WorkspaceId;
use ports::{Commit, CommitOutcome, Item, Key, Page, Query, Store, StoreError};

use crate::units::{Meter, Units};
use crate::{commit, read};

pub struct DynamoStore {
    pub(crate) reads: Late<Client>,
    /// Without the SDK's retries, which would hide that an earlier attempt may have counted.
    pub(crate) writes: Late<Client>,
    pub(crate) table: String,
    pub(crate) meter: Meter,
}

impl DynamoStore {
    pub fn new(config: &SdkConfig, table: impl Into<String>) -> Self {
        let (again, once) = (config.clone(), aws_sdk_dynamodb::config::Builder::from(config));
        Self {
            reads: late(move || Client::new(&again)),
            writes: late(move || Client::from_conf(once.retry_config(RetryConfig::disabled()).build())),
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

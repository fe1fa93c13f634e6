//! Reading one record.

use ids::WorkspaceId;
use ports::{Item, Key, Query, StoreError};
use serde::de::DeserializeOwned;

use crate::Services;
use crate::records::{Unreadable, decode};

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ReadError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
}

impl From<ReadError> for crate::turn::TurnError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Store(error) => Self::Store(error),
            ReadError::Unreadable(error) => Self::Unreadable(error),
        }
    }
}

impl Services {
    /// The record under a key, unless it is absent or expired.
    pub async fn read<T: DeserializeOwned>(&self, workspace: &WorkspaceId, key: Key) -> Result<Option<T>, ReadError> {
        Ok(self.read_versioned(workspace, key).await?.map(|(record, _)| record))
    }

    /// The record and its version.
    pub async fn read_versioned<T: DeserializeOwned>(
        &self,
        workspace: &WorkspaceId,
        key: Key,
    ) -> Result<Option<(T, u64)>, ReadError> {
        let item = self.store.get(workspace, &[key]).await?.pop().flatten();
        match item.filter(|item| item.is_live(self.now_ms())) {
            Some(item) => Ok(Some((decode(&item)?, item.version))),
            None => Ok(None),
        }
    }

    /// Every live item of a partition: for lists that people keep short (accounts, flows, users).
    pub async fn read_all(&self, workspace: &WorkspaceId, partition: &str) -> Result<Vec<Item>, ReadError> {
        self.read_through(workspace, Query::partition(partition)).await
    }

    /// Every live item that a query finds from its beginning on, page by page.
    pub async fn read_through(&self, workspace: &WorkspaceId, mut query: Query) -> Result<Vec<Item>, ReadError> {
        let mut items: Vec<Item> = Vec::new();
        loop {
            let page = self.store.query(workspace, query.clone()).await?;
            query.after = page.items.last().map(|item| item.key.sort.clone());
            let now_ms = self.now_ms();
            items.extend(page.items.into_iter().filter(|item| item.is_live(now_ms)));
            if !page.more {
                return Ok(items);
            }
        }
    }
}

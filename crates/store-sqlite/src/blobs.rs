//! The `Blobs` port: immutable bytes by name.

use async_trait::async_trait;
use ids::WorkspaceId;
use ports::{BlobError, Blobs};
use rusqlite::{Connection, OptionalExtension, params};

use crate::handle::SqliteStore;
use crate::writer::Work;

#[async_trait]
impl Blobs for SqliteStore {
    async fn put(&self, workspace: &WorkspaceId, name: &str, bytes: Vec<u8>) -> Result<(), BlobError> {
        let work = PutBlob { workspace: workspace.clone(), name: name.to_owned(), bytes };
        match self.write(work).await {
            Ok(Put::Held) => Ok(()),
            Ok(Put::Different) => Err(BlobError(format!("`{name}` already holds other bytes"))),
            Err(failure) => Err(BlobError(failure.to_string())),
        }
    }

    async fn get(&self, workspace: &WorkspaceId, name: &str) -> Result<Option<Vec<u8>>, BlobError> {
        self.read(|db| select(db, workspace, name)).map_err(|error| BlobError(error.to_string()))
    }

    async fn delete(&self, workspace: &WorkspaceId, name: &str) -> Result<(), BlobError> {
        let work = DeleteBlob { workspace: workspace.clone(), name: name.to_owned() };
        self.write(work).await.map_err(|failure| BlobError(failure.to_string()))
    }
}

fn select(db: &Connection, workspace: &WorkspaceId, name: &str) -> rusqlite::Result<Option<Vec<u8>>> {
    db.prepare_cached("SELECT bytes FROM blobs WHERE workspace = ?1 AND name = ?2")?
        .query_row(params![workspace.as_str(), name], |row| row.get(0))
        .optional()
}

struct DeleteBlob {
    workspace: WorkspaceId,
    name: String,
}

impl Work for DeleteBlob {
    type Output = ();

    fn run(&self, db: &Connection) -> rusqlite::Result<()> {
        db.prepare_cached("DELETE FROM blobs WHERE workspace = ?1 AND name = ?2")?
            .execute(params![self.workspace.as_str(), self.name])?;
        Ok(())
    }
}

struct PutBlob {
    workspace: WorkspaceId,
    name: String,
    bytes: Vec<u8>,
}

enum Put {
    /// The name holds these bytes now, or held them before.
    Held,
    Different,
}

impl Work for PutBlob {
    type Output = Put;

    fn run(&self, db: &Connection) -> rusqlite::Result<Put> {
        if let Some(standing) = select(db, &self.workspace, &self.name)? {
            return Ok(if standing == self.bytes { Put::Held } else { Put::Different });
        }
        db.prepare_cached("INSERT INTO blobs (workspace, name, bytes) VALUES (?1, ?2, ?3)")?.execute(params![
            self.workspace.as_str(),
            self.name,
            self.bytes
        ])?;
        Ok(Put::Held)
    }
}

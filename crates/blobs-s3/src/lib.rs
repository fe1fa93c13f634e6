#![doc = include_str!("../README.md")]

mod name;

use async_trait::async_trait;
use aws_client::{Failure, Late, SdkConfig, late};
use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::primitives::ByteStream;
use ids::WorkspaceId;
use ports::{BlobError, Blobs};

/// Two puts of one name that meet: the second is told to come again.
const ATTEMPTS: u32 = 3;

pub struct S3Blobs {
    client: Late<Client>,
    bucket: String,
}

impl S3Blobs {
    pub fn new(config: &SdkConfig, bucket: impl Into<String>) -> Self {
        // Whatever stands in for AWS has one host and no name for each bucket.
        let stands_in = config.endpoint_url().is_some();
        let config = aws_sdk_s3::config::Builder::from(config).force_path_style(stands_in);
        Self { client: late(move || Client::from_conf(config.build())), bucket: bucket.into() }
    }

    async fn put_once(&self, key: &str, bytes: &[u8]) -> Result<(), Failure> {
        let put = self.client.put_object().bucket(&self.bucket).key(key).if_none_match("*");
        let sent = put.body(ByteStream::from(bytes.to_vec())).send().await;
        sent.map(drop).map_err(|error| Failure::of(&error))
    }

    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, BlobError> {
        match self.client.get_object().bucket(&self.bucket).key(key).send().await {
            Ok(output) => {
                let body = output.body.collect().await;
                let body = body.map_err(|error| BlobError(format!("reading `{key}`: {error}")))?;
                Ok(Some(body.to_vec()))
            }
            Err(error) => match error.as_service_error() {
                Some(GetObjectError::NoSuchKey(_)) => Ok(None),
                _ => Err(failed("reading", key, &Failure::of(&error))),
            },
        }
    }
}

#[async_trait]
impl Blobs for S3Blobs {
    async fn put(&self, workspace: &WorkspaceId, name: &str, bytes: Vec<u8>) -> Result<(), BlobError> {
        let key = name::key(workspace, name);
        let mut attempt = 1;
        loop {
            let Err(failure) = self.put_once(&key, &bytes).await else { return Ok(()) };
            match failure.code() {
                Some("PreconditionFailed") => break,
                Some("ConditionalRequestConflict") if attempt < ATTEMPTS => attempt += 1,
                _ => return Err(failed("writing", &key, &failure)),
            }
        }
        match self.read(&key).await? {
            Some(standing) if standing == bytes => Ok(()),
            _ => Err(BlobError(format!("`{name}` already holds other bytes"))),
        }
    }

    async fn get(&self, workspace: &WorkspaceId, name: &str) -> Result<Option<Vec<u8>>, BlobError> {
        self.read(&name::key(workspace, name)).await
    }

    async fn delete(&self, workspace: &WorkspaceId, name: &str) -> Result<(), BlobError> {
        let key = name::key(workspace, name);
        // S3 takes the deletion of what is not there.
        let sent = self.client.delete_object().bucket(&self.bucket).key(&key).send().await;
        sent.map(drop).map_err(|error| failed("deleting", &key, &Failure::of(&error)))
    }
}

fn failed(what: &str, key: &str, failure: &Failure) -> BlobError {
    BlobError(format!("{what} `{key}`: {failure}"))
}

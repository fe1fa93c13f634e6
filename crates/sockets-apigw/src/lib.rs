#![doc = include_str!("../README.md")]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use aws_client::{Failure, Late, SdkConfig, late};
use aws_sdk_apigatewaymanagement::Client;
use aws_sdk_apigatewaymanagement::config::timeout::TimeoutConfig;
use aws_sdk_apigatewaymanagement::primitives::Blob;
use futures::StreamExt;
use ports::{Clock, Commit, Condition, Follower, Item, Op, Query, SocketError, Sockets, Store, StoreError, Topic};

/// Posts on their way at once.
const AT_ONCE: usize = 16;

/// One attempt at a call, and a call with all its attempts. Who misses a frame catches up, and whoever posts it has work to
/// do that nothing else does.
const ATTEMPT: Duration = Duration::from_secs(2);
const OPERATION: Duration = Duration::from_secs(4);

/// What API Gateway answers for a connection that it does not have.
const GONE: &[&str] = &["GoneException", "status 410"];

pub struct ApiGatewaySockets {
    /// The API whose connections frames are posted to by id.
    connections: Arc<Late<Client>>,
    /// The API whose connections follow topics.
    followers: Arc<Late<Client>>,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
}

impl ApiGatewaySockets {
    /// `url` is the WebSocket API's with its stage, over HTTP:
    /// `https://<api>.execute-api.<region>.amazonaws.com/<stage>`.
    pub fn new(config: &SdkConfig, url: &str, store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        let connections = client(config, url);
        Self { followers: connections.clone(), connections, store, clock }
    }

    /// Those who follow topics are on a WebSocket API of their own.
    pub fn with_followers_at(self, config: &SdkConfig, url: &str) -> Self {
        Self { followers: client(config, url), ..self }
    }

    /// Connections that follow a topic and have not expired.
    async fn followers(&self, topic: &Topic) -> Result<Vec<Item>, StoreError> {
        let now_ms = self.clock.now_ms();
        let mut followers = Vec::new();
        let mut query = Query::partition(topic.followers());
        loop {
            let page = self.store.query(topic.workspace(), query.clone()).await?;
            query.after = page.items.last().map(|item| item.key.sort.clone());
            followers.extend(page.items.into_iter().filter(|item| item.is_live(now_ms)));
            if !page.more {
                return Ok(followers);
            }
        }
    }

    /// Posts to one follower, and forgets one that did not get it: when it asks whether it is still heard, it is not, and
    /// reads everything anew with its next connection. True when the frame was taken or nobody is there.
    async fn tell(&self, topic: &Topic, follower: Item, frame: String) -> bool {
        let Err(error) = post(&self.followers, &follower.key.sort, frame).await else { return true };
        let is_gone = error == SocketError::Gone;
        let now_ms = self.clock.now_ms();
        // It reads everything when it is open.
        if is_gone && Follower::may_be_opening(follower.expires_at_ms, now_ms) {
            return true;
        }
        let ops = vec![Op::Delete { key: follower.key, condition: Condition::Always }];
        // A row that stays is found gone again, or expires.
        let forgotten = self.store.commit(topic.workspace(), Commit { ops, now_ms }).await.is_ok();
        is_gone && forgotten
    }
}

fn client(config: &SdkConfig, url: &str) -> Arc<Late<Client>> {
    let timeouts = TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).operation_timeout(OPERATION).build();
    let config = aws_sdk_apigatewaymanagement::config::Builder::from(config).endpoint_url(url).timeout_config(timeouts);
    Arc::new(late(move || Client::from_conf(config.build())))
}

async fn post(client: &Client, connection: &str, frame: String) -> Result<(), SocketError> {
    if frame.len() > limits::SOCKET_FRAME_BYTES {
        let (found, most) = (frame.len(), limits::SOCKET_FRAME_BYTES);
        return Err(SocketError::Failed(format!("a frame of {found} bytes; a socket takes {most}")));
    }
    let call = client.post_to_connection().connection_id(connection).data(Blob::new(frame));
    match call.send().await.map_err(|error| Failure::of(&error)) {
        Ok(_) => Ok(()),
        Err(failure) if failure.code().is_some_and(|code| GONE.contains(&code)) => Err(SocketError::Gone),
        Err(failure) => Err(SocketError::Failed(failure.to_string())),
    }
}

/// Each agent once, however many pages they have open.
fn agents(followers: &[Item]) -> usize {
    let agent = |item: &Item| serde_json::from_slice::<Follower>(&item.body).ok()?.agent;
    followers.iter().filter_map(agent).collect::<BTreeSet<_>>().len()
}

#[async_trait]
impl Sockets for ApiGatewaySockets {
    async fn post(&self, connection: &str, frame: String) -> Result<(), SocketError> {
        post(&self.connections, connection, frame).await
    }

    async fn publish(&self, topic: Topic, frame: String) {
        let followers = match self.followers(&topic).await {
            Ok(followers) => followers,
            Err(error) => return tracing::warn!(%error, "a hint was lost: the followers cannot be read"),
        };
        let told = futures::stream::iter(followers)
            .map(|follower| self.tell(&topic, follower, frame.clone()))
            .buffer_unordered(AT_ONCE);
        let failed = told.filter(|told| std::future::ready(!told)).count().await;
        if failed > 0 {
            tracing::warn!(failed, "a hint did not reach all followers");
        }
    }

    async fn present(&self, topic: &Topic) -> usize {
        match self.followers(topic).await {
            Ok(followers) => agents(&followers),
            Err(error) => {
                tracing::warn!(%error, "nobody can be counted: the followers cannot be read");
                0
            }
        }
    }

    async fn close(&self, connection: &str) {
        let call = self.connections.delete_connection().connection_id(connection).send().await;
        match call.map_err(|error| Failure::of(&error)) {
            Ok(_) => {}
            Err(failure) if failure.code().is_some_and(|code| GONE.contains(&code)) => {}
            Err(failure) => tracing::warn!(%failure, "a socket could not be closed"),
        }
    }
}

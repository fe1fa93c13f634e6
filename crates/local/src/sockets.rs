//! Open sockets of this process: connections by id, and everybody who follows a desk.

use std::collections::HashMap;
use std::sync::Mutex;

use async_trait::async_trait;
use ports::{SocketError, Sockets, Topic};
use tokio::sync::{broadcast, mpsc};

/// Frames that wait for a slow reader before its socket is closed; it resumes by `seq`.
const BACKLOG: usize = 256;

#[derive(Default)]
pub struct Hub {
    connections: Mutex<HashMap<String, mpsc::Sender<String>>>,
    topics: Mutex<HashMap<Topic, broadcast::Sender<String>>>,
}

impl Hub {
    /// Registers a connection; what is posted to it comes out of the receiver, which ends when it is closed.
    pub fn open(&self, connection: &str) -> mpsc::Receiver<String> {
        let (sender, receiver) = mpsc::channel(BACKLOG);
        if let Ok(mut connections) = self.connections.lock() {
            connections.insert(connection.to_owned(), sender);
        }
        receiver
    }

    pub fn forget(&self, connection: &str) {
        if let Ok(mut connections) = self.connections.lock() {
            connections.remove(connection);
        }
    }

    pub fn follow(&self, topic: Topic) -> Option<broadcast::Receiver<String>> {
        let mut topics = self.topics.lock().ok()?;
        Some(topics.entry(topic).or_insert_with(|| broadcast::channel(BACKLOG).0).subscribe())
    }

    /// How many follow a topic now.
    pub fn followers(&self, topic: &Topic) -> usize {
        self.topics.lock().ok().and_then(|topics| topics.get(topic).map(broadcast::Sender::receiver_count)).unwrap_or(0)
    }

    pub fn connections(&self) -> usize {
        self.connections.lock().map_or(0, |connections| connections.len())
    }
}

#[async_trait]
impl Sockets for Hub {
    async fn post(&self, connection: &str, frame: String) -> Result<(), SocketError> {
        let sender = self.connections.lock().ok().and_then(|connections| connections.get(connection).cloned());
        let Some(sender) = sender else { return Err(SocketError::Gone) };
        if sender.try_send(frame).is_err() {
            // Full or closed: the reader is too slow or gone. It comes back and catches up.
            self.forget(connection);
            return Err(SocketError::Gone);
        }
        Ok(())
    }

    async fn publish(&self, topic: Topic, frame: String) {
        if let Ok(topics) = self.topics.lock()
            && let Some(sender) = topics.get(&topic)
        {
            // Nobody listening is fine: frames to a topic are hints.
            let _ = sender.send(frame);
        }
    }

    async fn close(&self, connection: &str) {
        self.forget(connection);
    }
}

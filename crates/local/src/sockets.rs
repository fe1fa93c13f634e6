//! Open sockets of this process: connections by id, and everybody who follows a desk.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use ids::{UserId, WorkspaceId};
use ports::{SocketError, Sockets, Topic};
use tokio::sync::{broadcast, mpsc};

/// Frames that wait for a slow reader before its socket is closed; it resumes by `seq`.
const BACKLOG: usize = 256;

#[derive(Default)]
pub struct Hub {
    connections: Mutex<HashMap<String, mpsc::Sender<String>>>,
    topics: Mutex<HashMap<Topic, broadcast::Sender<String>>>,
    /// People who may answer and have a page open, with how many.
    desks: Mutex<HashMap<(WorkspaceId, UserId), usize>>,
}

/// Somebody is at a desk until this is dropped.
pub struct Presence {
    hub: Arc<Hub>,
    who: (WorkspaceId, UserId),
}

impl Drop for Presence {
    fn drop(&mut self) {
        if let Ok(mut desks) = self.hub.desks.lock()
            && let Some(pages) = desks.get_mut(&self.who)
        {
            *pages -= 1;
            if *pages == 0 {
                desks.remove(&self.who);
            }
        }
    }
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

    pub fn arrive(self: &Arc<Self>, workspace: &WorkspaceId, user: &UserId) -> Presence {
        let who = (workspace.clone(), user.clone());
        if let Ok(mut desks) = self.desks.lock() {
            *desks.entry(who.clone()).or_default() += 1;
        }
        Presence { hub: Arc::clone(self), who }
    }

    /// People at desks, each counted once.
    fn people(&self, workspace: &WorkspaceId) -> usize {
        self.desks.lock().map_or(0, |desks| desks.keys().filter(|(of, _)| of == workspace).count())
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

    async fn present(&self, topic: &Topic) -> usize {
        self.people(topic.workspace())
    }

    async fn close(&self, connection: &str) {
        self.forget(connection);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_with_two_pages_is_one_person() {
        let hub = Arc::new(Hub::default());
        let workspace: WorkspaceId = "main".parse().expect("a name");
        let (anna, ken) = (UserId::derive(&["anna"]), UserId::derive(&["ken"]));
        let first = hub.arrive(&workspace, &anna);
        let second = hub.arrive(&workspace, &anna);
        let other = hub.arrive(&workspace, &ken);
        assert_eq!(hub.people(&workspace), 2);
        drop(first);
        assert_eq!(hub.people(&workspace), 2);
        drop((second, other));
        assert_eq!(hub.people(&workspace), 0);
    }
}

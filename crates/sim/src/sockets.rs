//! Open sockets. A frame may be lost with its socket, or alone.

use std::collections::BTreeMap;

use ports::SocketError;
use protocol::webchat::ServerFrame;

use crate::world::State;

/// Which visitor is behind which open connection.
#[derive(Default)]
pub struct Lines {
    open: BTreeMap<String, usize>,
}

impl Lines {
    pub fn open(&mut self, connection: &str, visitor: usize) {
        self.open.insert(connection.to_owned(), visitor);
    }

    pub fn close(&mut self, connection: &str) {
        self.open.remove(connection);
    }

    pub fn is_open(&self, connection: &str) -> bool {
        self.open.contains_key(connection)
    }

    pub fn break_all(&mut self) {
        self.open.clear();
    }
}

impl State {
    pub fn post(&mut self, task: u64, connection: &str, frame: &str) -> Result<(), SocketError> {
        assert!(frame.len() <= limits::SOCKET_FRAME_BYTES, "a frame that no socket takes");
        let Some(visitor) = self.lines.open.get(connection).copied() else {
            self.note_of(task, format_args!("posts to {connection}, which is gone"));
            return Err(SocketError::Gone);
        };
        if self.fails(|it| it.socket) {
            if self.random.chance(700) {
                self.note_of(task, format_args!("posts to {connection}: failed"));
                return Err(SocketError::Failed("simulated".to_owned()));
            }
            // The other end had gone, which shows only later.
            self.note_of(task, format_args!("posts to {connection}, which breaks"));
            self.lines.close(connection);
            return Ok(());
        }
        if let Ok(frame) = serde_json::from_str::<ServerFrame>(frame) {
            self.hear(visitor, connection, frame);
        }
        Ok(())
    }
}

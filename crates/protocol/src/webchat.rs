//! Socket protocol of the web chat, version 1: `docs/webchat-protocol.md` explains it for authors of clients.
//!
//! A client connects to `/socket/webchat?account=ID`, says `hello`, and gets `welcome` and what it missed.
//! Frames are JSON texts of at most 32 KB. A message counts as accepted when its `ack` came; until then the client
//! keeps it and sends it again with the same `client_id` after a reconnect.

use serde::{Deserialize, Serialize};

use crate::content::Content;

pub const VERSION: u32 = 1;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// The first frame. `token` is what an earlier `welcome` gave; without it a new visitor begins.
    Hello {
        v: u32,
        #[serde(default)]
        token: Option<String>,
        /// Up to which `seq` the client has everything; it gets what came after.
        #[serde(default)]
        after: u64,
        /// BCP 47.
        #[serde(default)]
        language: Option<String>,
    },
    /// `client_id`: 1 to 64 letters, digits, `-` or `_`, unique per message of this visitor.
    Message {
        client_id: String,
        text: String,
    },
    /// The visitor tapped an option.
    Pick {
        client_id: String,
        id: String,
        label: String,
    },
    Typing {},
    Ping {},
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// Keep `token`: it is the visitor's key. `new_visitor` is false when the token was good.
    Welcome {
        v: u32,
        token: String,
        visitor: String,
        new_visitor: bool,
    },
    /// In order of `seq`. `seq` grows but may skip numbers: those are on other channels or not for the customer.
    /// `earlier`: there are messages before these that the client has not got and does not get.
    /// `caught_up` stands on the last frame of the answer to `hello`: with it, the client has everything up to the last
    /// entry there. From then on everything up to the last message of the other side that comes on this connection.
    Entries {
        entries: Vec<ChatEntry>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        earlier: bool,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        caught_up: bool,
    },
    /// The message is stored and will be answered.
    Ack {
        client_id: String,
    },
    /// Somebody is writing, for the next ten seconds or until their message comes.
    Typing {},
    Pong {},
    /// `code`: `bad_frame`, `hello_first`, `too_long`, `too_fast`, `not_allowed`, `closed`, `unavailable`.
    /// The client may go on after `bad_frame`, `too_long` and `unavailable`.
    Error {
        code: String,
        message: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        client_id: Option<String>,
    },
}

impl ServerFrame {
    /// Messages, as they come.
    pub fn entries(entries: Vec<ChatEntry>) -> Self {
        Self::Entries { entries, earlier: false, caught_up: false }
    }
}

/// A message of the chat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChatEntry {
    pub seq: u64,
    /// RFC 3339.
    pub at: String,
    /// `customer`, `flow` or `agent`.
    pub from: String,
    /// The agent's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The client's own id, on the customer's messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    pub content: Content,
}

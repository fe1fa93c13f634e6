//! Socket of the front ends, `/socket/desk`, version 1: hints that something changed. Losing one is harmless, because
//! clients read the API again when they reconnect.

use serde::{Deserialize, Serialize};

/// What a front end says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DeskClientFrame {
    /// It is there. API Gateway takes no frame for a connection before that.
    Hello {},
    /// Is the connection alive?
    Ping {},
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DeskFrame {
    /// Answers `hello`.
    Hello {
        v: u32,
    },
    /// Answers `ping`.
    Pong {},
    /// The thread gained entries or its conversation changed state; `seq` is its last entry.
    ThreadChanged {
        customer_id: String,
        conversation_id: String,
        seq: u64,
    },
    /// A delivery status changed.
    DeliveryChanged {
        customer_id: String,
        seq: u64,
    },
    /// The customer is writing.
    Typing {
        customer_id: String,
    },
    FlowsChanged {},
    ChannelsChanged {},
    /// A played vendor got a call.
    SimulatorChanged {
        channel: String,
        account: String,
    },
}

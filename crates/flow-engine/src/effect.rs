//! What a step asks the world to do, in order.

use conversation::Content;
use flow_model::nodes::Delivery;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Effect {
    Send {
        node: String,
        content: Content,
        /// What to do with it when nobody can know whether it arrived (R1).
        delivery: Delivery,
    },
    /// Come back with `TimerFired { generation }`. Replaces the timer that was running.
    StartTimer {
        generation: u32,
        due_ms: u64,
    },
    CancelTimer,
    /// Come back with `HttpFinished { call }`.
    Http {
        call: u32,
        request: HttpCall,
    },
    /// A person goes on. The session waits for `HandedBack`.
    Handover {
        queue: String,
        reason: String,
    },
    /// The flow is over.
    End,
    /// The flow could not go on and nothing drawn takes care of it: a person should.
    Fail {
        problem: Problem,
    },
    /// Something that people should be able to read in the timeline; the flow went on.
    Note {
        problem: Problem,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpCall {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<String>,
    pub timeout_s: u32,
}

/// What went wrong while running, for people. `code` is stable; `detail` is English and names no customer data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub code: ProblemCode,
    /// The node it happened in, `flow/node` inside a subflow.
    pub node: String,
    pub detail: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    TemplateFailed,
    ExpressionFailed,
    LoopWithoutWait,
    TooManySends,
    SessionTooLarge,
    SubflowTooDeep,
    ExitNotConnected,
    /// A message came that nothing was waiting for.
    MessageNotExpected,
    BadWait,
    BadRequest,
    /// The session or program could not be read: a bug or a damaged store.
    Damaged,
}

//! What one step may spend, and the point to which a step that spends too much is taken back.

use conversation::Content;
use flow_model::program::NodeIndex;

use crate::bytes::encode;
use crate::effect::ProblemCode;
use crate::session::Session;
use crate::trouble::Trouble;

/// Bytes of messages in one step. As JSON, which may double them, they fit one stored item.
const SENDS_BYTES: usize = limits::STEP_SENDS_BYTES;

/// Bytes of changed values that a step's trace shows; the rest it only names.
const TRACE_BYTES: usize = 32 * 1024;

#[derive(Default)]
pub(crate) struct Budget {
    visited: Vec<NodeIndex>,
    visits: u32,
    sends: usize,
    sends_bytes: usize,
    trace_bytes: usize,
    mark: Option<Mark>,
}

/// The step just before it came to a node for the second time.
pub(crate) struct Mark {
    pub session: Session,
    pub effects: usize,
}

impl Budget {
    pub fn visit(&mut self, at: NodeIndex, session: &Session, effects: usize) -> Result<(), Trouble> {
        if self.visits == limits::STEP_NODES {
            return Err(Trouble::new(ProblemCode::LoopWithoutWait, "the flow runs on without waiting for anything"));
        }
        self.visits += 1;
        if self.mark.is_none() {
            if self.visited.contains(&at) {
                self.mark = Some(Mark { session: session.clone(), effects });
            } else {
                self.visited.push(at);
            }
        }
        Ok(())
    }

    pub fn send(&mut self, content: &Content) -> Result<(), Trouble> {
        self.sends_bytes += encode(content).len();
        if self.sends == limits::STEP_SENDS || self.sends_bytes > SENDS_BYTES {
            return Err(Trouble::new(ProblemCode::TooManySends, "too many messages at once"));
        }
        self.sends += 1;
        Ok(())
    }

    /// Whether the trace has room for a value of this size.
    pub fn trace(&mut self, size_bytes: usize) -> bool {
        self.trace_bytes = self.trace_bytes.saturating_add(size_bytes);
        self.trace_bytes <= TRACE_BYTES
    }

    pub fn take_mark(&mut self) -> Option<Mark> {
        self.mark.take()
    }

    /// The error handler gets as many nodes and messages again.
    pub fn renew(&mut self) {
        *self = Self {
            sends_bytes: self.sends_bytes.min(SENDS_BYTES / 2),
            trace_bytes: self.trace_bytes,
            ..Self::default()
        };
    }
}

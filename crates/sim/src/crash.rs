//! Where a function can die: at every call to a port, before it is made or after it was done.

use std::collections::BTreeMap;
use std::fmt;

/// The one call at which nobody dies: who dies in their sleep dies after the call before it.
pub const SLEEP: &str = "sleep";

/// A function of the product, as a task of the simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Function {
    Webhook,
    ChatConnect,
    ChatMessage,
    ChatDisconnect,
    Turn,
    Send,
    HttpCall,
    TimerFire,
    Sweep,
    ConversationsApi,
    FlowsApi,
}

impl Function {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::ChatConnect => "webchat-connect",
            Self::ChatMessage => "webchat-message",
            Self::ChatDisconnect => "webchat-disconnect",
            Self::Turn => "conversation-turn",
            Self::Send => "outbound-send",
            Self::HttpCall => "http-call",
            Self::TimerFire => "timer-fire",
            Self::Sweep => "outbox-sweep",
            Self::ConversationsApi => "conversations-api",
            Self::FlowsApi => "flows-api",
        }
    }

    /// When Lambda kills an invocation, in milliseconds. All are below the visibility time of a queue.
    pub fn timeout_ms(self) -> u64 {
        match self {
            Self::Send | Self::HttpCall | Self::Sweep => 55_000,
            Self::Turn => 30_000,
            _ => 15_000,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    Before,
    After,
}

/// A place on the path of a message: function, call, and on which side of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    pub function: Function,
    pub call: &'static str,
    pub when: When,
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let when = match self.when {
            When::Before => "before",
            When::After => "after",
        };
        write!(f, "{}: {when} {}", self.function.as_str(), self.call)
    }
}

/// How often a function came by each point, and how often it died there.
pub type Points = BTreeMap<Point, Visits>;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Visits {
    pub passed: u64,
    pub died: u64,
}

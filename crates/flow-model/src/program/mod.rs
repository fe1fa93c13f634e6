//! The program: what a published flow runs as. Compact bytes, the same in every host.
//!
//! Layout: an 20-byte preamble (magic `TSPG`, format `u32`, header length `u32`, node count `u32`, index
//! offset `u32`, all little-endian), the postcard `Header`, the node records (`ProgramNode::to_record`), and at the end an index of
//! `(offset u32, length u32)` per node, offsets from the first byte of the program. The engine reads the preamble and header once per step, and of the
//! nodes only those it enters (R5). The header holds nothing that grows with the number of nodes.

mod node;

pub use node::{
    AnswerRule, AskNode, BranchNode, ChoiceRule, HandoverNode, HourSpan, HttpNode, LocalText, MessageNode, NodeIndex,
    Operation, ProgramNode, RetryRule, ScheduleNode, SubflowNode, SwitchNode, WaitNode,
};

use serde::{Deserialize, Serialize};

pub const MAGIC: [u8; 4] = *b"TSPG";
pub const PROGRAM_FORMAT: u32 = 1;
pub const PREAMBLE_BYTES: usize = 20;

/// What a step always needs. A program holds the flow and every subflow it uses as units; unit 0 is the
/// flow itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    pub units: Vec<Unit>,
}

/// One flow inside a program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// Empty for unit 0, the subflow's name otherwise: the prefix of node ids in traces.
    pub name: String,
    pub start: NodeIndex,
    /// Languages of the texts; the first is the default.
    pub languages: Vec<String>,
    /// The time zone's IANA name and its POSIX form (`JST-9`, `EST5EDT,M3.2.0,M11.1.0`).
    pub time_zone: String,
    pub posix_zone: String,
    /// Initial values of variables, as JSON text, sorted by name.
    pub initial: Vec<(String, String)>,
    /// Normalised keyword to node, sorted by keyword.
    pub commands: Vec<(String, NodeIndex)>,
    pub on_error: Option<NodeIndex>,
}

#![doc = include_str!("../README.md")]

mod document;
pub mod nodes;
mod normalise;
pub mod program;

pub use document::{
    Command, Document, FORMAT, Handlers, Layout, Node, NodeId, Place, Text, ValueType, Variable,
};
pub use nodes::{Exit, Family, NodeKind};
pub use normalise::normalise;

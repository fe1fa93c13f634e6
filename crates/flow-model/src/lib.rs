#![doc = include_str!("../README.md")]

mod about;
pub mod analyse;
mod catalog;
mod compile;
mod diff;
mod document;
pub mod flow_test;
pub mod functions;
mod json;
mod migrate;
mod nested;
pub mod nodes;
mod normalise;
pub mod program;
mod read;
mod schedule;
mod schema;
mod suggest;
mod template;
mod words;
mod zones;

pub use about::{About, Choice, ExitAbout, Field, Input, Label, ShownWhen};
pub use analyse::{Context, Problem, Severity, analyse};
pub use catalog::catalog;
pub use compile::{Program, compile};
pub use diff::{Change, ChangeKind, diff};
pub use document::{Command, Document, FORMAT, Handlers, Layout, Node, NodeId, Place, Text, ValueType, Variable};
pub use flow_test::{FlowTest, read_test, test_schema, write_test};
pub use migrate::formats;
pub use nodes::{Exit, Family, NodeKind};
pub use normalise::normalise;
pub use read::{ReadError, read, read_value, write};
pub use schema::schema;
pub use words::Words;
pub use zones::{posix_zone, zone_names};

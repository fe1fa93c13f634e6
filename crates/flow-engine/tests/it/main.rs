//! The engine from outside: conversations with compiled flows.

mod answers;
mod cost;
mod errors;
mod flows;
mod properties;
mod script;
mod speech;
mod values;
mod waiting;
mod world;

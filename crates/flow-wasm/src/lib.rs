#![doc = include_str!("../README.md")]

mod abi;
mod json;

pub use json::{compile, read_check, step_json};

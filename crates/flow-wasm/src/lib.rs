#![doc = include_str!("../README.md")]

mod abi;
#[cfg(target_arch = "wasm32")]
mod heap;
mod json;

pub use json::{compile, read_check, step_json};

#![doc = include_str!("../README.md")]

pub mod address;
mod client;
mod resolve;
mod target;

pub use client::{CONNECT_TIMEOUT_MS, HttpOutbound, StartError};

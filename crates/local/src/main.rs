//! The `tsunagi` binary. What it is stands in the crate's README.

mod assets;
mod clock;
mod commands;
mod demo;
mod http;
mod outbound;
mod pumps;
mod serve;
mod settings;
mod simulator;
mod sockets;
mod system;

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

/// A message costs thousands of small allocations, over several threads.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let command = commands::Tsunagi::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("tsunagi: could not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(commands::run(command))
}

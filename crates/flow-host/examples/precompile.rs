//! Compiles the guest for this processor: `cargo run -p flow-host --features compiler --example precompile -- IN OUT`.

use std::fs;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [from, to] = arguments.as_slice() else {
        eprintln!("usage: precompile IN.wasm OUT.cwasm");
        return ExitCode::from(2);
    };
    match compile(from, to) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn compile(from: &str, to: &str) -> Result<(), String> {
    let wasm = fs::read(from).map_err(|error| format!("reading {from}: {error}"))?;
    let code = flow_host::precompile(&wasm).map_err(|error| format!("compiling {from}: {error}"))?;
    fs::write(to, code).map_err(|error| format!("writing {to}: {error}"))
}

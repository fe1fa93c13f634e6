//! Compiles the guest: `cargo run -p flow-host --features compiler --example precompile -- IN OUT [TRIPLE]`, for this
//! processor when none is named.

use std::fs;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (from, to, triple) = match arguments.as_slice() {
        [from, to] => (from, to, None),
        [from, to, triple] => (from, to, Some(triple.as_str())),
        _ => {
            eprintln!("usage: precompile IN.wasm OUT.cwasm [TRIPLE]");
            return ExitCode::from(2);
        }
    };
    match compile(from, to, triple) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn compile(from: &str, to: &str, triple: Option<&str>) -> Result<(), String> {
    let wasm = fs::read(from).map_err(|error| format!("reading {from}: {error}"))?;
    let code = triple.map_or_else(|| flow_host::precompile(&wasm), |triple| flow_host::precompile_for(&wasm, triple));
    let code = code.map_err(|error| format!("compiling {from}: {error}"))?;
    fs::write(to, code).map_err(|error| format!("writing {to}: {error}"))
}

//! The same bytes in every host.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::Command;

use flow_engine::decode_result;
use flow_model::NodeKind;
use tempfile::NamedTempFile;

use crate::conversations::cases;
use crate::guest::{file, host, root};

#[test]
fn wasmtime_gives_the_bytes_that_the_native_engine_gives() {
    let mut kinds = BTreeSet::new();
    let mut compared = 0;
    for case in cases() {
        let output = host().step(&case.program, &case.input).expect("a step");
        if output != case.output {
            let (native, guest) = (decode_result(&case.output), decode_result(&output));
            panic!("native: {native:#?}\nguest: {guest:#?}");
        }
        let result = decode_result(&output).expect("a result");
        kinds.extend(result.trace.visits.into_iter().map(|visit| visit.kind));
        compared += 1;
    }
    let every: BTreeSet<String> =
        NodeKind::NAMES.iter().filter(|kind| **kind != "comment").map(|kind| (*kind).to_owned()).collect();
    assert_eq!(kinds, every, "the conversations visit every kind of node");
    assert!(compared > 1_000, "{compared} steps");
}

/// The same file in V8, which is what browsers run.
#[test]
fn v8_gives_the_bytes_that_the_native_engine_gives() {
    let cases = cases();
    let mut parts = Vec::new();
    for case in &cases {
        for part in [&*case.program, &case.input, &case.output] {
            parts.extend((part.len() as u32).to_le_bytes());
            parts.extend(part);
        }
    }
    // A file, for reading a pipe in one go fails in node wherever the pipe does not block.
    let mut file_of_cases = NamedTempFile::new().expect("a temporary file");
    file_of_cases.write_all(&parts).expect("the cases are written");
    let output = Command::new("node")
        .arg(root().join("tests/parity/parity.mjs"))
        .arg(file())
        .arg(file_of_cases.path())
        .output()
        .expect("this test needs `node`, as the front ends do: install Node 20.19 or newer");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.trim(), format!("{} steps, all equal", cases.len()));
}

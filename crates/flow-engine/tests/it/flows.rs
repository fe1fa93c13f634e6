//! The flows of the repository pass their own tests.

use std::fs;
use std::path::{Path, PathBuf};

use flow_engine::play::run_test;

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../flows").join(path)
}

fn document(name: &str) -> Option<flow_model::Document> {
    let file =
        ["", "examples"].iter().map(|part| folder(part).join(format!("{name}.json"))).find(|file| file.exists())?;
    Some(flow_model::read(&fs::read_to_string(file).ok()?).unwrap_or_else(|errors| panic!("{name}: {errors:?}")))
}

#[test]
fn the_tests_of_the_repositorys_flows_pass() {
    let mut count = 0;
    for file in fs::read_dir(folder("tests")).expect("flows/tests") {
        let file = file.expect("a file").path();
        let text = fs::read_to_string(&file).expect("a file");
        let test = flow_model::read_test(&text).unwrap_or_else(|errors| panic!("{}: {errors:?}", file.display()));
        let flow = document(&test.flow).unwrap_or_else(|| panic!("no flow {}", test.flow));
        let program = flow_model::compile(&flow, &document).unwrap_or_else(|problems| panic!("{problems:?}"));
        let report = run_test(program.bytes.as_slice(), &test);
        assert!(report.passed, "{}: {:?}\n{}", file.display(), report.failure, report.transcript.join("\n"));
        count += 1;
    }
    assert!(count >= 10, "{count} tests");
}

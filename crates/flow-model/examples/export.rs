//! Prints what the front ends are generated from: `cargo run -p flow-model --example export -- schema`, `catalog`
//! or `test-schema`.

fn main() -> std::process::ExitCode {
    let value = match std::env::args().nth(1).as_deref() {
        Some("schema") => flow_model::schema(),
        Some("catalog") => flow_model::catalog(),
        Some("test-schema") => flow_model::test_schema(),
        _ => {
            eprintln!("usage: export schema|catalog|test-schema");
            return std::process::ExitCode::from(2);
        }
    };
    println!("{value:#}");
    std::process::ExitCode::SUCCESS
}

//! Prints what the front ends are generated from: `cargo run -p flow-model --example export -- schema` or
//! `catalog`.

fn main() -> std::process::ExitCode {
    let value = match std::env::args().nth(1).as_deref() {
        Some("schema") => flow_model::schema(),
        Some("catalog") => flow_model::catalog(),
        _ => {
            eprintln!("usage: export schema|catalog");
            return std::process::ExitCode::from(2);
        }
    };
    println!("{value:#}");
    std::process::ExitCode::SUCCESS
}

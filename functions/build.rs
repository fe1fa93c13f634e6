//! Shared by all functions: their programs are linked at a fixed address, so that a start relocates nothing. What that
//! gains and costs: `docs/adr/0009-functions-at-a-fixed-address.md`.

fn main() {
    println!("cargo::rerun-if-changed=../build.rs");
    let is_linux = std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux");
    if is_linux && std::env::var_os("CARGO_FEATURE_LAMBDA").is_some() {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

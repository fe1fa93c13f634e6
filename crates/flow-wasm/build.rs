//! Memory layout of the guest. A step's cost in a fresh instance is the pages it touches, so the stack is small
//! and comes first: running out of it traps instead of overwriting data.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32") {
        for argument in ["-zstack-size=262144", "--stack-first", "--max-memory=16777216"] {
            println!("cargo:rustc-link-arg-cdylib={argument}");
        }
    }
}

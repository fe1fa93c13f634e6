//! Memory layout of the guest. What a step costs in a fresh instance is the pages it touches and the system
//! calls it makes: the stack is small and comes first, so that running out of it traps instead of overwriting
//! data; and memory begins large enough that the usual step never grows it.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32") {
        for argument in ["-zstack-size=262144", "--stack-first", "--initial-memory=2097152", "--max-memory=16777216"] {
            println!("cargo:rustc-link-arg-cdylib={argument}");
        }
    }
}

//! The guest for tests: the file named by `TSUNAGI_GUEST`, else built by cargo, which does nothing when it is fresh.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use flow_host::{Guest, Host, HostConfig};

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace's folder")
}

/// The guest's file.
pub fn file() -> &'static Path {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    FILE.get_or_init(|| std::env::var_os("TSUNAGI_GUEST").map_or_else(build, PathBuf::from))
}

fn build() -> PathBuf {
    // This test is `<target>/debug/deps/parity-…`: the guest goes to the same target folder.
    let test = std::env::current_exe().expect("the test's own path");
    let target = test.ancestors().nth(3).expect("a target folder");
    let arguments = ["build", "--package", "flow-wasm", "--profile", "guest", "--target", "wasm32-unknown-unknown"];
    let status = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
        .args(arguments)
        .arg("--target-dir")
        .arg(target)
        .current_dir(root())
        .status()
        .expect("cargo starts");
    assert!(status.success(), "`cargo {}` failed", arguments.join(" "));
    target.join("wasm32-unknown-unknown/guest/flow_wasm.wasm")
}

/// Of what `cargo xtask` builds: cargo alone leaves the guest an eighth larger.
#[test]
fn the_guest_is_small() {
    let file =
        std::env::var_os("TSUNAGI_GUEST").map_or_else(|| root().join("target/guest/flow_wasm.wasm"), PathBuf::from);
    let size_bytes = std::fs::metadata(&file)
        .unwrap_or_else(|error| panic!("{}: {error}; `cargo xtask test --fast` builds it", file.display()))
        .len();
    assert!(
        size_bytes <= limits::GUEST_WASM_BYTES as u64,
        "{} has {size_bytes} bytes, more than {}",
        file.display(),
        limits::GUEST_WASM_BYTES
    );
}

pub fn wasm() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        std::fs::read(file()).unwrap_or_else(|error| panic!("reading the guest {}: {error}", file().display()))
    })
}

/// The guest as machine code: compiling takes seconds, so all tests share it.
pub fn precompiled() -> Guest {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    let bytes = BYTES.get_or_init(|| flow_host::precompile(wasm()).expect("the guest compiles"));
    #[expect(unsafe_code, reason = "the bytes were compiled by this process")]
    // SAFETY: they come from `precompile` above.
    unsafe { Guest::precompiled(bytes.clone()) }.expect("machine code")
}

pub fn host() -> &'static Host {
    static HOST: OnceLock<Host> = OnceLock::new();
    HOST.get_or_init(|| Host::new(&precompiled(), HostConfig::default()).expect("the guest loads"))
}

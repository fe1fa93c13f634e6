//! The one `.wasm` that servers and browsers run: `flow-engine` behind bytes in and bytes out.
//!
//! No WASI and one import, `tsunagi.program_read`. Everything unsafe is in `abi`.

mod abi;

//! The border: what a host calls and what it must provide.
#![expect(unsafe_code, reason = "a WebAssembly ABI passes addresses; this file is the only place that handles them")]

use std::cell::Cell;

use flow_engine::{Damaged, ReadProgram, step_bytes};

use crate::json;

#[cfg(target_arch = "wasm32")]
mod host {
    #[link(wasm_import_module = "tsunagi")]
    unsafe extern "C" {
        /// Copies `length` bytes of the program from `offset` to `target`; 0 when done.
        pub fn program_read(offset: u32, length: u32, target: *mut u8) -> i32;
    }
}

/// Natively there is no host; the crate is built then only to be checked.
#[cfg(not(target_arch = "wasm32"))]
mod host {
    pub unsafe fn program_read(_offset: u32, _length: u32, _target: *mut u8) -> i32 {
        -1
    }
}

/// The program on the other side of the border.
struct HostProgram;

impl ReadProgram for HostProgram {
    fn read(&self, offset: u32, out: &mut [u8]) -> Result<(), Damaged> {
        // SAFETY: the host writes at most `length` bytes from `target`, and `out` is that long.
        match unsafe { host::program_read(offset, out.len() as u32, out.as_mut_ptr()) } {
            0 => Ok(()),
            _ => Err(Damaged),
        }
    }
}

/// Memory for a call's input. The function that takes the input frees it, and `alloc` frees the output of the
/// call before.
#[unsafe(no_mangle)]
pub extern "C" fn alloc(length: u32) -> *mut u8 {
    OUTPUT.take();
    Box::leak(vec![0_u8; length as usize].into_boxed_slice()).as_mut_ptr()
}

thread_local! {
    /// Output stays here until the host has copied it.
    static OUTPUT: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Takes back the block that `alloc` gave.
///
/// # Safety
/// `input` and `length` must be what one call of `alloc` gave and got, used once.
unsafe fn taken(input: *mut u8, length: u32) -> Vec<u8> {
    // SAFETY: by this function's contract the block is ours, initialised and exactly this long.
    unsafe { Vec::from_raw_parts(input, length as usize, length as usize) }
}

/// Keeps output for the host to read: its address in the upper half, its length in the lower.
fn give(output: Vec<u8>) -> u64 {
    let place = (output.as_ptr() as u64) << 32 | output.len() as u64;
    OUTPUT.set(output);
    place
}

/// Exports functions from bytes to bytes under this crate's convention.
macro_rules! exports {
    ($($(#[$about:meta])* $name:ident => $body:expr;)*) => {$(
        $(#[$about])*
        ///
        /// # Safety
        /// `input` and `length` must be what one call of `alloc` gave and got, used once.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(input: *mut u8, length: u32) -> u64 {
            // SAFETY: by this function's contract.
            let input = unsafe { taken(input, length) };
            give($body(&input))
        }
    )*};
}

exports! {
    /// One step, as bytes.
    step => |input: &[u8]| step_bytes(&HostProgram, input);
    /// One step, as JSON.
    step_json => |input: &[u8]| json::step_json(&HostProgram, input);
    /// Reads and analyses a document.
    #[cfg(feature = "authoring")]
    read_check => json::read_check;
    /// Compiles a document.
    #[cfg(feature = "authoring")]
    compile => json::compile;
}

//! One step, three hosts: native, wasmtime, V8. The same input gives the same bytes (R3), and a host stands what a guest
//! does. Needs the feature `compiler`.

#[path = "parity/bounds.rs"]
mod bounds;
#[path = "parity/conversations.rs"]
mod conversations;
#[path = "parity/guest.rs"]
mod guest;
#[path = "parity/hosts.rs"]
mod hosts;

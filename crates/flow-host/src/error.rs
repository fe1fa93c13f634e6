//! What can go wrong, by what the caller should do about it.

use thiserror::Error;

/// The guest module could not be made ready.
#[derive(Debug, Error)]
pub enum LoadError {
    #[error("these bytes are neither WebAssembly nor a module precompiled by this build")]
    NotAModule,
    #[error("this build has no compiler: give it a precompiled module")]
    NoCompiler,
    #[error("the module does not export `{0}`, or with another type")]
    Export(&'static str),
    #[error("preparing the guest module")]
    Wasmtime(#[source] wasmtime::Error),
}

/// One step did not come to a result. It would not with the same input again.
#[derive(Debug, Error)]
pub enum StepError {
    #[error("the step used up its fuel")]
    OutOfFuel,
    #[error("the step's input has {0} bytes, more than a guest takes")]
    InputTooLarge(usize),
    #[error("the step's output has {0} bytes, more than a host takes")]
    OutputTooLarge(usize),
    #[error("the guest handed back something that is not a result")]
    BadOutput,
    #[error("the guest stopped")]
    Trap(#[source] wasmtime::Error),
}

//! The guest module's bytes.

use crate::LoadError;

/// The guest module as bytes.
#[derive(Clone)]
pub struct Guest {
    pub(crate) bytes: Vec<u8>,
    pub(crate) form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Wasm,
    Precompiled,
}

impl Guest {
    /// WebAssembly. Nothing is assumed about the bytes: they are validated and compiled, which takes about a
    /// second and this crate's feature `compiler`.
    pub fn wasm(bytes: impl Into<Vec<u8>>) -> Result<Self, LoadError> {
        let bytes = bytes.into();
        if !bytes.starts_with(b"\0asm") {
            return Err(LoadError::NotAModule);
        }
        Ok(Self { bytes, form: Form::Wasm })
    }

    /// What [`precompile`] wrote: machine code.
    ///
    /// # Safety
    /// The bytes come from `precompile` of our own build and nobody could change them since: they are part of
    /// this binary or of its bundle. Wasmtime refuses those of other versions and settings with an error, but
    /// trusts the rest: forged bytes run with the rights of this process.
    #[expect(unsafe_code, reason = "the caller vouches for where the bytes come from")]
    pub unsafe fn precompiled(bytes: impl Into<Vec<u8>>) -> Result<Self, LoadError> {
        let bytes = bytes.into();
        if wasmtime::Engine::detect_precompiled(&bytes).is_none() {
            return Err(LoadError::NotAModule);
        }
        Ok(Self { bytes, form: Form::Precompiled })
    }
}

/// Compiles a `.wasm` to bytes for [`Guest::precompiled`], for this processor's architecture without its
/// optional features: any machine of the architecture can run it.
#[cfg(feature = "compiler")]
pub fn precompile(wasm: &[u8]) -> Result<Vec<u8>, LoadError> {
    precompile_for(wasm, &target_triple())
}

/// The same for another processor, such as `aarch64-unknown-linux-gnu`. Wants the feature `cross` where it is not this
/// machine's.
#[cfg(feature = "compiler")]
pub fn precompile_for(wasm: &[u8], triple: &str) -> Result<Vec<u8>, LoadError> {
    let mut config = crate::config::code_config(true);
    config.target(triple).map_err(LoadError::Wasmtime)?;
    let engine = wasmtime::Engine::new(&config).map_err(LoadError::Wasmtime)?;
    engine.precompile_module(wasm).map_err(LoadError::Wasmtime)
}

#[cfg(feature = "compiler")]
fn target_triple() -> String {
    format!("{}-unknown-{}-gnu", std::env::consts::ARCH, std::env::consts::OS)
}

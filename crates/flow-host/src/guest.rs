//! The guest module's code.

use std::path::PathBuf;

use crate::LoadError;

/// The guest module's code, in memory or in a file.
#[derive(Clone)]
pub struct Guest(pub(crate) Code);

#[derive(Clone)]
pub(crate) enum Code {
    #[cfg_attr(not(feature = "compiler"), expect(dead_code, reason = "only a compiler reads them"))]
    Wasm(Vec<u8>),
    Precompiled(Vec<u8>),
    PrecompiledFile(PathBuf),
}

impl Guest {
    /// WebAssembly. Nothing is assumed about the bytes: they are validated and compiled, which takes about a
    /// second and this crate's feature `compiler`.
    pub fn wasm(bytes: impl Into<Vec<u8>>) -> Result<Self, LoadError> {
        let bytes = bytes.into();
        if !bytes.starts_with(b"\0asm") {
            return Err(LoadError::NotAModule);
        }
        Ok(Self(Code::Wasm(bytes)))
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
        Ok(Self(Code::Precompiled(bytes)))
    }

    /// A file with what [`precompile`] wrote. It is mapped, so that a start reads only the pages that it needs.
    ///
    /// # Safety
    /// As for [`Guest::precompiled`]; and the file stays as it is for as long as a host runs it.
    #[expect(unsafe_code, reason = "the caller vouches for the file")]
    pub unsafe fn precompiled_file(path: impl Into<PathBuf>) -> Self {
        Self(Code::PrecompiledFile(path.into()))
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

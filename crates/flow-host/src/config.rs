//! How the engine is set up. A precompiled module loads only into an engine with the same settings, so both
//! sides take them from here.

use wasmtime::{Config, Enabled, InstanceAllocationStrategy, PoolingAllocationConfig};

/// Settings of a [`crate::Host`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostConfig {
    /// Steps that may run at once; others wait their turn. Each keeps the memory that its slot touched resident, about 200 KB.
    pub instances: u32,
    /// Wasm instructions that one step may take.
    pub step_fuel: u64,
    /// Count fuel at all. Off only to measure what counting costs.
    pub fuel: bool,
}

impl Default for HostConfig {
    fn default() -> Self {
        Self { instances: 64, step_fuel: limits::STEP_FUEL, fuel: true }
    }
}

/// Everything that the compiled code depends on.
pub(crate) fn code_config(fuel: bool) -> Config {
    let mut config = Config::new();
    config.consume_fuel(fuel).wasm_relaxed_simd(false).wasm_multi_memory(false).wasm_memory64(false);
    // Which instruction of the WebAssembly trapped nobody reads, and the table would be a tenth of the file.
    config.generate_address_map(false);
    // Other NaN bits on another processor would break R3.
    #[cfg(feature = "compiler")]
    config.cranelift_nan_canonicalization(true);
    config
}

/// `code_config` and how instances are placed in memory.
pub(crate) fn run_config(config: &HostConfig) -> Config {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_core_instances(config.instances)
        .total_memories(config.instances)
        .total_tables(config.instances)
        .max_memories_per_module(1)
        .max_tables_per_module(1)
        .table_elements(4096)
        .max_memory_size(limits::GUEST_MEMORY_BYTES)
        // A fresh instance's cost is page faults: keep the pages and clear only those that were written.
        .linear_memory_keep_resident(4 * 1024 * 1024)
        .table_keep_resident(1024 * 1024)
        .pagemap_scan(Enabled::Auto);
    let mut engine = code_config(config.fuel);
    engine.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    engine
}

//! One engine with its pool, and the step.

use std::path::Path;
use std::sync::Arc;

use flow_engine::{Event, StepResult, decode_result, encode_input};
use wasmtime::{
    Caller, Engine, Extern, ExternType, Instance, InstancePre, Linker, Memory, Module, ModuleExport, Store,
    StoreLimits, StoreLimitsBuilder, Trap, TypedFunc, ValType,
};

use crate::config::run_config;
use crate::gate::Gate;
use crate::guest::Code;
use crate::{Guest, HostConfig, LoadError, StepError};

/// A compiled flow's bytes. Cloning shares them.
pub type Program = Arc<[u8]>;

/// Longest input of a step: a full session and the largest event, an HTTP answer.
const INPUT_BYTES: usize = limits::SESSION_BYTES + limits::HTTP_RESPONSE_BYTES + limits::MESSAGE_BYTES;

/// Runs steps, each in a fresh instance. Share it; it is safe to use from many threads.
pub struct Host {
    engine: Engine,
    guest: InstancePre<Step>,
    exports: Exports,
    config: HostConfig,
    gate: Gate,
}

/// Places of the guest's exports, so that no step looks up a name.
#[derive(Clone, Copy)]
struct Exports {
    memory: ModuleExport,
    alloc: ModuleExport,
    step: ModuleExport,
}

impl Exports {
    /// Where the exports are, and that they are what we call.
    fn of(module: &Module) -> Result<Self, LoadError> {
        let place = |name: &'static str, params: &[ValType], results: &[ValType]| {
            let wrong = || LoadError::Export(name);
            let Some(ExternType::Func(function)) = module.get_export(name) else {
                return Err(wrong());
            };
            let same = |found: &mut dyn Iterator<Item = ValType>, wanted: &[ValType]| {
                found.map(|kind| kind.to_string()).eq(wanted.iter().map(ToString::to_string))
            };
            match same(&mut function.params(), params) && same(&mut function.results(), results) {
                true => module.get_export_index(name).ok_or_else(wrong),
                false => Err(wrong()),
            }
        };
        let Some(ExternType::Memory(_)) = module.get_export("memory") else {
            return Err(LoadError::Export("memory"));
        };
        Ok(Self {
            memory: module.get_export_index("memory").ok_or(LoadError::Export("memory"))?,
            alloc: place("alloc", &[ValType::I32], &[ValType::I32])?,
            step: place("step", &[ValType::I32, ValType::I32], &[ValType::I64])?,
        })
    }
}

/// What belongs to one step.
struct Step {
    program: Program,
    memory: Option<Memory>,
    limits: StoreLimits,
}

/// A step's result with what it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub output: Vec<u8>,
    /// Wasm instructions, the same number on every machine. 0 when fuel is off.
    pub fuel_used: u64,
}

impl Host {
    pub fn new(guest: &Guest, config: HostConfig) -> Result<Self, LoadError> {
        let engine = Engine::new(&run_config(&config)).map_err(LoadError::Wasmtime)?;
        let module = load(&engine, guest)?;
        let mut linker = Linker::new(&engine);
        linker.func_wrap("tsunagi", "program_read", program_read).map_err(LoadError::Wasmtime)?;
        let exports = Exports::of(&module)?;
        let guest = linker.instantiate_pre(&module).map_err(LoadError::Wasmtime)?;
        // The first call on a thread sets up signal handling; better here than in a customer's turn.
        Engine::tls_eager_initialize();
        Ok(Self { engine, guest, exports, gate: Gate::new(config.instances), config })
    }

    /// One step, from the bytes of `flow_engine::encode_input` to bytes for `flow_engine::decode_result`.
    pub fn step(&self, program: &Program, input: &[u8]) -> Result<Vec<u8>, StepError> {
        self.step_measured(program, input).map(|outcome| outcome.output)
    }

    /// `step`, with the session and event as values.
    pub fn step_typed(
        &self,
        program: &Program,
        session: Option<&[u8]>,
        event: &Event,
    ) -> Result<StepResult, StepError> {
        let output = self.step(program, &encode_input(session, event))?;
        decode_result(&output).map_err(|_| StepError::BadOutput)
    }

    /// `step`, telling what it took.
    pub fn step_measured(&self, program: &Program, input: &[u8]) -> Result<Outcome, StepError> {
        if input.len() > INPUT_BYTES {
            return Err(StepError::InputTooLarge(input.len()));
        }
        // Before the store, so that its memory is back in the pool when the next one passes.
        let _place = self.gate.enter();
        let mut store = self.store(program);
        let instance = self.guest.instantiate(&mut store).map_err(step_error)?;
        let mut running = Running::new(&mut store, instance, self.exports)?;
        let output = running.call(&mut store, input)?;
        let fuel_used = match self.config.fuel {
            true => self.config.step_fuel - store.get_fuel().map_err(step_error)?,
            false => 0,
        };
        Ok(Outcome { output, fuel_used })
    }

    /// An instance that is used again and again, without being reset: what a step costs without the sandbox's
    /// fresh start. Not for serving; a step could leave something behind for the next.
    #[doc(hidden)]
    pub fn keep(&self, program: &Program) -> Result<Kept<'_>, StepError> {
        let mut store = self.store(program);
        let instance = self.guest.instantiate(&mut store).map_err(step_error)?;
        let running = Running::new(&mut store, instance, self.exports)?;
        Ok(Kept { store, running, host: self })
    }

    fn store(&self, program: &Program) -> Store<Step> {
        let limits = StoreLimitsBuilder::new().memory_size(limits::GUEST_MEMORY_BYTES).build();
        let mut store = Store::new(&self.engine, Step { program: program.clone(), memory: None, limits });
        store.limiter(|step| &mut step.limits);
        if self.config.fuel {
            // Fails only for an engine that counts no fuel, and this one does.
            let _ = store.set_fuel(self.config.step_fuel);
        }
        store
    }
}

/// An instance that is ready to be called. Steps use a fresh one each; the bench keeps one to see what that costs.
struct Running {
    memory: Memory,
    alloc: TypedFunc<u32, u32>,
    step: TypedFunc<(u32, u32), u64>,
}

impl Running {
    fn new(store: &mut Store<Step>, instance: Instance, exports: Exports) -> Result<Self, StepError> {
        let mut export = |place| instance.get_module_export(&mut *store, place);
        let memory = export(&exports.memory).and_then(Extern::into_memory);
        let alloc = export(&exports.alloc).and_then(Extern::into_func);
        let step = export(&exports.step).and_then(Extern::into_func);
        let (Some(memory), Some(alloc), Some(step)) = (memory, alloc, step) else {
            return Err(StepError::BadOutput);
        };
        store.data_mut().memory = Some(memory);
        Ok(Self {
            memory,
            alloc: alloc.typed(&*store).map_err(step_error)?,
            step: step.typed(&*store).map_err(step_error)?,
        })
    }

    fn call(&mut self, store: &mut Store<Step>, input: &[u8]) -> Result<Vec<u8>, StepError> {
        let length = input.len() as u32;
        let address = self.alloc.call(&mut *store, length).map_err(step_error)?;
        self.memory.write(&mut *store, address as usize, input).map_err(|_| StepError::BadOutput)?;
        let packed = self.step.call(&mut *store, (address, length)).map_err(step_error)?;
        let (start, length) = ((packed >> 32) as usize, (packed & 0xffff_ffff) as usize);
        if length > limits::STEP_OUTPUT_BYTES {
            return Err(StepError::OutputTooLarge(length));
        }
        self.memory
            .data(&*store)
            .get(start..)
            .and_then(|rest| rest.get(..length))
            .map(<[u8]>::to_vec)
            .ok_or(StepError::BadOutput)
    }
}

#[doc(hidden)]
pub struct Kept<'h> {
    store: Store<Step>,
    running: Running,
    host: &'h Host,
}

impl Kept<'_> {
    pub fn step(&mut self, input: &[u8]) -> Result<Vec<u8>, StepError> {
        if self.host.config.fuel {
            self.store.set_fuel(self.host.config.step_fuel).map_err(step_error)?;
        }
        self.running.call(&mut self.store, input)
    }
}

/// The guest's only import. Every argument comes from the guest and may be anything.
fn program_read(mut caller: Caller<'_, Step>, offset: u32, length: u32, target: u32) -> i32 {
    const REFUSED: i32 = -1;
    let Some(memory) = caller.data().memory else {
        return REFUSED;
    };
    let (memory, step) = memory.data_and_store_mut(&mut caller);
    let source = step.program.get(offset as usize..).and_then(|rest| rest.get(..length as usize));
    let target = memory.get_mut(target as usize..).and_then(|rest| rest.get_mut(..length as usize));
    match (source, target) {
        (Some(source), Some(target)) => {
            target.copy_from_slice(source);
            0
        }
        _ => REFUSED,
    }
}

fn load(engine: &Engine, guest: &Guest) -> Result<Module, LoadError> {
    let loaded = match &guest.0 {
        #[cfg(feature = "compiler")]
        Code::Wasm(bytes) => Module::new(engine, bytes),
        #[cfg(not(feature = "compiler"))]
        Code::Wasm(_) => return Err(LoadError::NoCompiler),
        Code::Precompiled(bytes) => load_precompiled(engine, bytes),
        Code::PrecompiledFile(path) => map_precompiled(engine, path),
    };
    loaded.map_err(LoadError::Wasmtime)
}

#[expect(unsafe_code, reason = "`Guest::precompiled` made its caller vouch for the bytes")]
fn load_precompiled(engine: &Engine, bytes: &[u8]) -> Result<Module, wasmtime::Error> {
    // SAFETY: a `Guest` of this form exists only through `Guest::precompiled`, whose contract this is.
    unsafe { Module::deserialize(engine, bytes) }
}

#[expect(unsafe_code, reason = "`Guest::precompiled_file` made its caller vouch for the file")]
fn map_precompiled(engine: &Engine, path: &Path) -> Result<Module, wasmtime::Error> {
    // SAFETY: a `Guest` of this form exists only through `Guest::precompiled_file`, whose contract this is.
    unsafe { Module::deserialize_file(engine, path) }
}

fn step_error(error: wasmtime::Error) -> StepError {
    if error.downcast_ref::<Trap>() == Some(&Trap::OutOfFuel) { StepError::OutOfFuel } else { StepError::Trap(error) }
}

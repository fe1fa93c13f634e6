//! What a host lets no guest and no program do.

use std::sync::Arc;
use std::thread;

use flow_engine::{CustomerFacts, Event, EventKind, encode_input};
use flow_host::{Guest, Host, HostConfig, LoadError, Program, StepError};

use crate::conversations::cases;
use crate::guest::{host, precompiled, wasm};

#[test]
fn a_step_takes_the_same_fuel_every_time() {
    for case in cases().iter().step_by(97) {
        let first = host().step_measured(&case.program, &case.input).expect("a step");
        assert!(first.fuel_used > 0);
        assert_eq!(host().step_measured(&case.program, &case.input).expect("a step"), first);
    }
}

#[test]
fn a_step_without_enough_fuel_stops() {
    let config = HostConfig { step_fuel: 5_000, ..HostConfig::default() };
    let starved = Host::new(&precompiled(), config).expect("the guest loads");
    let case = &cases()[0];
    assert!(matches!(starved.step(&case.program, &case.input), Err(StepError::OutOfFuel)));
}

#[test]
fn an_input_beyond_any_session_and_event_is_refused() {
    let program: Program = Arc::from(Vec::new());
    let input = vec![0; 1024 * 1024];
    assert!(matches!(host().step(&program, &input), Err(StepError::InputTooLarge(_))));
}

#[test]
fn more_threads_than_places_wait_their_turn() {
    let narrow = HostConfig { instances: 2, ..HostConfig::default() };
    let narrow = Host::new(&precompiled(), narrow).expect("the guest loads");
    let cases = cases();
    thread::scope(|scope| {
        for offset in 0..8 {
            let (narrow, cases) = (&narrow, &cases);
            scope.spawn(move || {
                for case in cases.iter().skip(offset).step_by(29) {
                    assert_eq!(narrow.step(&case.program, &case.input).expect("a step"), case.output);
                }
            });
        }
    });
}

/// The deepest template that a document may hold must not be what a native stack stands and a guest's does not.
#[test]
fn nested_expressions_end_the_same_way_everywhere() {
    for depth in [10, 100, 140, 400] {
        let text = format!("{{{{ {}1{} }}}}", "(".repeat(depth), ")".repeat(depth));
        let flow = serde_json::json!({ "format": "tsunagi.flow/1", "languages": ["en"], "time_zone": "Asia/Tokyo",
            "start": "a", "nodes": { "a": { "kind": "message", "settings": { "text": { "en": text } },
            "exits": { "next": "b" } }, "b": { "kind": "end", "settings": {} } } });
        let flow = flow_model::read(&flow.to_string()).expect("a document");
        let Ok(program) = flow_model::compile(&flow, &|_| None) else {
            continue;
        };
        let program: Program = Arc::from(program.bytes);
        let input = encode_input(None, &event());
        let output = host().step(&program, &input).unwrap_or_else(|error| panic!("depth {depth}: {error:?}"));
        assert_eq!(output, flow_engine::step_bytes(&&*program, &input), "depth {depth}");
    }
}

fn event() -> Event {
    Event {
        now_ms: 0,
        seed: 0,
        customer: CustomerFacts {
            name: String::new(),
            language: String::new(),
            channel: conversation::Channel::Line,
            phone: String::new(),
            email: String::new(),
        },
        kind: EventKind::Started { opening: None },
    }
}

#[test]
fn what_is_no_module_is_refused() {
    assert!(matches!(Guest::wasm(b"text".to_vec()), Err(LoadError::NotAModule)));
    #[expect(unsafe_code, reason = "bytes that are no machine code are refused before they are used")]
    // SAFETY: they are never loaded.
    let refused = unsafe { Guest::precompiled(wasm().to_vec()) };
    assert!(matches!(refused, Err(LoadError::NotAModule)));
}

/// A guest that is not ours, from the bodies of `alloc` and `step` as instructions.
fn hostile(alloc: &[u8], step: &[u8]) -> Host {
    Host::new(&Guest::wasm(module("step", alloc, step)).expect("a module"), HostConfig::default()).expect("it loads")
}

/// WebAssembly with a page of memory, `alloc: i32 -> i32`, and a function `i32 i32 -> i64` by the given name.
fn module(name: &str, alloc: &[u8], step: &[u8]) -> Vec<u8> {
    let section = |id: u8, content: Vec<u8>| {
        let mut section = vec![id, content.len() as u8];
        section.extend(content);
        section
    };
    let export = |name: &str, kind: u8, index: u8| {
        let mut export = vec![name.len() as u8];
        export.extend(name.as_bytes());
        export.extend([kind, index]);
        export
    };
    let body = |code: &[u8]| {
        let mut body = vec![code.len() as u8 + 2, 0];
        body.extend(code);
        body.push(0x0b);
        body
    };
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    module.extend(section(1, vec![2, 0x60, 1, 0x7f, 1, 0x7f, 0x60, 2, 0x7f, 0x7f, 1, 0x7e]));
    module.extend(section(3, vec![2, 0, 1]));
    module.extend(section(5, vec![1, 0, 1]));
    let exports = [export("memory", 2, 0), export("alloc", 0, 0), export(name, 0, 1)].concat();
    module.extend(section(7, [vec![3], exports].concat()));
    module.extend(section(10, [vec![2], body(alloc), body(step)].concat()));
    module
}

/// `i32.const 16`
const SOUND_ALLOC: &[u8] = &[0x41, 16];

#[track_caller]
fn stepped(alloc: &[u8], step: &[u8]) -> StepError {
    let program: Program = Arc::from(Vec::new());
    match hostile(alloc, step).step(&program, &[1, 2, 3]) {
        Err(error) => error,
        Ok(output) => panic!("{output:?}"),
    }
}

/// `i64.const`
fn long(value: i64) -> Vec<u8> {
    let mut code = vec![0x42];
    let mut rest = value;
    loop {
        let low = (rest & 0x7f) as u8;
        rest >>= 7;
        let last = rest == 0 && low & 0x40 == 0 || rest == -1 && low & 0x40 != 0;
        code.push(if last { low } else { low | 0x80 });
        if last {
            return code;
        }
    }
}

#[test]
fn no_value_of_a_guest_is_trusted() {
    // `i32.const -1`: input would lie beyond memory.
    assert!(matches!(stepped(&[0x41, 0x7f], &long(0)), StepError::BadOutput));
    // Output beyond memory, and output larger than a host takes.
    assert!(matches!(stepped(SOUND_ALLOC, &long(0x7fff_0000_0000_0010)), StepError::BadOutput));
    assert!(matches!(stepped(SOUND_ALLOC, &long(0x0000_fff8_0000_0010)), StepError::BadOutput));
    assert!(matches!(stepped(SOUND_ALLOC, &long(0x7fff_ffff)), StepError::OutputTooLarge(0x7fff_ffff)));
    // `unreachable`
    assert!(matches!(stepped(SOUND_ALLOC, &[0x00]), StepError::Trap(_)));
    // `loop br 0 end`, in either function.
    let forever = [0x03, 0x40, 0x0c, 0, 0x0b];
    assert!(matches!(stepped(SOUND_ALLOC, &[&forever[..], &long(0)].concat()), StepError::OutOfFuel));
    assert!(matches!(stepped(&[&forever[..], &[0x41, 0]].concat(), &long(0)), StepError::OutOfFuel));
}

#[test]
fn memory_beyond_the_limit_is_not_given() {
    // `i32.const 16384; memory.grow; i64.extend_i32_u; i64.const 32; i64.shr_u; drop; i64.const …`: the guest asks for a
    // gigabyte and hands back nothing at address 0 whatever it got.
    let grow = [&[0x41, 0x80, 0x80, 0x01, 0x40, 0x00, 0x1a][..], &long(0)].concat();
    let program: Program = Arc::from(Vec::new());
    assert_eq!(hostile(SOUND_ALLOC, &grow).step(&program, &[1]).expect("a step"), Vec::<u8>::new());
    // The same, and then a store to the last byte that it asked for: `i32.const; i32.const; i32.store8`.
    let store = [&grow[..7], &[0x41, 0x80, 0x80, 0x80, 0xff, 0x03, 0x41, 1, 0x3a, 0, 0], &long(0)].concat();
    assert!(matches!(stepped(SOUND_ALLOC, &store), StepError::Trap(_)));
}

#[test]
fn a_guest_without_our_exports_is_refused() {
    let guest = Guest::wasm(module("stop", SOUND_ALLOC, &long(0))).expect("a module");
    assert!(matches!(Host::new(&guest, HostConfig::default()), Err(LoadError::Export("step"))));
}

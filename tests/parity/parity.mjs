// Runs steps in V8 and compares the bytes: `node tests/parity/parity.mjs flow_wasm.wasm CASES`, where every case is
// program, input and expected output, each after its length as four bytes, little-endian. The test
// `crates/flow-host/tests/parity/hosts.rs` writes them; one instance takes every step of a kind, a fresh one every tenth.
import { readFileSync } from 'node:fs';
import { argv, exit } from 'node:process';

const module = new WebAssembly.Module(readFileSync(argv[2]));
const cases = readFileSync(argv[3]);

/** An instance that reads from whatever program is set. */
function instantiate() {
  let program = new Uint8Array();
  let memory = null;
  const { exports } = new WebAssembly.Instance(module, {
    tsunagi: {
      program_read: (offset, length, target) => {
        const end = (offset >>> 0) + (length >>> 0);
        if (memory === null || end > program.length) return -1;
        new Uint8Array(memory.buffer, target >>> 0, length >>> 0).set(program.subarray(offset >>> 0, end));
        return 0;
      },
    },
  });
  memory = exports.memory;
  return (from, input) => {
    program = from;
    const address = exports.alloc(input.length) >>> 0;
    new Uint8Array(memory.buffer, address, input.length).set(input);
    const packed = BigInt.asUintN(64, exports.step(address, input.length));
    return Buffer.from(memory.buffer, Number(packed >> 32n), Number(packed & 0xffff_ffffn));
  };
}

let at = 0;
function part() {
  const length = cases.readUInt32LE(at);
  at += 4 + length;
  return cases.subarray(at - length, at);
}

const kept = instantiate();
let count = 0;
while (at < cases.length) {
  const [program, input, expected] = [part(), part(), part()];
  const step = count % 10 === 0 ? instantiate() : kept;
  const output = step(program, input);
  if (!output.equals(expected)) {
    console.log(`step ${count} differs\nexpected ${expected.toString('hex')}\n     got ${output.toString('hex')}`);
    exit(1);
  }
  count += 1;
}
console.log(`${count} steps, all equal`);

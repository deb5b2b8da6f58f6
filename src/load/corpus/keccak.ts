// Keccak-256 as Ethereum uses it: https://keccak.team/files/Keccak-reference-3.0.pdf, padding byte 0x01. JavaScript has
// no fast 64-bit integers: with a hash written in it, hashing costs half of what signing does. WebAssembly has them.

import { constantsAt, keccakModule, rounds } from "./keccak-module.ts";

const rateBytes = 136;
const stateBytes = 200;

/** The few words of https://webassembly.github.io/spec/js-api/ that are needed; Node has them, its types do not. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** The permutation works on the 25 lanes at the start of this memory. */
const { state, permute } = instantiate();

/** Keccak-256 of `message`, in memory of its own. */
export function keccak256(message: Uint8Array): Uint8Array {
  state.fill(0, 0, stateBytes);
  let rest = message;
  if (message.length < rateBytes) {
    state.set(message); // the state is zero: setting is absorbing
  } else {
    for (; rest.length >= rateBytes; rest = rest.subarray(rateBytes)) {
      absorb(rest, rateBytes);
      permute();
    }
    absorb(rest, rest.length);
  }
  state[rest.length] = (state[rest.length] as number) ^ 0x01;
  state[rateBytes - 1] = (state[rateBytes - 1] as number) ^ 0x80;
  permute();
  return state.slice(0, 32);
}

function absorb(bytes: Uint8Array, count: number): void {
  for (let at = 0; at < count; at++) state[at] = (state[at] as number) ^ (bytes[at] as number);
}

function instantiate(): { state: Uint8Array; permute: () => void } {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(keccakModule()));
  const { memory, permute } = instance.exports as { memory: { buffer: ArrayBuffer }; permute: () => void };
  const view = new DataView(memory.buffer);
  roundConstants().forEach((constant, round) => {
    view.setBigUint64(constantsAt + round * 8, constant, true);
  });
  return { state: new Uint8Array(memory.buffer), permute };
}

/** Iota: bits 2^j - 1 of each constant come from a linear feedback shift register (FIPS 202, 3.2.5). */
function roundConstants(): bigint[] {
  let register = 1;
  return Array.from({ length: rounds }, () => {
    let constant = 0n;
    for (let j = 0; j < 7; j++) {
      if (register & 1) constant |= 1n << BigInt(2 ** j - 1);
      register <<= 1;
      if (register & 0x100) register ^= 0x171;
    }
    return constant;
  });
}

// Keccak's permutation as a WebAssembly module. It is 24 equal rounds, so the module is generated, readable, rather than
// carried as a binary. Steps and names are those of FIPS 202, https://doi.org/10.6028/NIST.FIPS.202.

export const rounds = 24;
/** Where the round constants lie in the module's memory, behind the 25 lanes of the state. */
export const constantsAt = 200;

/** Rho: how far lane x + 5y is rotated (FIPS 202, 3.2.2). */
function rotations(): number[] {
  const offsets = new Array<number>(25).fill(0);
  let [x, y] = [1, 0];
  for (let t = 0; t < 24; t++) {
    offsets[x + 5 * y] = (((t + 1) * (t + 2)) / 2) % 64;
    [x, y] = [y, (2 * x + 3 * y) % 5];
  }
  return offsets;
}

// WebAssembly's binary format: https://webassembly.github.io/spec/core/binary/. An expression is its bytes.
type Code = readonly number[];
const lane = (index: number) => index;
const column = (index: number) => 25 + index;
const parity = 30;
const moved = (index: number) => 31 + index;
const round = 56;
const get = (local: number): Code => [0x20, local];
const set = (local: number, value: Code): Code => [...value, 0x21, local];
const xor = (...terms: Code[]): Code => terms.flatMap((term, index) => (index === 0 ? term : [...term, 0x85]));
const and = (left: Code, right: Code): Code => [...left, ...right, 0x83];
const not = (value: Code): Code => [...value, 0x42, 0x7f, 0x85];
const rotate = (value: Code, bits: number): Code => [...value, 0x42, bits, 0x89];
const load = (address: Code, offset: number): Code => [...address, 0x29, 3, ...unsigned(offset)];
const store = (offset: number, value: Code): Code => [0x41, 0, ...value, 0x37, 3, ...unsigned(offset)];

const indices = (count: number) => Array.from({ length: count }, (_, index) => index);

function oneRound(): Code {
  const offsets = rotations();
  const theta = [
    ...indices(5).flatMap((x) => set(column(x), xor(...indices(5).map((y) => get(lane(x + 5 * y)))))),
    ...indices(5).flatMap((x) => [
      ...set(parity, xor(get(column((x + 4) % 5)), rotate(get(column((x + 1) % 5)), 1))),
      ...indices(5).flatMap((y) => set(lane(x + 5 * y), xor(get(lane(x + 5 * y)), get(parity)))),
    ]),
  ];
  const rhoAndPi = indices(25).flatMap((from) => {
    const [x, y] = [from % 5, Math.floor(from / 5)];
    return set(moved(y + 5 * ((2 * x + 3 * y) % 5)), rotate(get(lane(from)), offsets[from] ?? 0));
  });
  const chi = indices(25).flatMap((at) => {
    const row = at - (at % 5);
    const [next, afterNext] = [moved(row + ((at + 1) % 5)), moved(row + ((at + 2) % 5))];
    return set(lane(at), xor(get(moved(at)), and(not(get(next)), get(afterNext))));
  });
  const iota = set(lane(0), xor(get(lane(0)), load(get(round), constantsAt)));
  return [...theta, ...rhoAndPi, ...chi, ...iota];
}

function permutation(): Code {
  const advance = [...get(round), 0x41, 8, 0x6a, 0x22, round]; // round += 8, kept on the stack
  const again = [0x41, ...signed(rounds * 8), 0x48, 0x0d, 0]; // below the end: back to the start of the loop
  const body = [
    ...indices(25).flatMap((at) => set(lane(at), load([0x41, 0], at * 8))),
    ...[0x03, 0x40, ...oneRound(), ...advance, ...again, 0x0b],
    ...indices(25).flatMap((at) => store(at * 8, get(lane(at)))),
    0x0b,
  ];
  return [2, 56, 0x7e, 1, 0x7f, ...body]; // locals: 56 of i64, one of i32
}

/** The module: exports `memory`, state first, round constants behind it, and `permute`. */
export function keccakModule(): Uint8Array {
  const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
  const name = (text: string): Code => [text.length, ...Buffer.from(text, "latin1")];
  const body = permutation();
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 0, 0]), // one type: no arguments, no results
    ...section(3, [1, 0]), // one function of that type
    ...section(5, [1, 0, 1]), // one page of memory
    ...section(7, [2, ...name("memory"), 2, 0, ...name("permute"), 0, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

/** LEB128. */
function unsigned(value: number): Code {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}

// A column of numbers in the least memory that gives each of them back exactly. What a journal counts and dates moves
// little from row to row: told from the least of a few thousand neighbours, one to four bytes are enough for most.

const rowBits = 12;
const rowsPerChunk = 1 << rowBits;
const rowMask = rowsPerChunk - 1;
/** Whole numbers; times in ms that were rounded to microseconds; and such as lie half way between two clocks, in ns. */
const scales = [1, 1e3, 1e7] as const;

/** Numbers in the order in which they were added. */
export class NumberColumn implements Iterable<number> {
  #count = 0;
  readonly #packed: Packed[] = [];
  /** The last rows, not packed yet; made when there is the first one. */
  #open: Float64Array | undefined;

  get count(): number {
    return this.#count;
  }

  add(value: number): void {
    this.#open ??= new Float64Array(rowsPerChunk);
    this.#open[this.#count & rowMask] = value;
    this.#count += 1;
    if ((this.#count & rowMask) === 0) this.#packed.push(pack(this.#open));
  }

  /** Only of rows that were added. */
  at(row: number): number {
    const packed = this.#packed[row >>> rowBits];
    if (packed === undefined) return this.#open?.[row & rowMask] ?? 0;
    if (packed.offsets === undefined) return packed.base;
    const offset = packed.offsets[row & rowMask] ?? 0;
    return packed.scale === 0 ? offset : (packed.base + offset) / packed.scale;
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let row = 0; row < this.#count; row++) yield this.at(row);
  }

  /** Nothing more is added: the last rows are packed, too. */
  close(): void {
    const rest = this.#count & rowMask;
    if (rest > 0 && this.#open !== undefined) this.#packed.push(pack(this.#open.subarray(0, rest)));
    this.#open = undefined;
  }
}

type Offsets = Uint8Array | Uint16Array | Uint32Array | Float64Array;

interface Packed {
  readonly base: number;
  /** 0: the offsets are the numbers themselves. */
  readonly scale: number;
  /** Undefined: all numbers are the base. */
  readonly offsets: Offsets | undefined;
}

function pack(values: Float64Array): Packed {
  const first = values[0] ?? 0;
  if (values.every((value) => Object.is(value, first))) return { base: first, scale: 1, offsets: undefined };
  for (const scale of scales) {
    const packed = packScaled(values, scale);
    if (packed !== undefined) return packed;
  }
  return { base: 0, scale: 0, offsets: values.slice() };
}

/** Undefined when not every number comes back as it was. */
function packScaled(values: Float64Array, scale: number): Packed | undefined {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    const scaled = Math.round(value * scale);
    if (!Number.isSafeInteger(scaled) || !Object.is(scaled / scale, value)) return undefined;
    if (scaled < least) least = scaled;
    if (scaled > most) most = scaled;
  }
  const offsets = offsetsFor(most - least, values.length);
  if (offsets === undefined) return undefined;
  for (let row = 0; row < values.length; row++) offsets[row] = Math.round((values[row] ?? 0) * scale) - least;
  // A sum of zeros is never minus zero.
  return values.some((value) => Object.is(value, -0)) ? undefined : { base: least, scale, offsets };
}

function offsetsFor(range: number, length: number): Offsets | undefined {
  if (range < 2 ** 8) return new Uint8Array(length);
  if (range < 2 ** 16) return new Uint16Array(length);
  return range < 2 ** 32 ? new Uint32Array(length) : undefined;
}

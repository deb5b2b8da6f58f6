const slotBits = 12;
const slotsPerChunk = 1 << slotBits;

/** Numbers by index, set in any order; memory is taken where there are any, and what was never set is `empty`. */
export class NumberSlots {
  readonly #make: (length: number) => Float64Array | Int32Array | Uint8Array;
  readonly #empty: number;
  readonly #chunks: (Float64Array | Int32Array | Uint8Array | undefined)[] = [];

  private constructor(make: (length: number) => Float64Array | Int32Array | Uint8Array, empty: number) {
    this.#make = make;
    this.#empty = empty;
  }

  /** Any numbers. */
  static ofDoubles(empty: number): NumberSlots {
    return new NumberSlots((length) => new Float64Array(length), empty);
  }

  /** Whole numbers of 32 bits: counts, and numbers of rows and texts. -1 where nothing was set. */
  static ofIndexes(): NumberSlots {
    return new NumberSlots((length) => new Int32Array(length), -1);
  }

  /** 0 to 255; 0 where nothing was set. */
  static ofBytes(): NumberSlots {
    return new NumberSlots((length) => new Uint8Array(length), 0);
  }

  /** `index` is a count from zero; also one that was never set. */
  at(index: number): number {
    return this.#chunks[index >>> slotBits]?.[index & (slotsPerChunk - 1)] ?? this.#empty;
  }

  set(index: number, value: number): void {
    const place = index >>> slotBits;
    while (this.#chunks.length <= place) this.#chunks.push(undefined);
    let chunk = this.#chunks[place];
    if (chunk === undefined) {
      chunk = this.#make(slotsPerChunk);
      if (this.#empty !== 0) chunk.fill(this.#empty);
      this.#chunks[place] = chunk;
    }
    chunk[index & (slotsPerChunk - 1)] = value;
  }
}

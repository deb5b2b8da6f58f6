import { Literal } from "./literal.ts";

const slots = 4096;

/**
 * Turns bytes that come again and again into the same string each time, without looking for where they end: what is
 * looked for is one of the texts that were there before, its end included.
 */
export class TextCache {
  readonly #entries = new Array<Entry | undefined>(slots).fill(undefined);
  readonly #probes: readonly [number, number];

  /** Texts are told apart first by four bytes at each of these two offsets. */
  constructor(probes: readonly [number, number]) {
    this.#probes = probes;
  }

  /** The entry for what begins at `at`; undefined when it has not been there, or not lately. */
  find(view: DataView, at: number): Entry | undefined {
    const entry = this.#entries[this.#slot(view, at)];
    return entry?.literal.isAt(view, at) === true ? entry : undefined;
  }

  /** Remembers the text that begins at `at`; it is followed by `end`. */
  add(view: DataView, at: number, { text, end }: { text: string; end: string }): void {
    this.#entries[this.#slot(view, at)] = { text, literal: new Literal(text + end) };
  }

  #slot(view: DataView, at: number): number {
    const [first, second] = this.#probes;
    // Too near to the end of the bytes to be told apart from others there.
    if (at + second + 4 > view.byteLength) return 0;
    const mixed = Math.imul(view.getInt32(at + first), 0x9e3779b1) ^ Math.imul(view.getInt32(at + second), 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & (slots - 1);
  }
}

interface Entry {
  readonly text: string;
  readonly literal: Literal;
}

import type { Piece } from "./read-pieces.ts";

export const newline = 0x0a;

/**
 * Pieces that hold whole lines only: a line that lies across pieces is put together and given by itself, so that
 * nothing else is copied. After a gap the rest of the line before it is given too, for it may say what it says.
 */
export function* wholeLines(pieces: Iterable<Piece>): Iterable<Buffer> {
  const rest = new Rest();
  for (const { bytes, afterGap } of pieces) {
    if (afterGap && rest.length > 0) yield rest.take();
    const firstEnd = rest.length === 0 ? 0 : bytes.indexOf(newline) + 1;
    const end = bytes.lastIndexOf(newline) + 1;
    if (firstEnd > 0) {
      rest.add(bytes.subarray(0, firstEnd));
      yield rest.take();
    }
    if (end > firstEnd) yield bytes.subarray(firstEnd, end);
    rest.add(bytes.subarray(end));
  }
  if (rest.length > 0) yield rest.take();
}

/** The beginning of a line. Its memory is used again: a line can be megabytes, and there are several such. */
class Rest {
  length = 0;
  #bytes = Buffer.alloc(4096);

  add(bytes: Buffer): void {
    const length = this.length + bytes.length;
    if (length > this.#bytes.length) {
      const longer = Buffer.alloc(Math.max(length, this.#bytes.length * 2));
      this.#bytes.copy(longer, 0, 0, this.length);
      this.#bytes = longer;
    }
    bytes.copy(this.#bytes, this.length);
    this.length = length;
  }

  /** Valid until more is added. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.length);
    this.length = 0;
    return taken;
  }
}

import type { Piece } from "./read-pieces.ts";

export const newline = 0x0a;

/**
 * Pieces that hold whole lines only: what a piece begins or ends in the middle of is put together. After a gap the rest of
 * the line before it is given by itself, for it may say what it says.
 */
export function* wholeLines(pieces: Iterable<Piece>): Iterable<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for (const { bytes, afterGap } of pieces) {
    if (afterGap && rest.length > 0) {
      yield rest;
      rest = Buffer.alloc(0);
    }
    const end = bytes.lastIndexOf(newline) + 1;
    const lines = bytes.subarray(0, end);
    if (end === 0) rest = Buffer.concat([rest, bytes]);
    else {
      yield rest.length === 0 ? lines : Buffer.concat([rest, lines]);
      // A copy, for the reader will use these bytes again.
      rest = Buffer.from(bytes.subarray(end));
    }
  }
  if (rest.length > 0) yield rest;
}

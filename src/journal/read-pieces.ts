// Reads files that are too long to be read whole, a piece at a time and in order. Synchronous, because the judge is.

import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { constants, crc32, gunzipSync, inflateRawSync, zstdDecompressSync } from "node:zlib";
import { errorText } from "../base/errors.ts";
import { memberHeaderBytes, memberLength, openMember } from "../base/gzip-members.ts";

const chunkBytes = 1 << 20;

export interface Piece {
  /** Valid until the next piece is asked for. */
  readonly bytes: Buffer;
  /** Something between the piece before and this one could not be read. */
  readonly afterGap: boolean;
}

/** The bytes of a file as they are. Throws what the file system throws. */
export function* readFilePieces(file: string): Iterable<Piece> {
  const handle = openSync(file, "r");
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (let length = readSync(handle, chunk); length > 0; length = readSync(handle, chunk)) {
      yield { bytes: chunk.subarray(0, length), afterGap: false };
    }
  } finally {
    closeSync(handle);
  }
}

/**
 * The text of a gzip file. One of members that say their length (base/gzip-members.ts) is read member by member; what is
 * damaged is left out and told of. Any other is read whole, as far as it goes.
 */
export function* readGzipPieces(file: string, onDamage: (what: string) => void): Iterable<Piece> {
  const window = new Window(file);
  try {
    if (memberLength(window.atLeast(memberHeaderBytes), 0) === undefined) yield* readWhole(file, onDamage);
    else yield* readMembers(window, onDamage);
  } finally {
    window[Symbol.dispose]();
  }
}

/** The text of a Zstandard file (RFC 8878): of a journal that is kept, so it is small, and read whole. */
export function* readZstdPieces(file: string, onDamage: (what: string) => void): Iterable<Piece> {
  try {
    yield { bytes: zstdDecompressSync(readFileSync(file)), afterGap: false };
  } catch (error) {
    onDamage(errorText(error));
  }
}

function* readWhole(file: string, onDamage: (what: string) => void): Iterable<Piece> {
  const compressed = readFileSync(file);
  if (compressed.length === 0) return; // killed before the first flush
  try {
    // Z_SYNC_FLUSH accepts a file that ends in the middle, as a killed harness leaves it.
    yield { bytes: gunzipSync(compressed, { finishFlush: constants.Z_SYNC_FLUSH }), afterGap: false };
  } catch (error) {
    onDamage(errorText(error));
  }
}

function* readMembers(window: Window, onDamage: (what: string) => void): Iterable<Piece> {
  let afterGap = false;
  let lostBytes = 0;
  for (;;) {
    const head = window.atLeast(memberHeaderBytes);
    if (head.length === 0) break;
    const length = memberLength(head, 0);
    const text = length === undefined ? undefined : readMember(window.atLeast(length), length);
    if (length === undefined || text === undefined) {
      // The next member is found by what it begins with, as if nothing were known of this one's length.
      lostBytes += window.skipToMember();
      afterGap = true;
      continue;
    }
    window.skip(length);
    if (text.length > 0) yield { bytes: text, afterGap };
    afterGap = false;
  }
  if (lostBytes > 0) onDamage(`${lostBytes} bytes are torn or damaged`);
}

/** Undefined when it is not whole, or not what it says it is. */
function readMember(bytes: Buffer, length: number): Buffer | undefined {
  if (bytes.length < length) return undefined;
  const { deflated, crc, textBytes } = openMember(bytes.subarray(0, length));
  try {
    // Room for all of it at once saves the default of 16 KiB at a time.
    const text = inflateRawSync(deflated, { chunkSize: Math.max(64, Math.min(textBytes, chunkBytes) + 1) });
    return text.length === textBytes && crc32(text) === crc ? text : undefined;
  } catch {
    return undefined; // not a deflate stream
  }
}

/** The part of a file that is looked at. */
class Window implements Disposable {
  readonly #handle: number;
  readonly #bytes = Buffer.allocUnsafe(chunkBytes);
  #from = 0;
  #to = 0;

  constructor(file: string) {
    this.#handle = openSync(file, "r");
  }

  /** What is ahead; less than asked for only where the file ends. */
  atLeast(bytes: number): Buffer {
    if (this.#to - this.#from < bytes) this.#refill();
    return this.#bytes.subarray(this.#from, this.#to);
  }

  skip(bytes: number): void {
    this.#from = Math.min(this.#to, this.#from + bytes);
  }

  /** Goes on to where the next member may begin, or to the end. The number of bytes that were passed over. */
  skipToMember(): number {
    this.skip(1);
    let passed = 1;
    for (;;) {
      const ahead = this.atLeast(memberHeaderBytes);
      const at = memberAhead(ahead);
      // A header may lie across the end of what is ahead, but not of the file.
      const isEnd = ahead.length < memberHeaderBytes;
      const searched = at ?? (isEnd ? ahead.length : ahead.length - memberHeaderBytes + 1);
      this.skip(searched);
      passed += searched;
      if (at !== undefined || isEnd) return passed;
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#handle);
  }

  #refill(): void {
    this.#bytes.copyWithin(0, this.#from, this.#to);
    this.#to -= this.#from;
    this.#from = 0;
    while (this.#to < this.#bytes.length) {
      const read = readSync(this.#handle, this.#bytes, this.#to, this.#bytes.length - this.#to, null);
      if (read === 0) return;
      this.#to += read;
    }
  }
}

const magic = Buffer.from([0x1f, 0x8b, 8, 4]);

function memberAhead(bytes: Buffer): number | undefined {
  for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1)) {
    if (memberLength(bytes, at) !== undefined) return at;
  }
  return undefined;
}

// Writes tar archives (the ustar format of POSIX.1-2017, pax(1)) of files that lie on this machine. Owner and time are
// always the same, so that the same files give the same archive.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { assert } from "../../base/assert.ts";

export interface TarEntry {
  /** Absolute path in the archive's own root. */
  readonly path: string;
  readonly mode: number;
  /** The file whose content it has; undefined for a directory. */
  readonly source: string | undefined;
}

const blockBytes = 512;

/** The archive, piece by piece. */
export async function* tarOf(entries: readonly TarEntry[]): AsyncIterable<Buffer> {
  for (const entry of entries) {
    const sizeBytes = entry.source === undefined ? 0 : (await stat(entry.source)).size;
    yield tarHeader({ ...entry, sizeBytes });
    if (entry.source === undefined) continue;
    let written = 0;
    for await (const chunk of createReadStream(entry.source, { highWaterMark: 1 << 20 })) {
      written += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
    assert(written === sizeBytes, `${entry.source} did not change while it was being read`);
    yield Buffer.alloc((blockBytes - (sizeBytes % blockBytes)) % blockBytes);
  }
  yield Buffer.alloc(2 * blockBytes);
}

/** The block that precedes an entry's content. */
export function tarHeader(entry: TarEntry & { readonly sizeBytes: number }): Buffer {
  const name = entry.path.replace(/^\//, "");
  assert(Buffer.byteLength(name) <= 100, `the path ${entry.path} fits into a tar header`);
  const header = Buffer.alloc(blockBytes);
  const put = (offset: number, text: string) => header.write(text, offset, "utf8");
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  put(0, name);
  put(100, octal(entry.mode, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(entry.sizeBytes, 11));
  put(136, octal(0, 11));
  put(148, " ".repeat(8)); // its own place counts as blanks in the checksum
  put(156, entry.source === undefined ? "5" : "0");
  put(257, "ustar\x0000");
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${octal(sum, 6)}\0 `);
  return header;
}

// Parts of files too large to hold in memory.

import { closeSync, openSync, readSync } from "node:fs";
import { open } from "node:fs/promises";

/** Bytes `from` to `to`, exclusive; fewer where the file ends before. */
export async function readRange(file: string, { from, to }: { from: number; to: number }): Promise<Buffer> {
  const handle = await open(file, "r");
  try {
    const buffer = Buffer.allocUnsafe(to - from);
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, from + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

export interface PageReader {
  /** The page of that index, from 0; shorter where the file ends. */
  page(index: number): Buffer;
}

/**
 * Reads pages of a file at once, without waiting, and keeps the ones used last. It opens the file for each page that it
 * does not have: nothing stays open, and a page is used many times.
 */
export function createPageReader(options: { file: string; pageBytes: number; pagesMax: number }): PageReader {
  const { file, pageBytes, pagesMax } = options;
  // A map remembers the order of insertion: its first key is what was used longest ago.
  const kept = new Map<number, Buffer>();
  return {
    page(index) {
      const found = kept.get(index);
      if (found !== undefined) {
        kept.delete(index);
        kept.set(index, found);
        return found;
      }
      const [oldest] = kept.keys();
      if (kept.size >= pagesMax && oldest !== undefined) kept.delete(oldest);
      const read = readPage(file, { at: index * pageBytes, bytes: pageBytes });
      kept.set(index, read);
      return read;
    },
  };
}

function readPage(file: string, { at, bytes }: { at: number; bytes: number }): Buffer {
  const descriptor = openSync(file, "r");
  try {
    const buffer = Buffer.allocUnsafeSlow(bytes);
    let filled = 0;
    while (filled < bytes) {
      const count = readSync(descriptor, buffer, filled, bytes - filled, at + filled);
      if (count === 0) break;
      filled += count;
    }
    return buffer.subarray(0, filled);
  } finally {
    closeSync(descriptor);
  }
}

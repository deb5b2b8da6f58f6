// Files too large to hold in memory, written piece by piece, with the digest that tells later whether they are whole.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { readRange } from "./file-pages.ts";
import { fileStamp } from "./files.ts";

export interface DigestedFile extends AsyncDisposable {
  /** Resolves when the bytes were handed to the system. One write at a time. */
  write(bytes: Uint8Array): Promise<void>;
  /** Closes the file; resolves with the sha256 of all that was written, in hexadecimal. */
  finish(): Promise<string>;
}

/** Creates a file, replacing one that is there. Disposing closes it, also half written. */
export async function createDigestedFile(file: string): Promise<DigestedFile> {
  const handle = await open(file, "w");
  const hash = createHash("sha256");
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await handle.close();
  };
  return {
    async write(bytes) {
      hash.update(bytes);
      await handle.writeFile(bytes);
    },
    async finish() {
      await handle.datasync();
      await close();
      return hash.digest("hex");
    },
    [Symbol.asyncDispose]: close,
  };
}

/** sha256 of a file in hexadecimal; undefined when the file is not there. */
export async function digestOfFile(file: string): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return hash.digest("hex");
}

export const readBytes = (file: string): Promise<Buffer> => readFile(file);

export interface SampledDigest {
  readonly bytes: number;
  /** sha256 over pages that lie evenly between the first and the last, in hexadecimal. */
  readonly sample: string;
}

/**
 * Enough of a file's content to tell whether it is whole, at the same cost for every size; all of it when it is not
 * longer than the sample. Undefined when the file is not there.
 */
export async function sampleFile(
  file: string,
  { pageBytes, pages }: { pageBytes: number; pages: number },
): Promise<SampledDigest | undefined> {
  const bytes = (await fileStamp(file))?.sizeBytes;
  if (bytes === undefined) return undefined;
  const hash = createHash("sha256");
  const last = Math.ceil(bytes / pageBytes) - 1;
  const count = Math.min(pages, last + 1);
  for (let index = 0; index < count; index++) {
    const page = count === 1 ? 0 : Math.round((index * last) / (count - 1));
    hash.update(await readRange(file, { from: page * pageBytes, to: Math.min(bytes, (page + 1) * pageBytes) }));
  }
  return { bytes, sample: hash.digest("hex") };
}

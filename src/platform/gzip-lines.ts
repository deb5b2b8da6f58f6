// Writes lines to a gzip file such that a reader finds everything up to the last flush, also when the writer was killed.

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { finished } from "node:stream/promises";
import { constants, createGzip } from "node:zlib";
import type { Clock } from "../base/clock.ts";

export interface GzipLines extends AsyncDisposable {
  /** Queues a line. Once it returns false, `drained` must be awaited before more is written. */
  write(line: string): boolean;
  /** Resolves when the queue has room again; rejects when the file cannot be written. */
  drained(): Promise<void>;
  /** Writes the rest and closes the file. Idempotent. */
  close(): Promise<void>;
}

/** Opens a new file, with its directory. What was queued reaches the disk every `flushEveryMs`. */
export async function createGzipLines(options: {
  file: string;
  clock: Clock;
  flushEveryMs?: number;
  /** Bytes of lines queued at most before `write` says false. */
  queueBytes?: number;
}): Promise<GzipLines> {
  await mkdir(path.dirname(options.file), { recursive: true });
  // Stream options go through to the stream; the types of zlib only know its own.
  const queue: object = { writableHighWaterMark: options.queueBytes ?? 1 << 20 };
  // The lowest level: a load must not cost the machine under test a core for compressing what is said about it.
  const gzip = createGzip({ level: 1, ...queue });
  const output = createWriteStream(options.file);
  gzip.on("error", () => output.destroy());
  output.on("error", (error) => gzip.destroy(error));
  gzip.pipe(output);
  const ended = finished(output);
  ended.catch(() => undefined); // reported by `drained` and `close`
  const flusher = options.clock.every(options.flushEveryMs ?? 1000, () => {
    // A sync flush ends a deflate block on a byte boundary, so that what is in the file can be read without the rest.
    if (!gzip.writableEnded && !gzip.destroyed) gzip.flush(constants.Z_SYNC_FLUSH);
  });
  const close = async () => {
    flusher[Symbol.dispose]();
    if (!gzip.writableEnded && !gzip.destroyed) gzip.end();
    await ended;
  };
  return {
    write: (line) => gzip.write(`${line}\n`),
    async drained() {
      if (gzip.writableNeedDrain) await Promise.race([once(gzip, "drain"), ended]);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

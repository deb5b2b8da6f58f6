// Writes lines to a gzip file such that a reader finds everything up to the last flush, also when the writer was killed:
// every flush ends a gzip member (base/gzip-members.ts), and a member is on the disk whole or is the last one.

import { type FileHandle, mkdir, open } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { deflateRaw } from "node:zlib";
import type { Clock } from "../base/clock.ts";
import { emptyMember, memberTextBytesMax, wrapMember } from "../base/gzip-members.ts";

export interface GzipLines extends AsyncDisposable {
  /** Queues a line. Once it returns false, `drained` must be awaited before more is written. */
  write(line: string): boolean;
  /** Resolves when the queue has room again; rejects when the file cannot be written. */
  drained(): Promise<void>;
  /** Writes the rest and closes the file. Idempotent. */
  close(): Promise<void>;
}

export interface GzipLinesOptions {
  readonly file: string;
  readonly clock: Clock;
  readonly flushEveryMs?: number;
  /** Bytes of lines queued at most before `write` says false. */
  readonly queueBytes?: number;
}

/** Opens a new file, with its directory. What was queued reaches the disk every `flushEveryMs`. */
export async function createGzipLines(options: GzipLinesOptions): Promise<GzipLines> {
  await mkdir(path.dirname(options.file), { recursive: true });
  const members = new MemberWriter(options.file);
  const queueBytesMax = options.queueBytes ?? 1 << 20;
  const flusher = options.clock.every(options.flushEveryMs ?? 1000, () => members.flush());
  let closed: Promise<void> | undefined;
  const close = () => {
    flusher[Symbol.dispose]();
    closed ??= members.close();
    return closed;
  };
  return {
    write(line) {
      members.add(Buffer.from(`${line}\n`));
      return members.queuedBytes < queueBytesMax;
    },
    async drained() {
      if (members.queuedBytes >= queueBytesMax) await members.flush();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

// The lowest level: a load must not cost the machine under test a core for compressing what is said about it.
const deflate = (text: Uint8Array) => promisify<Uint8Array, { level: number }, Buffer>(deflateRaw)(text, { level: 1 });

/** Members are compressed beside the main thread and written one after the other. */
class MemberWriter {
  readonly #file: Promise<FileHandle>;
  #lines: Buffer[] = [];
  #bytes = 0;
  #underwayBytes = 0;
  #written: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = open(file, "w");
    this.#file.catch(() => undefined); // reported by `flush` and `close`
  }

  get queuedBytes(): number {
    return this.#bytes + this.#underwayBytes;
  }

  add(line: Buffer): void {
    if (this.#bytes + line.length > memberTextBytesMax) this.#cut();
    this.#lines.push(line);
    this.#bytes += line.length;
  }

  /** Resolves when all that was added is written. */
  flush(): Promise<void> {
    if (this.#bytes > 0) this.#cut();
    return this.#written;
  }

  async close(): Promise<void> {
    try {
      await this.flush();
      await (await this.#file).writeFile(emptyMember);
    } finally {
      const file = await this.#file.catch(() => undefined);
      await file?.close();
    }
  }

  /** Makes a member of the lines so far; a line that is too long for one goes through several. */
  #cut(): void {
    const text = Buffer.concat(this.#lines);
    this.#lines = [];
    this.#bytes = 0;
    this.#underwayBytes += text.length;
    const before = this.#written;
    this.#written = this.#write(text, before);
    this.#written.catch(() => undefined); // reported by `flush` and `close`
  }

  async #write(text: Buffer, before: Promise<void>): Promise<void> {
    for (let from = 0; from < text.length; from += memberTextBytesMax) {
      const part = text.subarray(from, from + memberTextBytesMax);
      const member = wrapMember(await deflate(part), part);
      await before;
      // One call for a whole member: what a kill leaves behind is whole but for the last.
      await (await this.#file).writeFile(member);
    }
    this.#underwayBytes -= text.length;
  }
}

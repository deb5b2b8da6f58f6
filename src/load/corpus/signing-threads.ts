// Spreads signing over threads and gives the results back in order, with a bound on what is held in memory.

import { Worker } from "node:worker_threads";
import { abortReason } from "../../base/clock.ts";
import { type LineRange, type SignedLines, type SigningJob, type SigningThread, signLines } from "./signing-worker.ts";

/** About half a megabyte of text: large against the cost of a message, small against memory. */
export const linesPerRange = 2000;
/** Ranges a thread may have waiting, so that it never idles while the main thread writes. */
const queuedPerThread = 2;

/** Signs lines 0 to `lines`, in order. Ending the iteration early ends the threads. A few lines need no thread. */
export async function* signInThreads(options: {
  job: SigningJob;
  lines: number;
  threads: number;
  signal?: AbortSignal | undefined;
}): AsyncGenerator<SignedLines> {
  if (options.signal?.aborted) throw abortReason(options.signal);
  if (options.lines <= linesPerRange) {
    yield signLines(options.job, { from: 0, to: options.lines });
    return;
  }
  await using threads = new SigningThreads(options.job, Math.min(options.threads, rangesOf(options.lines).length));
  const waiting: Promise<SignedLines>[] = [];
  for (const range of rangesOf(options.lines)) {
    if (waiting.length >= options.threads * queuedPerThread) yield await (waiting.shift() as Promise<SignedLines>);
    if (options.signal?.aborted) throw abortReason(options.signal);
    waiting.push(threads.sign(range));
  }
  for (const signed of waiting) yield await signed;
}

function rangesOf(lines: number): LineRange[] {
  return Array.from({ length: Math.ceil(lines / linesPerRange) }, (_, index) => ({
    from: index * linesPerRange,
    to: Math.min(lines, (index + 1) * linesPerRange),
  }));
}

/** Disposing waits for the ranges that are being signed, a fraction of a second. */
class SigningThreads implements AsyncDisposable {
  readonly #workers: readonly Worker[];
  readonly #exits: readonly Promise<unknown>[];
  readonly #ended = new Int32Array(new SharedArrayBuffer(4));
  readonly #answers = new Map<number, PromiseWithResolvers<SignedLines>>();
  #next = 0;

  constructor(job: SigningJob, count: number) {
    const workerData: SigningThread = { job, ended: this.#ended };
    this.#workers = Array.from({ length: count }, () => {
      const worker = new Worker(new URL("./signing-worker.ts", import.meta.url), { workerData });
      worker.on("message", (signed: SignedLines) => {
        this.#answers.get(signed.from)?.resolve(signed);
        this.#answers.delete(signed.from);
      });
      worker.on("error", (error) => {
        for (const answer of this.#answers.values()) answer.reject(error);
      });
      return worker;
    });
    this.#exits = this.#workers.map((worker) => new Promise((resolve) => worker.once("exit", resolve)));
  }

  sign(range: LineRange): Promise<SignedLines> {
    const answer = Promise.withResolvers<SignedLines>();
    // Looked at only in order: an earlier failure ends the iteration, and the later ones must not count as unhandled.
    answer.promise.catch(() => undefined);
    this.#answers.set(range.from, answer);
    this.#workers[this.#next++ % this.#workers.length]?.postMessage(range);
    return answer.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    Atomics.store(this.#ended, 0, 1);
    for (const worker of this.#workers) worker.postMessage({ from: 0, to: 0 } satisfies LineRange);
    await Promise.all(this.#exits);
  }
}

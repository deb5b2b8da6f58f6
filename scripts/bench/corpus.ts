// How fast a corpus is made, from nothing: threads started, everything signed, a sample checked against ethers, written;
// what more threads bring; and whether a large one is made in memory that does not grow.

import { availableParallelism } from "node:os";
import path from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { buildCorpus } from "../../src/load/corpus/build-corpus.ts";

const request = { load: "bench", kind: "transfers", seed: 1, chainId: 1337 } as const;
const layout = { accounts: 400, vus: 100, linesPerVu: 400 };
const largeLayout = { ...layout, linesPerVu: 10_000 };

/** Transactions a second over the whole build. */
export const benchCorpus = (dir: string): Promise<number> => timeBuild({ cacheDir: path.join(dir, "corpus-cache") });

export interface ThreadsBench {
  readonly threads: number;
  readonly perSecond: number;
}

/** The same with one thread, two, and so on to as many as there are cores. */
export async function benchThreads(dir: string): Promise<ThreadsBench[]> {
  const measured: ThreadsBench[] = [];
  for (let threads = 1; threads <= availableParallelism(); threads *= 2) {
    const cacheDir = path.join(dir, `corpus-cache-${threads}`);
    measured.push({ threads, perSecond: await timeBuild({ cacheDir, threads }) });
  }
  return measured;
}

export interface LargeCorpusBench {
  readonly lines: number;
  readonly perSecond: number;
  /** Resident memory at its highest in each fifth of the build. */
  readonly megabytes: readonly number[];
  /** To find it again and look up one of each thousand. */
  readonly reopenMs: number;
}

/** Signs a million transactions: a minute or more, and a quarter of a gigabyte of disk. */
export async function benchLargeCorpus(dir: string): Promise<LargeCorpusBench> {
  const cacheDir = path.join(dir, "large-corpus");
  const lines = largeLayout.vus * largeLayout.linesPerVu;
  const megabytes: number[] = [0];
  using _sampling = systemClock.every(100, () => {
    megabytes[megabytes.length - 1] = Math.max(megabytes.at(-1) ?? 0, process.memoryUsage.rss() / 1e6);
  });
  let tenths = 0;
  const progress = () => {
    tenths += 1;
    if (tenths % 2 === 0 && tenths < 10) megabytes.push(0);
  };
  const startedAtMs = systemClock.nowMs();
  await buildCorpus({ ...request, layout: largeLayout }, { cacheDir, progress });
  const builtAtMs = systemClock.nowMs();
  const again = await buildCorpus({ ...request, layout: largeLayout }, { cacheDir });
  for (let line = 0; line < lines; line += 1000) again.transactionAt(line);
  const reopenMs = systemClock.nowMs() - builtAtMs;
  return { lines, perSecond: (lines * 1000) / (builtAtMs - startedAtMs), megabytes, reopenMs };
}

/** Transactions a second. */
async function timeBuild(options: { cacheDir: string; threads?: number }): Promise<number> {
  const startedAtMs = systemClock.nowMs();
  const { lines } = await buildCorpus({ ...request, layout }, options);
  return (lines * 1000) / (systemClock.nowMs() - startedAtMs);
}

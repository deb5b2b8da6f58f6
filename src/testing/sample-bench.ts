// Benchmarks for tests, compared by the real comparer.

import { compareBench } from "../analysis/bench/compare-bench.ts";
import type { BenchEntry, ComparedBench } from "../model/bench.ts";

/** A node that answers so many reads a second. */
export const sampleBench = (readsPerSecond: number, change: Partial<BenchEntry> = {}): BenchEntry => ({
  version: 1,
  at: "2026-11-24T04:10:00.000Z",
  environment: ["a machine", "process"],
  builds: ["anvil 1.7.1"],
  figures: [
    { name: "reads.answered", title: "reads answered", unit: "perSecond", better: "higher", value: readsPerSecond },
    { name: "transfers.p99", title: "transfers, inclusion p99", unit: "ms", better: "lower", value: 950 },
    { name: "transfers.p50", title: "transfers, inclusion p50", unit: "ms", better: "lower", value: null },
  ],
  doubts: [],
  ...change,
});

export const comparedSample = (now: BenchEntry, history: readonly BenchEntry[]): ComparedBench =>
  compareBench(now, history);

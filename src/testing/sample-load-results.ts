// The loads of the sample result. Windows add up to the whole, and the percentiles are those that so many samples allow.

import { LatencyHistogram } from "../analysis/latency-histogram.ts";
import type { Bottleneck, LatencySummary, LatencyTable, LoadResult } from "../model/result.ts";

/** A summary of nothing, but for what is given. */
export const latencies = (known: Partial<LatencySummary>): LatencySummary => ({
  count: 0,
  p50: null,
  p90: null,
  p95: null,
  p99: null,
  p999: null,
  max: null,
  ...known,
});

type FourWindows = readonly [LatencySummary, LatencySummary, LatencySummary, LatencySummary];

const noLimit: Bottleneck = { limit: "none", sentence: "nothing was at its limit", evidence: [] };

/** Transfers: sent by everybody, included by few while the majority is away. */
export function transfers(): LoadResult {
  return {
    name: "transfers",
    model: "open",
    offered: 5_680,
    started: 5_652,
    dropped: 28,
    ok: 5_612,
    rejected: 12,
    unknown: 28,
    offeredPerSecond: 40,
    achievedPerSecond: 39.8,
    steady: { seconds: 12, offered: 480, achieved: 480, dropped: 0 },
    submit: table({
      whole: latencies({ count: 5_652, p50: 4, p90: 9, p95: 14, p99: 2_010, p999: 4_980, max: 5_003 }),
      windows: [
        latencies({ count: 480, p50: 4, p90: 7, p95: 9, p99: 21, max: 48 }),
        latencies({ count: 2_572, p50: 5, p90: 12, p95: 31, p99: 4_120, max: 5_003 }),
        latencies({ count: 2_200, p50: 4, p90: 8, p95: 10, p99: 26, max: 61 }),
        latencies({ count: 400, p50: 4, p90: 7, p95: 9, p99: 19, max: 22 }),
      ],
    }),
    inclusion: table({
      whole: latencies({ count: 5_610, p50: 980, p90: 24_300, p95: 29_100, p99: 33_200, p999: 34_400, max: 34_800 }),
      windows: [
        latencies({ count: 480, p50: 620, p90: 1_050, p95: 1_120, p99: 1_480, max: 1_905 }),
        latencies({ count: 2_532, p50: 16_400, p90: 30_900, p95: 32_300, p99: 34_100, max: 34_800 }),
        latencies({ count: 2_198, p50: 990, p90: 1_720, p95: 2_010, p99: 2_890, max: 3_300 }),
        latencies({ count: 400, p50: 610, p90: 1_040, p95: 1_110, p99: 1_390, max: 1_520 }),
      ],
    }),
    errors: [
      { error: "timeout", count: 28 },
      { error: "txpool is full", count: 12 },
    ],
    methods: [],
    fates: { included: 5_610, rejected: 12, "never-seen": 30 },
    bottleneck: noLimit,
  };
}

/** Reads: answered by nodes that no fault hits, but for a stall in the outage. */
export function reads(): LoadResult {
  return {
    name: "reads",
    model: "open",
    offered: 14_200,
    started: 14_200,
    dropped: 0,
    ok: 13_930,
    rejected: 0,
    unknown: 270,
    offeredPerSecond: 100,
    achievedPerSecond: 100,
    steady: { seconds: 12, offered: 1_200, achieved: 1_200, dropped: 0 },
    submit: table({
      whole: latencies({ count: 14_200, p50: 2, p90: 4, p95: 6, p99: 870, p999: 2_900, max: 5_001 }),
      windows: [
        latencies({ count: 1_200, p50: 2, p90: 3, p95: 4, p99: 11, max: 30 }),
        latencies({ count: 6_500, p50: 2, p90: 5, p95: 9, p99: 1_900, p999: 4_400, max: 5_001 }),
        latencies({ count: 5_500, p50: 2, p90: 4, p95: 5, p99: 14, p999: 520, max: 640 }),
        latencies({ count: 1_000, p50: 2, p90: 3, p95: 4, p99: 10, max: 25 }),
      ],
    }),
    inclusion: null,
    errors: [{ error: "timeout", count: 270 }],
    methods: [],
    fates: null,
    bottleneck: noLimit,
  };
}

/** The same reads asked in a closed loop, which tells its methods apart. */
export function closedReads(): LoadResult {
  return {
    ...reads(),
    model: "closed",
    offeredPerSecond: 9_920,
    achievedPerSecond: 9_901,
    methods: [
      {
        ...{ method: "eth_blockNumber", ok: 66_000, rejected: 0, unknown: 10, okPerSecond: 6_600 },
        latency: latencies({ count: 66_010, p50: 1, p90: 4, p95: 9, p99: 35, p999: 80, max: 120 }),
      },
      {
        ...{ method: "eth_call", ok: 33_010, rejected: 4, unknown: 0, okPerSecond: 3_301 },
        latency: latencies({ count: 33_010, p50: 2, p90: 5, p95: 11, p99: 45, p999: 90, max: 131 }),
      },
    ],
  };
}

function table({ whole, windows }: { whole: LatencySummary; windows: FourWindows }): LatencyTable {
  const [steady, outage, split, after] = windows;
  return {
    whole,
    steady,
    windows: [
      { window: "steady", fromMs: 9_000, toMs: 21_000, latency: steady },
      { window: "majority-outage", fromMs: 21_000, toMs: 86_000, latency: outage },
      { window: "split", fromMs: 86_000, toMs: 141_000, latency: split },
      { window: "after", fromMs: 141_000, toMs: 151_000, latency: after },
    ],
    histogram: histogramOf(steady),
  };
}

/** A distribution with these percentiles, straight in between. */
export function histogramOf({ count, p50, p90, p99, max }: LatencySummary): string | null {
  if (count === 0) return null;
  const histogram = LatencyHistogram.empty();
  const knots = [
    [0, (p50 ?? 0) / 2],
    [0.5, p50],
    [0.9, p90],
    [0.99, p99],
    [1, max],
  ].flatMap(([share, ms]) => (typeof share === "number" && typeof ms === "number" ? [{ share, ms }] : []));
  for (let index = 0; index < count; index++) {
    const share = (index + 0.5) / count;
    const above = knots.findIndex((knot) => knot.share >= share);
    const [low, high] = [knots[above - 1], knots[above]];
    if (low === undefined || high === undefined) continue;
    histogram.record(low.ms + ((share - low.share) / (high.share - low.share)) * (high.ms - low.ms));
  }
  return histogram.encode();
}

/** Exactly these latencies, stored as a result stores them. */
export function storedHistogram(latenciesMs: readonly number[]): string {
  const histogram = LatencyHistogram.empty();
  for (const latencyMs of latenciesMs) histogram.record(latencyMs);
  return histogram.encode();
}

// Latency percentiles over an HDR histogram: three significant digits, recorded in whole microseconds.
// A percentile is given only where the sample supports it at 95 %: n >= ln(.05) / ln(q).

import { build } from "hdr-histogram-js";
import type { LatencySummary } from "../model/result.ts";
import { roundMs } from "./round.ts";

/** Smallest sample in which the quantile's upper 95 % bound is finite: 29 for p90, 299 for p99, 2995 for p99.9. */
export const sampleSizeFor = (quantile: number): number => Math.ceil(Math.log(0.05) / Math.log(quantile));

/** Summarises latencies in ms. Clocks that disagree by a little can make one negative: it counts as 0. */
export function summarizeLatencies(latenciesMs: Iterable<number>): LatencySummary {
  const histogram = build({ lowestDiscernibleValue: 1, numberOfSignificantValueDigits: 3, autoResize: true });
  let count = 0;
  let maxMs = 0;
  for (const latencyMs of latenciesMs) {
    const clampedMs = Math.max(0, roundMs(latencyMs));
    histogram.recordValue(Math.round(clampedMs * 1000));
    maxMs = Math.max(maxMs, clampedMs);
    count += 1;
  }
  // The histogram answers with the upper edge of a bucket, which may lie above the largest value there was.
  const at = (quantile: number) =>
    count < sampleSizeFor(quantile) ? null : Math.min(histogram.getValueAtPercentile(quantile * 100) / 1000, maxMs);
  return {
    count,
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    p999: at(0.999),
    max: count === 0 ? null : maxMs,
  };
}
